"""What is said of entries of waivers.yaml: whoever may name a program cannot write into the answer."""

from __future__ import annotations

import pytest

from hardener.model import Program
from hardener.report.entries import place, titles_of, told
from hardener.waiver import Waiver

pytestmark = pytest.mark.unit


def waiver(program: str, control: str = "rec.auto", **more: str) -> Waiver:
    word = {"reason": "the board", "by": "director", "until": "2027-03-01"}
    return Waiver.model_validate({"program": program, "control": control, **word, **more})


def seen(*titles: str, connection: str = "main") -> list[tuple[str, str, Program | None]]:
    return [(connection, title, Program(id=str(n), kind="meeting")) for n, title in enumerate(titles, 1)]


def lines(*entries: Waiver, titles: list[tuple[str, str, Program | None]]) -> list[str]:
    return "".join(told("waivers.yaml", entries, titles_of(titles), 300, new=True)).splitlines()[1:]


def test_a_title_is_of_its_connection() -> None:
    titles = titles_of([*seen("Baby Storytime"), *seen("Board Meeting", connection="branch")])
    assert place(waiver("1", connection="branch"), titles) == "program Board Meeting, connection branch"
    assert place(waiver("1", connection="m*"), titles) == "program Baby Storytime, connection m*"
    assert place(waiver("1"), titles) == "program 1", "it holds for both, and is called by neither"


def test_two_connections_that_call_it_the_same_have_one_title() -> None:
    assert place(waiver("1"), titles_of([*seen("Story"), *seen("Story", connection="branch")])) == "Story"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Puppets: No recording by itself", '"Puppets: No recording by itself"'),
        ("Puppets; Toddler Time", '"Puppets; Toddler Time"'),
        ("Puppets ×2", '"Puppets ×2"'),  # noqa: RUF001
        ("Puppets x2", '"Puppets x2"'),
        ('"A"; "B"', "\"'A'; 'B'\""),
        ("Puppets\n  Toddler Time: Chat", '"Puppets Toddler Time: Chat"'),
        ("Sto\u202erytime\u2066\u200b", "Sto rytime"),
        ("Lexington x Boston", "Lexington x Boston"),
    ],
)
def test_a_title_is_told_apart_from_the_answer(title: str, shown: str) -> None:
    one, other = waiver("1"), waiver("2")
    assert lines(one, other, titles=seen(title, "Quiet")) == [f"  No recording by itself: {shown}; Quiet"]
    chat = waiver("2", "chan.chat_attendee")
    told_by_program = lines(one, chat, titles=seen(title, "Quiet"))
    assert told_by_program[0] == f"  {shown}: No recording by itself"
    assert len(told_by_program) == 2


def test_a_title_names_no_host_and_no_connection() -> None:
    assert place(waiver("1", host="Anna"), titles_of(seen("Story, host Eve"))) == 'program "Story, host Eve", host Anna'
