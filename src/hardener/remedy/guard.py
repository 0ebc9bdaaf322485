"""What holds a write up: a program that is on by the vendor's own word, an event that opens another room by now."""

from __future__ import annotations

from hardener import redact
from hardener.adapter import Adapter
from hardener.errors import AdapterError, HardenerError, mistake
from hardener.model import Target
from hardener.remedy.plan import Step

NAMED = 3
"""Titles that a reason has."""
ANOTHER = "it opens another room by now than when the plan was made; make a new plan"


def on_now(adapter: Adapter, target: Target) -> str:
    """Return why `target` must not be written now; empty where nothing that it touches is on.

    The clock alone does not tell: programs run over, start early, and some have no fixed time.
    """
    try:
        titles = sorted({redact.line(title, 100) for title in adapter.live(target)})
    except AdapterError as error:
        return f"cannot tell whether a program that it touches is on: {error}"
    except HardenerError:
        raise
    except Exception as error:  # noqa: BLE001 - a mistake of ours with one target must not cost the others
        return f"cannot tell whether a program that it touches is on: {mistake(error)}"
    if not titles:
        return ""
    more = f" and {len(titles) - NAMED} more" if len(titles) > NAMED else ""
    return f"on now: {', '.join(titles[:NAMED])}{more}"


def read(adapter: Adapter, step: Step) -> Target | str:
    """Return a step's target afresh, by whichever door of its room is still open, or why it could not be read."""
    reason = ""
    for ident in dict.fromkeys((step.target, *step.doors)):
        found = _read(adapter, step, ident)
        if not isinstance(found, str):
            return found
        reason = reason or found
    return reason


def _read(adapter: Adapter, step: Step, ident: str) -> Target | str:
    """Return one target afresh, or why it, or a part of it that is needed, could not be read."""
    parts = {change.path.split(".", 1)[0]: None for change in step.changes}
    kind = ident.split("/", 1)[0] if step.doors else step.kind
    bare = Target(id=ident, kind=kind, title=step.title, document=parts)
    try:
        found = adapter.read(bare)
    except AdapterError as error:
        return str(error)
    except HardenerError:
        raise
    except Exception as error:  # noqa: BLE001 - the same
        return mistake(error)
    if reason := next((reason for part, reason in found.unread.items() if part in parts), ""):
        return reason
    return ANOTHER if step.written_to and found.written_to != step.written_to else found
