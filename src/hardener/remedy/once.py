"""Write nothing twice to an account that several connections log in to, and nothing to one not known. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hardener.remedy.plan import Change, LeftOut, Step


def once(steps: Iterable[Step], left: list[LeftOut]) -> Iterator[Step]:
    """Yield each step with what no other connection to the same account asks for already; the rest is `left` out."""
    known: dict[tuple[str, str, str], Change] = {}
    for step in steps:
        changes = []
        for change in step.changes:
            first = known.setdefault((step.account, step.target, change.path), change)
            if step.account and first is change:
                changes.append(change)
            elif reason := _unwritten(step, first, change):
                left.append(
                    LeftOut(
                        connection=step.connection, target=step.target, title=step.title, controls=change.controls,
                        reason=reason,
                    )
                )  # fmt: skip
        if changes:
            yield step.model_copy(update={"changes": tuple(changes)})


def _unwritten(step: Step, first: Change, change: Change) -> str:
    """Return why a change is in no step; empty where another connection's is the same."""
    if not step.account:
        return f"whose account {step.connection} is could not be read, so nothing is written to it"
    if first.after == change.after:
        return ""
    return f"{first.connection} logs in to the same account and wants the contrary of {change.setting}"
