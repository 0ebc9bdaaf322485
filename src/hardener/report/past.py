"""The history, for a person. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from tabulate import tabulate

from hardener.findings import State
from hardener.history.difference import FindingRecord, SettingChange, TargetRef
from hardener.history.past import Moment, Past
from hardener.language import known, marked, ntr, tr
from hardener.model import Status
from hardener.reason import Reason
from hardener.report import retell, words
from hardener.report.difference import by_whom, named
from hardener.report.safe import plain, terminal
from hardener.report.times import dated, zone_name
from hardener.whose import named as accounts_named

WHAT = {
    "audit": marked("audit"),
    "watch": marked("audit by the watch"),
    "check": marked("ahead of programs"),
    "apply": marked("apply"),
    "undo": marked("undo"),
    "purge": marked("deletion"),
}


TOLD, LEAST = 4, 24
"""The column that has sentences, which is folded, and its least width."""


def render_runs(runs: Sequence[Past], zone: tzinfo, *, accounts: bool = False, width: int = 80) -> str:
    """Return the list of runs; times in `zone`; with `accounts` also whose each is; `width` is in characters."""
    rows = [
        (
            p.id,
            dated(p.began.astimezone(zone)),
            _what(p),
            terminal(p.operator),
            _told(p),
            *([terminal(accounts_named(p.accounts, {}), 200)] if accounts else []),
        )
        for p in runs
    ]
    headers = [tr("run"), tr("began, {zone}", zone=zone_name(zone)), tr("what"), tr("by"), tr("came of it")]
    headers += [tr("account")] if accounts else []
    wide = [f"{head}  " for head in headers]  # tabulate gives a heading two columns more
    lengths = [max(len(str(cell)) for cell in column) for column in zip(wide, *rows, strict=True)]
    last = max(LEAST, width - sum(length + 2 for length in lengths[:TOLD]))
    return tabulate(rows, headers=headers, maxcolwidths=[*[None] * TOLD, last, *[None] * accounts]) + "\n"


def _what(past: Past) -> str:
    if past.kind == "undo":
        return tr("undo of {run}", run=past.undoes)
    about = "" if past.whole or past.plan or past.kind == "check" else f" {tr('of a part')}"
    by = f" {tr('by profile {profile}', profile=plain(past.profile))}" if past.profile else ""
    return f"{tr(WHAT[past.kind])}{about}{by}"


def _told(past: Past) -> str:
    if past.plan:
        counts = ", ".join(f"{count} {known(result)}" for result, count in sorted(past.outcomes.items())) or tr(
            "nothing"
        )
        return counts if past.ended is not None else f"{counts}; {tr('not ended')}"
    states = past.told.get("states", {})
    told = " · ".join(f"{_spoken(name)} {states[name]}" for name in sorted(states, key=_place) if states[name])
    waived = past.told.get("statuses", {}).get(Status.WAIVED.value, 0)
    accepted = ntr("{count} finding accepted", "{count} findings accepted", waived)
    accepted = f" · {accepted}" if waived else ""
    apart = past.told.get("apart", {}).get("programs", 0)
    told = " · ".join(filter(None, (told, f"{apart} {tr(words.APART)}" if apart else ""))) or tr("no programs")
    return f"{told}{accepted}" if past.complete else f"{told}{accepted} · {tr('NOT COMPLETE')}"


def _place(name: str) -> tuple[int, str]:
    """Return where a verdict stands in a line; one of an older hardener's comes last, in its own words."""
    known = [state.value for state in State]
    return (known.index(name) if name in known else len(known)), name


def _spoken(name: str) -> str:
    return words.said(State(name), ()) if name in set(State) else plain(name)


def render_program(thing: TargetRef, moments: Sequence[Moment], zone: tzinfo) -> Iterator[str]:
    """Yield one program's past, oldest first: each look that found it otherwise, and how often it stayed so."""
    yield f"{terminal(thing.title)} ({thing.connection}, {thing.target}); {zone_name(zone)}\n"
    for moment in moments:
        again = ntr("the same in {count} later look", "the same in {count} later looks", moment.looks - 1)
        times = f", {again}" if moment.looks > 1 else ""
        began = dated(moment.began.astimezone(zone))
        yield f"\n{began}  {tr('run {run}', run=moment.run)}  {words.said(moment.state, ())}"
        yield f"  {plain(moment.profile)}{times}\n"
        for control, before, after in moment.turned:
            yield f"  {_turned(control, before, after)}{_cause(moment.causes.get(control))}\n"
        for move in moment.moves:
            yield f"  {named(move)} {by_whom(move.by)}\n"


def _cause(move: SettingChange | None) -> str:
    if move is None:
        return ""
    kind = "" if move.thing.kind == "account" else f"{move.thing.kind} "
    of = f"{kind}{terminal(move.thing.title)}"
    return f"; {tr('{setting} of {place}', setting=named(move), place=of)} {by_whom(move.by)}"


def _turned(control: str, before: FindingRecord | None, after: FindingRecord) -> str:
    if after.status is Status.FAIL:
        return f"{tr('to fix: {what}', what=words.retold(after.sentence))} ({known(after.severity)})"
    if after.status is Status.ERROR:
        why = f"{words.control(control).title}: {words.unread(after.note, after.reason)}"
        return tr("can't tell: {why}", why=why)
    said = words.retold(before.sentence) if before is not None and before.sentence else words.control(control).title
    if after.reason is not None and after.reason.kind is Reason.DROPPED:
        return f"{retell.reason(after.reason)}: {said}"
    now = {Status.WAIVED: tr("accepted"), Status.ADVISORY: tr("set, but a visitor can undo it")}.get(
        after.status, tr("no longer")
    )
    return f"{now}: {said}"
