"""A purge and what came of it, for the person who has to agree. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import tzinfo

from hardener.language import known, marked, ntr, tr
from hardener.purge.plan import Deleted, Deletion, Purge, Why
from hardener.remedy.outcome import Result
from hardener.report.safe import terminal
from hardener.report.times import date_of
from hardener.traces import Mails

ODD = marked("the platform's answer could not be understood")
REASONS = {
    "wait": marked("the platform asks to wait; go on with: hardener registrants --resume"),
    "silent": marked("the platform does not answer; go on with: hardener registrants --resume"),
    "clock": marked("the clock of this machine is off; set it, and go on with: hardener registrants --resume"),
    "ignored": marked("the platform said yes and still lists it"),
    "to-come": marked("the program is not over any more, so nothing of it was deleted"),
    "old": marked("the plan is more than a day old; make a new one: hardener registrants --purge"),
    "kept": marked("the rules of hardener.toml keep it by now"),
    "gone": marked("the platform no longer shows it"),
}


def render_purge(plan: Purge, zone: tzinfo) -> Iterator[str]:
    """Yield what would be deleted, of which deletions families may hear, and what is left, with the reason."""
    yield tr("DELETION {id} · nothing was deleted yet", id=plan.id) + "\n"
    yield ntr(
        "Sign-ups of programs whose last date was {count} day ago or earlier. It cannot be undone.",
        "Sign-ups of programs whose last date was {count} days ago or earlier. It cannot be undone.",
        plan.older_than,
    ) + "\n"  # fmt: skip
    silent = [step for step in plan.steps if step.mails is Mails.NO]
    for title, steps in (
        (tr("DELETE"), silent),
        (tr("DELETE, and families would or may get a mail from the platform"), plan.mailing),
    ):
        if steps:
            yield f"\n{title}\n"
            yield from (_step(step, zone) for step in steps)
    if plan.left_out:
        yield f"\n{tr('LEFT AS IT IS')}\n"
    for one in plan.left_out:
        count = sign_ups(one.count) if one.count is not None else tr("sign-ups not counted")
        where = f". {tr('By hand: {where}', where=known(one.where))}" if one.where else ""
        yield f"  {terminal(one.title)}: {count}: {terminal(known(one.reason), 300)}{terminal(where, 300)}\n"
    yield f"\n{_total(plan)}\n"


def _step(step: Deletion, zone: tzinfo) -> str:
    told = tr(
        "  {title}, ended {day}: {count}", title=terminal(step.title), day=_day(step, zone), count=sign_ups(step.count)
    )
    mails = {
        Mails.WILL: tr("the platform writes to each family"),
        Mails.MAY: tr("the platform may write to each family"),
    }
    more = "; ".join(filter(None, (mails.get(step.mails, ""), known(step.note))))
    return f"{told} ({terminal(more, 300)})\n" if more else f"{told}\n"


def _day(step: Deletion, zone: tzinfo) -> str:
    return date_of(step.ended.astimezone(zone))


def sign_ups(count: int) -> str:
    """Return a count of sign-ups in words."""
    return ntr("{count} sign-up", "{count} sign-ups", count)


def _total(plan: Purge) -> str:
    if not plan.steps:
        return tr("There is nothing to delete.")
    return ntr(
        "{sign_ups} of {count} program",
        "{sign_ups} of {count} programs",
        len(plan.steps),
        sign_ups=sign_ups(plan.count),
    )


def render_ended(step: Deletion, outcomes: Sequence[Deleted], zone: tzinfo) -> str:
    """Return what became of one program's sign-ups: what is proven gone, and what is not."""
    counts = Counter((one.result, one.why.kind, one.why.said) for one in outcomes)
    told = [_said(count, result, Why(kind=kind, said=said)) for (result, kind, said), count in sorted(counts.items())]
    return (
        tr("  {title}, ended {day}: {told}", title=terminal(step.title), day=_day(step, zone), told="; ".join(told))
        + "\n"
    )


def _said(count: int, result: Result, why: Why) -> str:
    if result is Result.APPLIED:
        return ntr("{count} gone, proven by a second reading", "{count} gone, proven by a second reading", count)
    return tr("{count} NOT proven gone: {why}", count=count, why=reason(why))


def reason(why: Why) -> str:
    """Return why a sign-up is still there, or nobody knows, in words."""
    if why.kind == "refused":
        return tr("the platform refuses it (status {status})", status=terminal(why.said))
    if why.kind == "scope":
        return tr("the permission {scope} is missing", scope=terminal(why.said) or "?")
    return tr(REASONS.get(why.kind, ODD))
