"""The CIS Zoom Benchmark: its rows are what Zoom's specification has, and the command finds what is off."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from tests.adapters.zoom.simulator_made import spec
from tests.end_to_end.library import EVERYTHING, Library, library, small

from hardener.catalog import catalogue
from hardener.profile import load
from hardener.setting import ManualOnly, Number, Setting
from hardener_zoom.cis import CIS, LINES, Benchmark, Line
from hardener_zoom.settings import SETTINGS

CONTROLS = {ident: control for ident, control in catalogue().items() if ident.startswith("cis-zoom.")}
PROFILE = load("cis-zoom")
READ = [row for row in CIS if not isinstance(row, ManualOnly)]
SEPARATELY = ("active_speaker", "gallery_view", "shared_screen")
MARKS = {
    "settings": "schedule_meeting",
    "account_security": "security",
    "security": "meeting_security",
    "authentication": "meeting_authentication",
}
"""A key that only the answer behind each part of the account's document has."""
DISAGREE = {
    "1.1.1.9", "1.1.1.11", "1.1.2.8", "1.1.2.9", "1.1.3.9", "1.1.3.17", "1.1.3.18", "1.1.3.20", "1.1.3.21", "1.1.4.2.1",
    "1.1.4.7", "1.2.1.1", "1.2.1.2", "1.2.2.3", "1.2.2.4", "1.2.2.6", "1.2.3.2", "1.2.3.5", "1.2.4.1", "1.2.4.2",
}  # fmt: skip
"""Where the benchmark asks for what a profile of the library's forbids."""
PLANTED: list[tuple[str, str, Any, Any]] = [
    ("1.1.1.1.1", "meeting_security.meeting_password_requirement.length", 6, 5),
    ("1.1.1.1.6", "meeting_security.meeting_password_requirement.consecutive_characters_length", 4, 0),
    ("1.1.1.1.8", "meeting_security.meeting_password_requirement.only_allow_numeric", False, True),
    ("1.1.1.2", "meeting_security.waiting_room", True, False),
    ("1.1.1.3", "meeting_security.waiting_room_settings.participants_to_place_in_waiting_room", 0, 1),
    ("1.1.2.3", "schedule_meeting.participant_video", False, True),
    ("1.1.3.1.1", "in_meeting.chat", False, True),
    ("1.1.3.1.2", "in_meeting.allow_users_save_chats", 1, 3),
    ("1.1.3.2.2", "in_meeting.entry_exit_chime", "host", "all"),
    ("1.1.3.4.2", "in_meeting.who_can_share_screen", "host", "all"),
    ("1.1.3.12", "in_meeting.polling", True, False),
    ("1.1.4.7", "in_meeting.closed_captioning.enable", False, True),
    ("1.1.7.3", "other_options.use_cdn", "default", "none"),
    ("1.2.4.2", "recording.auto_recording", "cloud", "local"),
    ("1.2.6.1", "recording.recording_password_requirement.length", 8, 7),
    ("2.1.1.4", "chat.share_files.enable", False, True),
    ("3.1.1.1.1", "security.password_requirement.minimum_password_length", 9, 8),
    ("3.1.1.3.2", "security.import_photos_from_devices", False, True),
]
"""Recommendation, path in Zoom's answer, a right value and a wrong one."""


