"""What is otherwise than at an earlier look, for a person. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import datetime, tzinfo
from textwrap import fill

from hardener.history.difference import Difference, FindingChange, FindingRecord, SettingChange, TargetRef
from hardener.history.past import Past
from hardener.model import Status
from hardener.path import vendor_path
from hardener.reason import Reason, noted
from hardener.reason import words as spoken
from hardener.report import words
from hardener.report.safe import plain, terminal

BY = {"hardener": "by hardener", "other": "by someone else", "": ""}
STATES = {
    Status.PASS: "as it should be",
    Status.WAIVED: "accepted",
    Status.ADVISORY: "set, but a visitor can undo it",
    Status.MANUAL: "for a person to look at",
}
WIDTH = 100
FORMAT = 1


def render(first: Past, last: Past, found: Difference, zone: tzinfo) -> Iterator[str]:
    """Yield the difference of two looks piece by piece; times in `zone`."""
    yield f"From run {first.id} ({_clock(first.began, zone)}) to run {last.id} ({_clock(last.began, zone)})\n"
    for past in (first, last):
        if not past.complete:
            yield f"NOT COMPLETE: run {past.id} could not read everything; see: hardener history\n"
    for title, turns in (
        ("Newly failing", found.failing()),
        ("No longer to be told", found.unclear()),
        ("No longer open", found.mended()),
        ("Still failing, otherwise", found.otherwise()),
    ):
        yield from _section(title, (_turned(turn, found, zone) for turn in turns))
    yield from _section("Settings changed in between", _settings(found.moves, zone))
    yield from _section("New programs", (_named(thing, zone) for thing in found.new))
    ahead = [thing for thing in found.gone if thing.start is None or thing.start > last.began]
    yield from _section("Programs that are no longer there", (_named(thing, zone) for thing in ahead))
    over = len(found.gone) - len(ahead)
    if over:
        yield f"\n{words.many(over, 'program')} of run {first.id} {'is' if over == 1 else 'are'} over.\n"
    if not found:
        yield "\nNothing is otherwise.\n"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    told = list(lines)
    if told:
        yield f"\n{title} ({len(told)})\n"
        yield from (fill(line, WIDTH, initial_indent="  ", subsequent_indent="      ") + "\n" for line in told)


def _turned(turn: FindingChange, found: Difference, zone: tzinfo) -> str:
    was = turn.before
    if turn.after.status is Status.FAIL:
        worse = was is not None and was.status is Status.FAIL and was.severity is not turn.after.severity
        said = f"{turn.after.sentence} ({turn.after.severity}{f', was {was.severity}' if was and worse else ''})"
    elif turn.after.status is Status.ERROR:
        said = f"{words.control(turn.control).title}: {words.unread(turn.after.note, turn.after.reason)}"
    else:
        said = f"{was.sentence or words.control(turn.control).title if was else turn.control}: now {_state(turn.after)}"
    return f"{_named(turn.thing, zone)}: {said}{_why(turn, found)}"


def _state(told: FindingRecord) -> str:
    if told.reason is not None and told.reason.kind is Reason.DROPPED:
        return spoken(told.reason)
    return STATES.get(told.status, told.status.value)


def _why(turn: FindingChange, found: Difference) -> str:
    move = found.cause(turn)
    if move is not None:
        return f"; {vendor_path(move.path)} was changed {BY[move.by]}"
    was = turn.before
    if was is not None and was.expected != turn.after.expected and was.raw == turn.after.raw:
        return f"; the profile asks for {turn.after.expected} now, and asked for {was.expected}"
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
    thing, when = last.thing, f", seen {_clock(last.seen, zone)}" if last.seen is not None else ""
    kind = "" if thing.program or thing.kind == "account" else f"{thing.kind} "
    whose = f"{kind}{terminal(thing.title)}"
    if len(moves) == 1:
        return f"{whose}: {named(last)} {BY[last.by]}{when}"
    who = " and ".join(dict.fromkeys(BY[move.by] for move in moves))
    net = named(replace(last, before=moves[0].before)) if moves[0].before != last.after else f"{_setting(last)}: back"
    return f"{whose}: {net} in {len(moves)} changes, {who}, the last{when}"


def named(move: SettingChange) -> str:
    """Say which setting has which value now: `chat: off → on`."""
    return f"{_setting(move)}: {_value(move.before)} → {_value(move.after)}"


def _setting(move: SettingChange) -> str:
    return f"{'lock of ' if move.path.startswith('locks.') else ''}{vendor_path(move.path)}"


def _value(text: str) -> str:
    return {"true": "on", "false": "off", '""': "nothing"}.get(text, terminal(text))


def _named(thing: TargetRef, zone: tzinfo) -> str:
    when = f"{thing.start.astimezone(zone):%a %d %b %H:%M} " if thing.start is not None else ""
    return f"{when}{terminal(thing.title)}"


def _clock(moment: datetime, zone: tzinfo) -> str:
    return words.clock(moment.astimezone(zone))


def as_json(first: Past, last: Past, found: Difference) -> str:
    """Return the difference as a JSON document, titles and notes without secrets."""
    told = {
        "format": FORMAT,
        "from": {"run": first.id, "began": first.began, "complete": first.complete},
        "to": {"run": last.id, "began": last.began, "complete": last.complete},
        "newly_failing": [_json_turn(turn, found) for turn in found.failing()],
        "newly_unclear": [_json_turn(turn, found) for turn in found.unclear()],
        "newly_passing": [_json_turn(turn, found) for turn in found.mended()],
        "still_open_otherwise": [_json_turn(turn, found) for turn in found.otherwise()],
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
