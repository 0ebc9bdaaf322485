"""Platforms beside each other: what of a program's channels each can close, and who does it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from hardener import profile
from hardener.catalog import catalogue
from hardener.compare import DOOR, Compared, How, compare
from hardener.model import Value
from hardener.report.comparison import sentence
from hardener.setting import Absent, FixedByVendor, ManualOnly, Setting
from tests import command

STORYTIME = profile.load("storytime")
MIC = ("chan.mic_self_unmute", "chan.mic_mute_on_entry")


def row(control: str, *levels: Value, kinds: tuple[str, ...] = ("meeting",), **more: Any) -> Setting:
    return Setting(control=control, path="a.b", kinds=kinds, values=dict(enumerate(levels)), **more)


def hand(control: str, kinds: tuple[str, ...] = ("meeting",)) -> Setting:
    return ManualOnly(control=control, kinds=kinds)


def compared(*rows: Setting) -> list[Compared]:
    return compare(STORYTIME, {"toy": rows}, catalogue())


def ways(*rows: Setting) -> dict[str, How]:
    (one,) = compared(*rows)
    return dict(one.ways)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("rows", "way"),
    [
        ((row("chan.screen_share", "hosts", "everyone"), row("chan.remote_control", "off", "on")), How.HARDENER),
        ((row("chan.screen_share", "hosts", "everyone"), hand("chan.remote_control")), How.PART),
        ((hand("chan.screen_share"), hand("chan.remote_control")), How.HAND),
        ((row("chan.screen_share", "hosts", "everyone"),), How.PART),
        ((row("chan.screen_share", "hosts", "everyone", writable=()), row("chan.remote_control", "off")), How.PART),
        ((row("chan.screen_share", "hosts", advisory="undone"), row("chan.remote_control", "off")), How.ASKED),
        ((row("chan.screen_share", "everyone", fixed=True, writable=()), row("chan.remote_control", "off")), How.OPEN),
        ((FixedByVendor(control="chan.screen_share", kinds=("meeting",), value="everyone"),), How.OPEN),
        ((FixedByVendor(control="chan.screen_share", kinds=("meeting",), value="hosts"), row("chan.remote_control", kinds=())), How.NOWHERE),
        ((Absent(control="chan.screen_share", kinds=("meeting",)), row("chan.remote_control", kinds=())), How.NOWHERE),
        ((row("chan.screen_share", "everyone", fixed=True, writable=()), row("chan.screen_share", "hosts", gate=True), row("chan.remote_control", "off")), How.HARDENER),
        ((row("chan.screen_share", "hosts", default_for_new=True),), How.HAND),
    ],
)  # fmt: skip
def test_a_channel_is_as_closed_as_its_worst_part(rows: tuple[Setting, ...], way: How) -> None:
    assert ways(*rows, hand("chan.chat_attendee"))["screen"] is way


@pytest.mark.unit
def test_what_nothing_is_known_of_is_for_a_person_and_never_closed() -> None:
    assert set(ways(hand("chan.qa")).values()) == {How.HAND}


@pytest.mark.unit
def test_a_channel_that_only_hosts_reach_everybody_with_is_closed_to_strangers() -> None:
    rows = [
        row("chan.chat_attendee", "hosts", "everyone"),
        row("chan.chat_private", "off"),
        row("chan.chat_files_links", "off"),
    ]
    assert ways(*rows)["chat"] is How.HARDENER


@pytest.mark.unit
@pytest.mark.parametrize(
    ("rows", "way"),
    [
        ((row("door.waiting_room", "everyone", "off"),), How.HARDENER),
        ((row("door.waiting_room", "off", fixed=True, writable=()), row("door.vendor_account_required", "required")), How.HARDENER),
        ((row("door.passcode", "separate", "none"),), How.HAND),
        ((row("door.waiting_room", "off", fixed=True, writable=()), row("door.vendor_account_required", kinds=()), row("door.unique_join_link", kinds=())), How.OPEN),
    ],
)  # fmt: skip
def test_any_one_way_to_keep_strangers_out_is_a_door_and_a_passcode_is_none(
    rows: tuple[Setting, ...], way: How
) -> None:
    assert ways(*rows, hand("chan.chat_attendee"))[DOOR] is way


@pytest.mark.unit
def test_kinds_that_are_closed_alike_are_one_row_and_the_best_comes_first() -> None:
    rows = [
        hand("chan.chat_attendee", ("meeting", "webinar")),
        row("chan.qa", "off", kinds=("broadcast",)),
        hand("chan.qa", ("room", "webinar-occurrence")),
    ]
    found = compared(*rows)
    assert [one.kinds for one in found] == [("broadcast",), ("meeting", "webinar")]


@pytest.mark.unit
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"chat": How.HARDENER, "camera": How.NOWHERE}, "Yes, and hardener sees to all of it."),
        ({"chat": How.HARDENER, "camera": How.PART}, "Yes. Look by hand: camera."),
        ({DOOR: How.HAND}, "Yes, once a person has looked. Look by hand: door."),
        ({"chat": How.OPEN, "camera": How.ASKED}, "No, this stays open to everybody there: chat."),
        (
            {DOOR: How.OPEN, "chat": How.HAND},
            "Yes, for everybody to watch: nothing there keeps strangers out. Look by hand: chat.",
        ),
        (
            {"chat": How.ASKED, "camera": How.ASKED},
            "Only among people you trust, for any visitor can undo this: chat, camera.",
        ),
    ],
)
def test_one_sentence_answers_whether_it_can_be_held_there(given: dict[str, How], said: str) -> None:
    assert sentence(Compared("toy", ("meeting",), given)) == said


def test_the_command_answers_in_a_table_and_as_a_page(tmp_path: Path) -> None:
    ran = command.run(("adapters", "--compare", "storytime"), tmp_path, {"COLUMNS": "80"})
    assert ran.status == 0, ran.err
    assert "Zoom webinar: Yes, and hardener sees to all of it." in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80
    spanish = command.run(("--lang", "es", "adapters", "--compare", "storytime"), tmp_path, {"COLUMNS": "80"}).out
    assert "Zoom (seminario web): Sí, y hardener se encarga de todo." in spanish
    assert not re.search(r"\b(meeting|camera|storytime|hand|yes|looks?)\b", spanish)
    assert max(map(len, spanish.splitlines())) <= 80
    made = command.run(("adapters", "--compare", "storytime", "--format", "html", "--output", "p.html"), tmp_path, {})
    assert made.status == 0, made.err
    assert "Zoom webinar" in (tmp_path / "p.html").read_text(encoding="utf-8")
    refused = command.run(("adapters", "--compare", "scuba-teams"), tmp_path, {})
    assert refused.status == 2
    assert "about accounts" in refused.err
    assert len(refused.err.splitlines()) == 1
