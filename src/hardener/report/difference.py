"""What is otherwise than at an earlier look, for a person. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import datetime, tzinfo
from textwrap import fill

from hardener.history.difference import Difference, FindingChange, FindingRecord, SettingChange, TargetRef
from hardener.history.past import Past
from hardener.language import known, marked, ntr, tr
from hardener.model import Status
from hardener.path import vendor_path
from hardener.reason import Reason, noted
from hardener.report import retell, words
from hardener.report.folded import folded
from hardener.report.safe import plain, terminal
from hardener.report.times import dated, short, zone_name

BY = {"hardener": marked("by hardener"), "other": marked("by someone else")}
STATES = {
    Status.PASS: marked("as it should be"),
    Status.WAIVED: marked("accepted"),
    Status.ADVISORY: marked("set, but a visitor can undo it"),
    Status.MANUAL: marked("for a person to look at"),
}
WIDTH = 80
FORMAT = 1


def render(first: Past, last: Past, found: Difference, zone: tzinfo) -> Iterator[str]:
    """Yield the difference of two looks piece by piece; times in `zone`."""
    runs = {"first": first.id, "then": _clock(first.began, zone), "last": last.id, "now": _clock(last.began, zone)}
    yield folded(tr("From run {first} ({then}) to run {last} ({now}), {zone}", **runs, zone=zone_name(zone)), WIDTH)
    for past in (first, last):
        if not past.complete:
            yield f"{tr('NOT COMPLETE: run {run} could not read everything; see: hardener history', run=past.id)}\n"
    for title, turns in (
        (tr("Newly failing"), found.failing()),
        (tr("No longer to be told"), found.unclear()),
        (tr("No longer open"), found.resolved()),
        (tr("Still failing, otherwise"), found.changed()),
    ):
        yield from _section(title, (_turned(turn, found, zone) for turn in turns))
    yield from _section(tr("Settings changed in between"), _settings(found.moves, zone))
    yield from _section(tr("New programs"), (_named(thing, zone) for thing in found.new))
    ahead = [thing for thing in found.gone if thing.start is None or thing.start > last.began]
    yield from _section(tr("Programs that are no longer there"), (_named(thing, zone) for thing in ahead))
    over = len(found.gone) - len(ahead)
    if over:
        gone = ntr(
            "{count} program of run {run} is over.", "{count} programs of run {run} are over.", over, run=first.id
        )
        yield f"\n{gone}\n"
    if not found:
        yield f"\n{tr('Nothing is otherwise.')}\n"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    told = list(lines)
    if told:
        yield f"\n{title} ({len(told)})\n"
        yield from (fill(line, WIDTH, initial_indent="  ", subsequent_indent="      ") + "\n" for line in told)


def _turned(turn: FindingChange, found: Difference, zone: tzinfo) -> str:
    was = turn.before
    if turn.after.status is Status.FAIL:
        worse = was is not None and was.status is Status.FAIL and was.severity is not turn.after.severity
        grade = known(turn.after.severity)
        if was and worse:
            grade = tr("{now}, was {was}", now=grade, was=known(was.severity))
        said = f"{words.retold(turn.after.sentence)} ({grade})"
    elif turn.after.status is Status.ERROR:
        said = f"{words.control(turn.control).title}: {words.unread(turn.after.note, turn.after.reason)}"
    else:
        what = (words.retold(was.sentence) or words.control(turn.control).title) if was else turn.control
        said = tr("{what}: now {state}", what=what, state=_state(turn.after))
    return f"{_named(turn.thing, zone)}: {said}{_why(turn, found)}"


def _state(told: FindingRecord) -> str:
    if told.reason is not None and told.reason.kind is Reason.DROPPED:
        return retell.reason(told.reason)
    return tr(STATES[told.status]) if told.status in STATES else known(told.status.value)


def _why(turn: FindingChange, found: Difference) -> str:
    move = found.cause(turn)
    if move is not None:
        return f"; {tr('{setting} was changed {by}', setting=vendor_path(move.path), by=by_whom(move.by))}"
    was = turn.before
    if was is not None and was.expected != turn.after.expected and was.raw == turn.after.raw:
        asked = {"now": words.retold(turn.after.expected), "before": words.retold(was.expected)}
        return f"; {tr('the profile asks for {now} now, and asked for {before}', **asked)}"
    return ""


def _settings(moves: Sequence[SettingChange], zone: tzinfo) -> Iterator[str]:
    """Yield each setting once: what it was at first and is in the end, and by whom."""
    found: dict[tuple[str, str, str], list[SettingChange]] = {}
    for move in moves:
        found.setdefault((move.thing.account, move.thing.target, move.path), []).append(move)
    for several in found.values():
        yield _moved(several, zone)


def _moved(moves: Sequence[SettingChange], zone: tzinfo) -> str:
    last = moves[-1]
    thing, when = last.thing, f", {tr('seen {time}', time=_clock(last.seen, zone))}" if last.seen is not None else ""
    kind = "" if thing.program or thing.kind == "account" else f"{thing.kind} "
    whose = f"{kind}{terminal(thing.title)}"
    if len(moves) == 1:
        return f"{whose}: {named(last)} {by_whom(last.by)}{when}"
    who = words.listed(by_whom(move.by) for move in moves)
    net = (
        named(replace(last, before=moves[0].before))
        if moves[0].before != last.after
        else tr("{setting}: back", setting=_setting(last))
    )
    return tr("{place}: {what} in {count} changes, {who}, the last{when}",
              place=whose, what=net, count=len(moves), who=who, when=when)  # fmt: skip


def named(move: SettingChange) -> str:
    """Say which setting has which value now: `chat: off → on`."""
    return f"{_setting(move)}: {_value(move.before)} → {_value(move.after)}"


def by_whom(by: str) -> str:
    """Say who changed something, as far as that is known."""
    return tr(BY[by]) if by in BY else ""


def _setting(move: SettingChange) -> str:
    path = vendor_path(move.path)
    return tr("lock of {setting}", setting=path) if move.path.startswith("locks.") else path


def _value(text: str) -> str:
    return {"true": tr("on"), "false": tr("off"), '""': tr("nothing")}.get(text, terminal(text))


def _named(thing: TargetRef, zone: tzinfo) -> str:
    when = f"{short(thing.start.astimezone(zone))} " if thing.start is not None else ""
    return f"{when}{terminal(thing.title)}"


def _clock(moment: datetime, zone: tzinfo) -> str:
    return dated(moment.astimezone(zone))


def as_json(first: Past, last: Past, found: Difference) -> str:
    """Return the difference as a JSON document, titles and notes without secrets."""
    told = {
        "format": FORMAT,
        "from": {"run": first.id, "began": first.began, "complete": first.complete},
        "to": {"run": last.id, "began": last.began, "complete": last.complete},
        "newly_failing": [_json_turn(turn, found) for turn in found.failing()],
        "newly_unclear": [_json_turn(turn, found) for turn in found.unclear()],
        "newly_passing": [_json_turn(turn, found) for turn in found.resolved()],
        "still_open_otherwise": [_json_turn(turn, found) for turn in found.changed()],
        "settings_changed": [
            {**_json_thing(m.thing), "setting": vendor_path(m.path), "before": plain(m.before), "after": plain(m.after),
             "by": m.by, "seen": m.seen}
            for m in found.moves
        ],
        "new": [_json_thing(thing) for thing in found.new],
        "gone": [_json_thing(thing) for thing in found.gone],
    }  # fmt: skip
    return json.dumps(told, indent=2, default=_plain, ensure_ascii=False) + "\n"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _json_turn(turn: FindingChange, found: Difference) -> dict[str, object]:
    move = found.cause(turn)
    why = turn.after.reason
    after = asdict(turn.after) | {"note": noted(turn.after.note, why), **words.reason(why)}
    told = {name: plain(value) if isinstance(value, str) else value for name, value in after.items()}
    before = turn.before.status if turn.before is not None else None
    cause = {"cause": {"setting": vendor_path(move.path), "by": move.by} if move is not None else None}
    return {**_json_thing(turn.thing), "control": turn.control, "before": before, **told, **cause}


def _json_thing(thing: TargetRef) -> dict[str, object]:
    return {
        "connection": thing.connection,
        "target": thing.target,
        "title": plain(thing.title),
        "profile": thing.profile or None,
        "next_start": thing.start,
    }
