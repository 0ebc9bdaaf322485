"""Snapshots: judged again to the last byte, nothing secret in them, and no file that is not whole is believed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hardener import profile
from hardener.account import Account
from hardener.adapter import Window
from hardener.audit import Audit, Keep
from hardener.catalog import catalogue
from hardener.config import Config
from hardener.errors import AdapterError
from hardener.model import Program, Status, Target, Unreadable
from hardener.profile import Profile
from hardener.report.json_flat import render
from hardener.results import Report
from hardener.setting import Setting
from hardener.snapshot.keep import NOT_HERE, NOT_KEPT, Keeper
from hardener.snapshot.offline import Offline, SnapshotError, open_snapshot
from hardener.snapshot.taking import Asked, Taking
from hardener.waive import Waivers
from tests.made import NOW, ROWS, Vendor, above, host, meeting

CONFIG = Config.model_validate({
    "library": {"name": "Maple", "timezone": "America/New_York"},
    "connections": {"main": {"vendor": "zoom", "fix_at": "group:group/g"}},
    "default": "ours/strict.yaml",
    "programs": [{"title": "*2", "profile": "book-club"}, {"title": "*3", "profile": "theirs/strict.yaml"}],
})  # fmt: skip
STRICT = profile.load("storytime").model_copy(update={"name": "strict"})
PROFILES = {
    "ours/strict.yaml": STRICT,
    "theirs/strict.yaml": profile.load("teen").model_copy(update={"name": "strict"}),
    "book-club": profile.load("book-club"),
}
WINDOW = Window(NOW, NOW + timedelta(weeks=4))
READ: tuple[Target | Unreadable, ...] = (
    above("account", "account/me", {"chat": False}, chat=True, chat_with=3),
    above("group", "group/g", None, chat=True, chat_with="all"),
    host(chat=True, chat_with=1, captions=False, recording="cloud"),
    Unreadable(id="host/x", kind="host", title="away@…", reason="403 for Bearer abcdefghijklmnopqrstuvwxyz"),
    meeting("1", host_key=998877, join_url="https://zoom.us/j/1?pwd=hunter2"),
    replace(meeting("2", password="", waiting_room="?"), title="Story  \x1b[31m of anna@example.org https://zoom.us/j/123"),
    replace(meeting("3", start=None), document={"program": "a text where an object was"}),
    Unreadable(id="meeting/4", kind="meeting", title="Storytime 4", reason="gone", program=Program(id="4", kind="meeting")),
)  # fmt: skip


class Ends(Vendor):
    """A vendor that refuses once everything was listed."""

    def read_all(self, window: Window) -> Any:
        yield from self.targets.values()
        raise AdapterError("the vendor went away with token=abcdef")


def audit(source: Any, profiles: Mapping[str, Profile], *, only: str | None = None, **more: Any) -> Audit:
    report = Report(
        made=NOW,
        version="1",
        library="Maple",
        start=NOW,
        end=WINDOW.end,
        profiles={p.name: p for p in profiles.values()},
    )
    made = Audit(
        config=CONFIG, profiles=profiles, controls=catalogue(), report=report, window=WINDOW, only=only,
        waivers=Waivers(today=NOW.date()), **more,
    )  # fmt: skip
    made.run([source])
    return made


def text_of(made: Audit) -> str:
    return "".join(render(made.report))


def nowhere(_connection: str, _target: object) -> str:
    return ""


def by_rule(connection: str, target: Target | Unreadable) -> bool:
    """Tell whether the configuration here has a rule for a program."""
    return CONFIG.rule_of(connection, target) is not None


@dataclass
class Taken:
    """One reading, as it was judged and as it was kept."""

    live: Audit
    path: Path
    text: str


def take(folder: Path, read: Sequence[Target | Unreadable] = READ, kind: type[Vendor] = Ends) -> Taken:
    taking = Taking({"main": ROWS}, PROFILES, by_rule, nowhere)
    keep: Keep = taking.keep
    vendor = _vendor(read, kind)
    account = Account(name="main", vendor="zoom", adapter=vendor, calls=lambda: {"GET light": 3})
    live = audit(account, PROFILES, keep=(keep,))
    text = "".join(taking.pieces(live.report, CONFIG, Asked()))
    path = folder / "a.snapshot"
    path.write_text(text, encoding="utf-8", newline="")
    return Taken(live, path, text)


def again(path: Path, rows: Sequence[Setting] = ROWS, only: str | None = None) -> Audit:
    """Judge a snapshot with the table `rows`."""
    with open_snapshot(path) as snapshot:
        held = snapshot.head.connections[0]
        source = Offline("main", "zoom", rows, snapshot, held.looked, account=held.account)
        profiles = {only: profile.load(only)} if only else snapshot.head.profiles
        found = audit(source, profiles, only=only, profile_of=snapshot.profile_of, is_named=snapshot.is_named)
        found.report.reaches[0].seconds = snapshot.came["main"].seconds
    return found


def test_the_same_reading_gives_the_same_report_byte_for_byte(tmp_path: Path) -> None:
    taken = take(tmp_path)
    statuses = set(taken.live.report.statuses)
    assert {Status.PASS, Status.FAIL, Status.ERROR, Status.MANUAL} <= statuses
    assert text_of(again(taken.path)) == text_of(taken.live)
    one = audit(Account(name="main", vendor="zoom", adapter=_vendor(), calls=dict), {"tutoring": profile.load("tutoring")}, only="tutoring")  # fmt: skip
    assert _rows(again(taken.path, only="tutoring")) == _rows(one)


def _vendor(read: Sequence[Target | Unreadable] = READ, kind: type[Vendor] = Ends) -> Any:
    targets: dict[str, Any] = {target.id: target for target in read}
    return kind(targets)


def _rows(made: Audit) -> Any:
    report = json.loads(text_of(made))
    return report["programs"], report["targets"], report["counts"]


def test_two_profiles_of_one_name_stay_apart_and_no_path_is_told(tmp_path: Path) -> None:
    taken = take(tmp_path, kind=Vendor)
    with open_snapshot(taken.path) as snapshot:
        assert set(snapshot.head.profiles) == {"ours/strict.yaml", "theirs/strict.yaml", "book-club"}
    taking = Taking({"main": ROWS}, {"/home/anna/ours.yaml": STRICT}, by_rule, nowhere)
    taking.keep("main", meeting(), "/home/anna/ours.yaml")
    assert "/home" not in "".join(taking.pieces(taken.live.report, CONFIG, Asked()))


def test_no_secret_no_link_no_address_and_no_text_is_kept(tmp_path: Path) -> None:
    strange = above("group", "group/f", None, chat=True, chat_with="someone@example.org")
    text = take(tmp_path, (strange, *READ)).text
    for secret in ("s3cret", "hunter2", "998877", "example.org", "zoom.us", "Bearer abc", "abcdef", "weekly", "a text"):
        assert secret not in text, secret
    assert NOT_KEPT in text, "the strange value of a group had an address in it"


def test_what_a_newer_table_looks_at_and_the_file_does_not_hold_is_not_told(tmp_path: Path) -> None:
    taken = take(tmp_path, READ[:1] + READ[2:3] + READ[4:5], Vendor)
    lines = taken.text.splitlines()
    head = json.loads(lines[0])
    head["connections"][0]["looked"] = {"meeting": ["program.sign_up", "program.password (Presence)"]}
    taken.path.write_text(_sealed([json.dumps(head), *lines[1:-1]]), newline="")
    report = json.loads(text_of(again(taken.path)))
    found = {f["control"]: f for f in report["programs"][0]["findings"]}
    for control in ("door.waiting_room", "rec.auto", "cap.live", "chan.chat_attendee"):
        assert found[control]["status"] == "error", control
        assert NOT_HERE in found[control]["note"]
    assert found["door.registration_required"]["status"] == "pass"


def test_a_kind_of_row_that_could_see_more_of_a_value_does_not_guess() -> None:
    ways = Keeper(ROWS).looked()["meeting"]
    assert "program.password (Presence)" in ways
    plain = replace(ROWS[2], path="program.password")
    assert Keeper((plain,)).lacking("meeting", ways) == {"program.password": NOT_HERE}


def _sealed(lines: Sequence[str]) -> str:
    """Return a snapshot of these lines with the end that belongs to them."""
    text = "".join(f"{line}\n" for line in lines)
    end = {"lines": len(lines), "sha256": hashlib.sha256(text.encode()).hexdigest()}
    return f"{text}{json.dumps(end)}\n"


def _edit(number: int, **changes: Any) -> Callable[[list[str]], str]:
    """Return a change of the keys of one line, sealed again."""

    def edited(lines: list[str]) -> str:
        lines[number] = json.dumps({**json.loads(lines[number]), **changes})
        return _sealed(lines[:-1])

    return edited


def _edited_own(own: object) -> Callable[[list[str]], str]:
    """Return a snapshot whose connection brings this for a platform of the library's own."""

    def edited(lines: list[str]) -> str:
        (held,) = json.loads(lines[0])["connections"]
        return _edit(0, connections=[{**held, "own": own}])(lines)

    return edited


