"""The history, for a person. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from tabulate import tabulate

from hardener.findings import State
from hardener.history.difference import FindingRecord, SettingChange, TargetRef
from hardener.history.past import Moment, Past
from hardener.model import Status
from hardener.reason import Reason
from hardener.reason import words as spoken
from hardener.report import words
from hardener.report.difference import BY, named
from hardener.report.safe import plain, terminal
from hardener.whose import named as accounts_named

WHAT = {
    "audit": "audit",
    "watch": "audit by the watch",
    "check": "ahead of programs",
    "apply": "apply",
    "undo": "undo",
}


def render_runs(runs: Sequence[Past], zone: tzinfo, *, accounts: bool = False) -> str:
    """Return the list of runs; times in `zone`; with `accounts` also whose each is."""
    rows = [
        (
            p.id,
            f"{p.began.astimezone(zone):%Y-%m-%d %H:%M}",
            _what(p),
            terminal(p.operator),
            _told(p),
            *([terminal(accounts_named(p.accounts, {}), 200)] if accounts else []),
        )
        for p in runs
    ]
    headers = ["run", "began", "what", "by", "came of it", *(["account"] if accounts else [])]
    return tabulate(rows, headers=headers) + "\n"


def _what(past: Past) -> str:
    if past.kind == "undo":
        return f"undo of {past.undoes}"
    about = "" if past.whole or past.plan or past.kind == "check" else " of a part"
    return f"{WHAT[past.kind]}{about}{f' by {plain(past.profile)}' if past.profile else ''}"


def _told(past: Past) -> str:
    if past.plan:
        counts = ", ".join(f"{count} {result}" for result, count in sorted(past.outcomes.items())) or "nothing"
        return counts if past.ended is not None else f"{counts}; not ended"
    states = past.told.get("states", {})
    told = " · ".join(f"{state.value} {states[state.value]}" for state in State if states.get(state.value))
    waived = past.told.get("statuses", {}).get(Status.WAIVED.value, 0)
    accepted = f" · {words.many(waived, 'finding')} accepted" if waived else ""
    return f"{told or 'no programs'}{accepted}{'' if past.complete else ' · NOT COMPLETE'}"


def render_program(thing: TargetRef, moments: Sequence[Moment], zone: tzinfo) -> Iterator[str]:
    """Yield one program's past, oldest first: each look that found it otherwise, and how often it stayed so."""
    yield f"{terminal(thing.title)} ({thing.connection}, {thing.target})\n"
    for moment in moments:
        times = f", the same in {words.many(moment.looks - 1, 'later look')}" if moment.looks > 1 else ""
        yield f"\n{moment.began.astimezone(zone):%a %d %b %Y %H:%M}  run {moment.run}  {moment.state.value}"
        yield f"  {plain(moment.profile)}{times}\n"
        for control, before, after in moment.turned:
            yield f"  {_turned(control, before, after)}{_cause(moment.causes.get(control))}\n"
        for move in moment.moves:
            yield f"  {named(move)} {BY[move.by]}\n"


def _cause(move: SettingChange | None) -> str:
    if move is None:
        return ""
    kind = "" if move.thing.kind == "account" else f"{move.thing.kind} "
    return f"; {named(move)} of {kind}{terminal(move.thing.title)} {BY[move.by]}"


def _turned(control: str, before: FindingRecord | None, after: FindingRecord) -> str:
    if after.status is Status.FAIL:
        return f"to fix: {after.sentence} ({after.severity})"
    if after.status is Status.ERROR:
        return f"can't tell: {words.control(control).title}: {words.unread(after.note, after.reason)}"
    said = before.sentence if before is not None and before.sentence else words.control(control).title
    if after.reason is not None and after.reason.kind is Reason.DROPPED:
        return f"{spoken(after.reason)}: {said}"
    now = {Status.WAIVED: "accepted", Status.ADVISORY: "set, but a visitor can undo it"}.get(after.status, "no longer")
    return f"{now}: {said}"
