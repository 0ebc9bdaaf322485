"""What the first screen numbers is accepted by its number; a word that would have no effect is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.end_to_end.library import Library, library, small, story
from tests.end_to_end.test_waivers import POSTED, RECORDS, day

from hardener import profile
from hardener.catalog import catalogue, of_benchmark
from hardener.waiver import Waiver
from hardener.waivers_file import read as read_waivers

ASKED = profile.load("storytime").requires
NOBODYS = next(ident for ident in catalogue() if not of_benchmark(ident) and ident not in ASKED)
"""A control that a storytime is not judged by."""


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Library]:
    """Two programs that record by themselves, and one that does not."""
    seed = small(
        story(81, auto_recording="cloud"), story(82, days=4, topic="Toddler Time", auto_recording="local"),
        story(83, days=5, topic="Quiet Time"),
    )  # fmt: skip
    with library(tmp_path, seed) as opened:
        yield opened


def words(*more: str) -> tuple[str, ...]:
    return ("--reason", "asked by the board", "--by", "director", "--until", day(90), *more)


def entries(made: Library) -> list[Waiver]:
    text = (made.folder / "waivers.yaml").read_text()
    return list(read_waivers(text, today=datetime.now(UTC).date()).waivers)


def failing(made: Library) -> set[tuple[str, str]]:
    return {key for key, finding in made.findings().items() if finding["status"] == "fail"}


def test_a_place_is_accepted_by_its_number_and_nothing_else_is(made: Library) -> None:
    open_before = failing(made)
    assert {("81", RECORDS), ("82", RECORDS)} <= open_before
    steps = made.run("fix", "1").out
    ran = made.run("waive", "1", *words(), expect=0)
    (entry,) = entries(made)
    assert ran.out.startswith("wrote waivers.yaml: No recording by itself (rec.auto) for Baby Storytime: accepted by ")
    assert "No recording by itself  Baby Storytime " in made.run("waivers", expect=0).out
    assert entry.program == "81"
    accepted = {(entry.program, entry.control) for entry in entries(made)}
    assert accepted
    assert accepted <= open_before, "only what is open, each by the program's own id"
    assert failing(made) == open_before - accepted
    assert steps != made.run("fix", "1").out


def test_where_a_person_says_where_it_is_an_entry_for_each_control(made: Library) -> None:
    made.run("waive", "1", *words("--program", "*time*"), expect=0)
    found = entries(made)
    assert {entry.program for entry in found} == {"*time*"}
    assert len({entry.control for entry in found}) == len(found)


def test_a_number_that_is_none_and_a_mistake_are_one_line(made: Library) -> None:
    for more, said in (
        (("99", *words()), "no place 99: there "),
        (("0", *words()), "no place 0: there "),
        (("1", *words("--at-most", "local")), "--at-most: a place may leave several"),
        (("1", *words()[:-1], "2020-01-01"), "--until: 2020-01-01 is over already"),
    ):
        ran = made.run("waive", *more, expect=2)
        assert ran.err.startswith(f"hardener: {said}"), ran.err
        assert ran.err.count("\n") == 1
    assert not (made.folder / "waivers.yaml").exists()


def test_a_word_without_effect_is_refused_after_a_look(made: Library) -> None:
    said = ("--by", "Anna", "--until", day(90))
    made.run("waive", RECORDS, "--program", "*early*", *words(), expect=0)
    (made.folder / "waivers.yaml").unlink()
    made.run("audit")
    for verb, more, why in (
        ("waive", (RECORDS, "--program", "*puppets*", *words()), "nothing that was read at the last look fits program"),
        ("attest", (POSTED, "--program", "*puppets*", *said), "nothing that was read at the last look fits program"),
        ("attest", (RECORDS, "--program", "*storytime*", *said), f"{RECORDS} is read from the platform for program"),
        ("waive", (RECORDS, "--connection", "other", *words()), "nothing that was read at the last look fits conn"),
        ("waive", (NOBODYS, "--program", "*", *words()), f"no profile of program * asks for {NOBODYS}"),
    ):
        ran = made.run(verb, *more, expect=2)
        assert ran.err.startswith(f"hardener: {why}"), ran.err
        assert ran.err.count("\n") == 1
    assert not (made.folder / "waivers.yaml").exists()


def test_a_word_with_an_effect_is_taken_also_again(made: Library) -> None:
    made.run("audit")
    said = ("--by", "Anna", "--until", day(90))
    made.run("waive", RECORDS, "--program", "81", *words(), expect=0)
    made.run("waive", RECORDS, "--host", "*", *words(), expect=0)
    made.run("attest", POSTED, "--program", "*storytime*", *said, expect=0)
    made.run("audit")
    made.run("attest", POSTED, "--program", "*storytime*", *said[:-1], day(120), expect=0)
    made.run("waive", RECORDS, "--program", "*toddler*", *words(), expect=0)
    made.run("waive", "cis-zoom.1.1.1.1.1", "--connection", "main", *words(), expect=0)


def question(made: Library, control: str) -> str:
    """Return the number that a report gives the question of a control."""
    (number,) = re.findall(
        rf"^ +(\d+) {re.escape(control)}: ", made.run("audit", "--all", "--details").out, re.MULTILINE
    )
    return str(number)


def test_a_question_is_answered_by_its_number_and_no_other_is(made: Library) -> None:
    number, said = question(made, POSTED), ("--by", "Anna", "--until", day(90))
    before = made.findings()
    ran = made.run("attest", number, *said, expect=0)
    assert ran.out.count("wrote waivers.yaml") == 1
    assert POSTED not in ran.out
    assert "Toddler Time" in " ".join(ran.out.split())
    after = made.findings()
    answered = {key for key, found in after.items() if found["status"] != before[key]["status"]}
    assert answered == {(ident, POSTED) for ident in ("81", "82", "83")}
    assert {after[key]["actual"] for key in answered} == {"attested"}


def test_an_answer_without_effect_is_one_clear_line(made: Library) -> None:
    number, said = question(made, POSTED), ("--by", "Anna", "--until", day(90))
    for more, why in (
        (("999", *said), "no question 999: there are "),
        (("0", *said), "no question 0: there are "),
        ((number, "--program", "*puppets*", *said), "nothing that was read at the last look fits program *puppets*"),
        ((number, "--host", "nobody", *said), "nothing that was read at the last look fits host nobody"),
        ((number, "--by", "Anna", "--until", "2020-01-01"), "--until: 2020-01-01 is before "),
    ):
        ran = made.run("attest", *more, expect=2)
        assert ran.err.startswith(f"hardener: {why}"), ran.err
        assert ran.err.count("\n") == 1
    assert not (made.folder / "waivers.yaml").exists()


def test_a_place_of_one_connection_is_accepted_there_alone(made: Library, tmp_path: Path) -> None:
    """Another account has a program with the same id, and calls it otherwise."""
    branch = tmp_path / "branch"
    branch.mkdir()
    with library(branch, small(story(81, topic="Board Meeting", auto_recording="cloud"))) as other:
        config = made.folder / "hardener.toml"
        theirs = (other.folder / "hardener.toml").read_text()
        block = theirs[theirs.index("[connections.main]") : theirs.index("[[programs]]")].replace("main", "branch")
        config.write_text(config.read_text().replace("[[programs]]", block + "[[programs]]", 1))
        for name in ("ACCOUNT_ID", "CLIENT_ID", "CLIENT_SECRET"):
            made.environ[f"HARDENER_BRANCH_{name}"] = other.environ[f"HARDENER_MAIN_{name}"]
        out = made.run("waive", "1", *words(), expect=0).out
        found = {(entry.program, entry.connection) for entry in entries(made)}
        assert found
        for ident, connection in found:
            title = (
                "Board Meeting"
                if connection == "branch"
                else {"81": "Baby Storytime", "82": "Toddler Time"}[ident or ""]
            )
            assert title in " ".join(out.split())
            assert connection is not None or ident != "81", "an id that two connections have says which is meant"