def _own(**changes: Any) -> Callable[[list[str]], str]:
    return _edited_own({"name": "Studio", "look": [{"control": "chan.comments", "where": "x"}], **changes})


BROKEN: Mapping[str, tuple[Callable[[list[str]], str], str]] = {
    "cut between lines": (lambda lines: "\n".join(lines[:4]) + "\n", "it ends early, after line 4"),
    "cut in a line": (lambda lines: "\n".join(lines)[:-150], ":9: it ends early"),
    "cut before the end": (lambda lines: "\n".join(lines[:-1]) + "\n", "it ends early"),
    "no end of line": ("\n".join, ":10: it ends early"),
    "a line less": (lambda lines: "\n".join([*lines[:3], *lines[4:]]) + "\n", "it was changed after it was taken"),
    "a value changed": (lambda lines: "\n".join(lines).replace("true", "false", 1) + "\n", "it was changed after it was taken"),
    "more after the end": (lambda lines: "\n".join([*lines, "{}"]) + "\n", ":11: there is more after its end"),
    "empty": (lambda _: "", "it is no snapshot"),
    "a picture": (lambda _: "\x89PNG\x00", "it is no snapshot"),
    "deep": (lambda _: "[" * 100_000, "it is no snapshot"),
    "a report": (lambda _: '{"format": 1}\n', "it is no snapshot"),
    "newer": (_edit(0, hardener_snapshot=4, more="x"), ":1: it has format 4, and this hardener reads up to 3"),
    "unknown key": (_edit(0, more=1), ":1: more: unknown key"),
    "no zone": (_edit(0, timezone="Mars/Olympus"), ":1: timezone: no time zone"),
    "no time": (_edit(0, made="0001-01-01T00:00:00+14:00"), ":1: made: no time that a calendar could have"),
    "screen in a name": (_edit(0, hardener="\x1b[2J"), ":1: hardener: "),
    "screen in a profile's name": (_edit(0, profiles={"x": {**json.loads(STRICT.model_dump_json()), "name": "\x1b[2J"}}), ":1: it holds signs"),
    "long line": (lambda lines: "\n".join([lines[0], " " * 2**24, *lines[1:]]), ":2: the line is longer than"),
    "no connection": (_edit(0, connections=[]), "connections: give each one once"),
    "own: no such control": (_own(look=[{"control": "chan.coments", "where": "x"}]), "connections.0.own: look number 1: no control 'chan.coments'"),
    "own: no such level": (_own(fixed=[{"control": "chan.mic_self_unmute", "value": "ever", "note": "x"}]), "fixed number 1: value: 'ever' is not a level"),
    "own: screen in a place": (_own(look=[{"control": "chan.comments", "where": "\x1b[2J"}]), "connections.0.own.look.0.where: expected one line"),
    "own: turned": (_own(look=[{"control": "chan.comments", "where": "a \u202e b"}]), "connections.0.own.look.0.where: expected one line"),
    "own: a list": (_edited_own([1]), "connections.0.own: "),
    "own: nothing to look at": (_own(look=[]), "connections.0.own.look: "),
    "own: unknown key": (_own(api=True), "connections.0.own.api: unknown key"),
    "own: a long name": (_own(name="x" * 9_000), "connections.0.own.name: "),
    "another connection": (_edit(2, connection="other"), ":3: connection 'other' is not in the head"),
    "another profile": (_edit(5, profile="\x1b[2J"), r":6: profile '\x1b[2J' is not in the head"),
    "wrong type": (_edit(2, document=[1]), ":3: document: "),
    "deep document": (lambda lines: _sealed([lines[0], lines[1].replace("{", '{"x":' + "[" * 900 + "]" * 900 + ",", 1)]), ":2: "),
    "long number": (_edit(8, reaches=[{"connection": "main", "error": "", "seconds": 1, "calls": {"GET": -0.5}}]), ":9: reaches.0.calls.GET"),
    "no reach": (_edit(8, reaches=[]), ":9: it does not say how far each connection came"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_no_whole_snapshot_is_refused_with_its_line(tmp_path: Path, name: str) -> None:
    change, said = BROKEN[name]
    taken = take(tmp_path, READ[:7], Vendor)
    taken.path.write_text(change(taken.text.splitlines()), encoding="utf-8", newline="")
    with pytest.raises(SnapshotError) as caught:
        open_snapshot(taken.path)
    told = str(caught.value)
    assert told.startswith(str(taken.path))
    assert said in told
    assert told.isprintable()
    assert len(told) < len(str(taken.path)) + 200


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    for path, said in ((tmp_path, "it is a folder"), (tmp_path / "none", "there is no such file")):
        with pytest.raises(SnapshotError, match=said):
            open_snapshot(path)


def test_a_profile_of_another_version_is_refused(tmp_path: Path) -> None:
    taken = take(tmp_path, kind=Vendor)
    for old, new, said in (
        ("chan.annotate", "chan.no_such", "this version has no control 'chan.no_such'"),
        ('"at_most":"everyone"', '"at_most":"all"', "is not a level of"),
    ):
        lines = taken.text.replace(old, new).splitlines()
        taken.path.write_text(_sealed(lines[:-1]), newline="")
        with pytest.raises(SnapshotError, match=said):
            open_snapshot(taken.path)


def test_a_vendor_without_an_adapter_here_could_not_be_told(tmp_path: Path) -> None:
    taken = take(tmp_path, kind=Vendor)
    lines = [line.replace('"vendor":"zoom"', '"vendor":"skype"') for line in taken.text.splitlines()]
    taken.path.write_text(_sealed(lines[:-1]), newline="")
    with open_snapshot(taken.path) as snapshot:
        (source,) = snapshot.connections()
        found = audit(source, snapshot.head.profiles, profile_of=snapshot.profile_of).report
        with pytest.raises(SnapshotError, match="no connection 'other'"):
            snapshot.connections(["other"])
    assert not found.complete
    assert "no adapter for 'skype'" in found.reaches[0].error
    assert set(found.states) == {"Can't tell"}
    assert found.states.total() == 4


def test_a_connection_of_any_alphabet_and_a_profiles_own_words_are_kept_without_secrets(tmp_path: Path) -> None:
    note = "Staff join by https://zoom.us/j/91234567890?pwd=abcDEF and passcode: 445566"
    ours = STRICT.model_copy(update={"title": "ask anna@library.org", "notes": (note,)})
    config = Config.model_validate({"connections": {"b\u00fccherei": {"vendor": "zoom"}}, "default": "ours"})
    taking = Taking({"b\u00fccherei": ROWS}, {"ours": ours}, by_rule, nowhere)
    taking.keep("b\u00fccherei", meeting(), "ours")
    text = "".join(taking.pieces(take(tmp_path).live.report, config, Asked()))
    for secret in ("91234567890", "abcDEF", "445566", "anna@library.org"):
        assert secret not in text
    assert "Staff join by" in text