@cache
def answers() -> tuple[Mapping[str, Any], ...]:
    """Return the properties of each answer that the account's settings can have."""
    path = spec()["paths"]["/accounts/{accountId}/settings"]
    schema = path["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    return tuple(_flat(schema))


def _flat(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if "oneOf" in schema:
        for each in schema["oneOf"]:
            yield from _flat(each)
    else:
        yield schema["properties"]


@pytest.mark.parametrize("row", READ, ids=lambda row: f"{row.control} {row.path}")
def test_a_row_is_what_the_specification_has(row: Setting) -> None:
    part, *keys = row.path.split(".")
    node: Mapping[str, Any] = {"properties": next(a for a in answers() if MARKS[part] in a)}
    for key in keys:
        node = node["properties"][key]
    if isinstance(row, Number):
        assert node["type"] == "integer"
    elif node["type"] == "boolean":
        assert set(row.values) == {True, False}
        assert all(isinstance(raw, bool) for raw in row.values)
    else:
        kind = {"integer": int, "string": str}[node["type"]]
        assert all(type(raw) is kind for raw in row.values)
        assert "enum" not in node or set(row.values) == set(node["enum"])


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.control)
def test_a_line_of_the_data_is_a_recommendation_with_rows_for_its_places(line: Line) -> None:
    assert line.control in CONTROLS
    found = [row for row in SETTINGS if row.control == line.control]
    assert [row.path for row in found] == [*(line.paths or [""])]
    assert all(row.path for row in found) or line.reads is None
    assert line.by_hand.startswith("Zoom web portal > Admin > ")
    assert not (line.number and line.values)
    assert line.reads or not (line.number or line.values or line.gate)


def test_no_recommendation_stands_twice() -> None:
    assert len({line.control for line in LINES}) == len(LINES)
    assert len({line.by_hand for line in LINES}) == len(LINES), "each has a place of its own in the portal"


def test_a_key_of_a_line_that_nobody_knows_is_refused() -> None:
    line = {"where": "Waiting room", "reads": ["waiting_room"]}
    page = {"page": "Zoom web portal > Admin", "part": "security", "controls": {"cis-zoom.1.1.1.2": line}}
    Benchmark.model_validate({"lines": [page]})
    with pytest.raises(ValidationError):
        Benchmark.model_validate({"lines": [{**page, "controls": {"cis-zoom.1.1.1.2": {**line, "read": ["on"]}}}]})


def test_the_profile_has_every_recommendation() -> None:
    assert set(PROFILE.requires) == set(CONTROLS)
    assert len(CONTROLS) == 171
    assert PROFILE.judges == "account"


@pytest.mark.parametrize("ident", CONTROLS)
def test_a_recommendation_is_read_or_a_person_is_told_where_to_look(ident: str) -> None:
    rows = [row for row in CIS if row.control == ident]
    shown = [row for row in rows if not isinstance(row, ManualOnly)]
    assert rows
    assert CONTROLS[ident].known_by == (("api",) if shown else ("attest",))
    assert not shown or shown == rows
    for row in rows:
        assert row.kinds == ("account",)
        assert row.by_hand.startswith("Zoom web portal > Admin > ")
        assert not any(row.can_write(kind) for kind in ("account", "group", "host", "meeting"))


@pytest.mark.parametrize("row", [r for r in READ if r.values], ids=lambda row: f"{row.control} {row.path}")
def test_a_row_can_meet_its_line_and_miss_it(row: Setting) -> None:
    control, line = CONTROLS[row.control], PROFILE.requires[row.control]
    limit = control.rank(line.limit)
    ranks = [control.rank(value) for value in row.writable_values()]
    met = [rank >= limit if line.opens else rank <= limit for rank in ranks]
    assert any(met)
    assert not all(met)


def test_every_disagreement_with_the_library_profiles_is_said() -> None:
    told = {ident.removeprefix("cis-zoom.") for ident, line in PROFILE.requires.items() if line.why}
    assert told == DISAGREE
    notes = " ".join(PROFILE.notes)
    for number in DISAGREE:
        control = CONTROLS[f"cis-zoom.{number}"]
        assert number in notes
        assert "librar" in control.costs or "storytime" in control.costs


# --- through the installed command ---


def with_path(seed: dict[str, Any], path: str, raw: object) -> None:
    """Put `raw` into the settings of the account of `seed`."""
    *parents, last = path.split(".")
    node = seed["account"]["settings"]
    for key in parents:
        node[key] = node = dict(node.get(key, {}))
    node[last] = raw


def judged(made: Library, *words: str) -> dict[str, dict[str, Any]]:
    """Return what the account's audit says of each recommendation."""
    report = made.run("audit", "--profile", "cis-zoom", "--format", "json-flat", *words).json
    (account,) = report["targets"]
    assert account["target"] == "account/me"
    return {f["control"].removeprefix("cis-zoom."): f for f in account["findings"]}


def planted(side: int) -> dict[str, Any]:
    """Return a library with the right (2) or the wrong (3) value of everything planted."""
    seed = small()
    seed["account"]["settings"] = dict(seed["account"]["settings"])
    for plant in PLANTED:
        with_path(seed, plant[1], plant[side])
    return seed


def test_what_is_right_passes_and_what_is_off_is_found(tmp_path: Path) -> None:
    for side, status in ((2, "pass"), (3, "fail")):
        folder = tmp_path / status
        folder.mkdir()
        with library(folder, planted(side)) as made:
            found = judged(made)
        assert {number: found[number]["status"] for number, *_ in PLANTED} == {n: status for n, *_ in PLANTED}
        assert {number: found[number]["raw"] for number, *_ in PLANTED} == {p[0]: json.dumps(p[side]) for p in PLANTED}
    assert all(found[number]["sentence"] and found[number]["by_hand"] for number, *_ in PLANTED)
    assert "library profiles" in found["1.1.4.7"]["sentence"]


@pytest.fixture(scope="module")
def off(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Serve a library whose account is off in much."""
    with library(tmp_path_factory.mktemp("off"), planted(3)) as made:
        yield made


def test_what_zoom_does_not_show_is_for_a_person(off: Library) -> None:
    found = judged(off)
    assert set(found) == {ident.removeprefix("cis-zoom.") for ident in CONTROLS}
    unshown = {row.control.removeprefix("cis-zoom.") for row in CIS if isinstance(row, ManualOnly)}
    assert {number for number, f in found.items() if f["status"] == "manual"} == unshown
    assert all(found[number]["note"] and found[number]["by_hand"] for number in unshown)
    assert "a person has to look" in found["1.1.2.12"]["note"]
    assert "For a person to look at" in off.run("audit", "--profile", "cis-zoom", expect=1).out


def test_it_says_nothing_of_programs_it_did_not_judge(off: Library) -> None:
    report = off.run("audit", "--profile", "cis-zoom", "--format", "json-flat", expect=1).json
    assert report["programs"] == []
    assert not any(report["counts"]["states"].values())
    assert report["complete"]


def test_nothing_is_planned_and_nothing_written(off: Library) -> None:
    off.zoom.calls.clear()
    assert "0 CHANGES at 0 places" in off.run("plan", "--profile", "cis-zoom", *EVERYTHING, expect=0).out
    assert "nothing to change" in off.run("apply", "--yes", "--profile", "cis-zoom", *EVERYTHING, expect=0).err
    assert off.sent("GET")
    assert not off.sent("PATCH", "POST", "PUT", "DELETE")


def test_a_value_nobody_knows_is_not_called_right(tmp_path: Path) -> None:
    seed = planted(2)
    with_path(seed, "security.password_requirement.consecutive_characters_length", 9)
    with library(tmp_path, seed) as made:
        found = judged(made)
        made.run("audit", "--profile", "cis-zoom", expect=3)
    assert found["3.1.1.1.3"]["status"] == "error"
    assert "does not know" in found["3.1.1.1.3"]["note"]
    assert found["3.1.1.1.1"]["status"] == "pass"


@pytest.mark.parametrize(
    ("number", "paths", "wrong"),
    [
        ("1.2.2.4", [f"recording.record_files_separately.{view}" for view in SEPARATELY], False),
        ("1.1.4.8", ["in_meeting.closed_captioning.save_caption", "in_meeting.manual_captioning.save_captions"], True),
    ],
)
def test_one_wrong_part_is_enough(tmp_path: Path, number: str, paths: list[str], wrong: bool) -> None:
    for odd, status in (("", "pass"), (paths[0], "fail"), (paths[-1], "fail")):
        seed = planted(2)
        for path in paths:
            with_path(seed, path, wrong if path == odd else not wrong)
        folder = tmp_path / (odd or "right")
        folder.mkdir()
        with library(folder, seed) as made:
            assert judged(made)[number]["status"] == status


def test_an_account_that_may_not_be_read_passes_nothing(tmp_path: Path) -> None:
    seed = planted(2)
    app = seed["apps"][0]
    app["scopes"] = [scope for scope in app["scopes"] if not scope.startswith("account:")]
    with library(tmp_path, seed) as made:
        found = judged(made)
        made.run("audit", "--profile", "cis-zoom", expect=3)
    read = {row.control.removeprefix("cis-zoom.") for row in READ}
    assert {number for number, f in found.items() if f["status"] == "error"} == read
    assert not any(f["status"] == "pass" for f in found.values())


def test_the_profile_and_its_controls_can_be_read(off: Library) -> None:
    shown = off.run("profiles", "cis-zoom", expect=0).out
    assert "cis-zoom.3.1.1.1.1" in shown
    assert "Captions (1.1.4.7). The benchmark wants them off" in shown
    one = off.run("controls", "cis-zoom.1.1.4.7", expect=0).out
    assert "Can meetings have captions?" in one
    assert "The library profiles ask for the opposite" in " ".join(one.split())
    assert "cis-zoom.1.2.6.1" in off.run("controls", "cis-zoom.1.2", expect=0).out
