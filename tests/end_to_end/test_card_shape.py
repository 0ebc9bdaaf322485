"""Sign-up by first name and library card, nothing else: what a profile asks, what a platform makes of it, and undo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.adapters.goto.made import small as goto_small
from tests.adapters.goto.made import webinar as goto_webinar
from tests.adapters.teams.made import custom, predefined, webinar
from tests.adapters.teams.made import library as teams_library
from tests.adapters.teams.made import small as teams_small
from tests.end_to_end.library import EVERYTHING, Library, library, small, story
from tests.end_to_end.test_goto import library as goto_library
from tests.end_to_end.webex_library import library as webex_library
from tests.end_to_end.webex_library import small as webex_small
from tests.end_to_end.webex_library import story as webex_story

from hardener_webex.simulator.seed import SIGN_UP

pytestmark = pytest.mark.process
CARD = """\
profile: card
title: Storytime by library card
audience: children
extends: storytime
requires:
  data.registration_fields: {exactly: [first_name, library_card]}
"""
RULE = '[[programs]]\ntitle = "*"\nprofile = "card.yaml"\n'
FORM = "data.registration_fields"
NOSY = [{"field_name": "phone", "required": True}, {"field_name": "zip", "required": False}]
DOG = {"title": "What is your dog called?", "type": "short"}


def asked(made: Library, number: int) -> tuple[list[Any], list[Any]]:
    """Return what a form asks by now, Zoom's own questions and the library's."""
    program = made.zoom.world.programs[number]
    return list(program.questions or ()), list(program.custom_questions or ())


def test_the_form_becomes_first_name_and_card_and_undo_gives_back_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "card.yaml").write_text(CARD)
    bare = story(81) | {"custom_questions": [], "questions": []}
    nosy = story(82, days=4, topic="Toddler Time") | {"custom_questions": [DOG], "questions": NOSY}
    right = story(83, days=5, topic="Teens")
    with library(tmp_path, small(bare, nosy, right), rules=RULE) as made:
        found = made.findings()
        assert {number: found[number, FORM]["status"] for number in ("81", "82", "83")} == {
            "81": "fail", "82": "fail", "83": "pass",
        }  # fmt: skip
        assert found["81", FORM]["sentence"] == "The sign-up form leaves out something this program needs"
        assert found["81", FORM]["expected"] == "exactly first_name, library_card"
        before = asked(made, 82)
        plan = " ".join(made.run("plan").out.split())
        said = "Zoom always asks for an e-mail address; the rest of the form becomes first name and library card number"
        assert said in plan
        assert said in " ".join(made.run("plan", "--format", "html").out.split())
        made.run("apply", "--yes", *EVERYTHING)
        for number in (81, 82, 83):
            own, custom = asked(made, number)
            assert own == []
            assert [question["title"] for question in custom] == ["Library card number"]
        after = made.findings()
        assert {after[number, FORM]["status"] for number in ("81", "82", "83")} == {"pass"}
        assert "nothing" in made.run("plan").out.casefold()
        made.run("undo", "--yes", expect=0)
        assert asked(made, 82) == before
        assert asked(made, 81) == ([], [])


def test_a_form_that_comes_with_the_sign_up_asks_for_the_card_from_the_start(tmp_path: Path) -> None:
    (tmp_path / "card.yaml").write_text(CARD)
    without = story(81, approval_type=2) | {"custom_questions": [], "questions": []}
    with library(tmp_path, small(without), rules=RULE) as made:
        assert made.findings()["81", FORM]["status"] in {"pass", "not-applicable"}
        made.run("apply", "--yes", *EVERYTHING)
        assert [question["title"] for question in asked(made, 81)[1]] == ["Library card number"]
        assert made.findings()["81", FORM]["status"] == "pass"


def test_the_card_is_asked_for_by_the_librarys_own_word(tmp_path: Path) -> None:
    (tmp_path / "card.yaml").write_text(CARD)
    bare = story(81) | {"custom_questions": [], "questions": []}
    more = '\n[library]\ncard = ["Biblio pass"]\n'
    with library(tmp_path, small(bare), rules=RULE, more=more) as made:
        made.run("apply", "--yes", *EVERYTHING)
        assert [question["title"] for question in asked(made, 81)[1]] == ["Biblio pass number"]
        assert made.findings()["81", FORM]["status"] == "pass"


def test_a_profile_that_only_tolerates_the_card_puts_nothing_on_the_form(tmp_path: Path) -> None:
    bare = story(81) | {"custom_questions": [], "questions": NOSY}
    with library(tmp_path, small(bare)) as made:
        made.run("apply", "--yes", *EVERYTHING)
        assert asked(made, 81) == ([], [])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("data.registration_fields: {exactly: [phone]}", "phone: exactly takes"),
        ("data.registration_fields: {exactly: []}", "at least one name"),
        ("data.registration_fields: {exactly: [shoe_size]}", "shoe_size"),
        ("data.registration_fields: {exactly: card}", "expected a list"),
        ("data.registration_fields: {exactly: [first_name], at_most: [email]}", "give exactly one of"),
        ("door.waiting_room: {exactly: [everyone]}", "door.waiting_room"),
    ],
)
def test_a_shape_that_is_none_is_refused_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "card.yaml").write_text(CARD.rpartition("  data")[0] + f"  {line}\n")
    with library(tmp_path, small(story(81)), rules=RULE) as made:
        ran = made.run("audit", expect=2)
        assert said in ran.err
        assert "card.yaml:" in ran.err
        assert len(ran.err.strip().splitlines()) == 1


def test_webex_always_asks_for_a_last_name_too(tmp_path: Path) -> None:
    (tmp_path / "card.yaml").write_text(CARD)
    sign_up = {**SIGN_UP, "customizedQuestions": [], "requireCity": True}
    with webex_library(tmp_path, webex_small(webex_story("a1", registration=sign_up)), rules=RULE) as made:
        before = made.webex.world.meetings["a1"].registration
        said = "Webex always asks for an e-mail address and last name; the rest of the form becomes first name and library card number"
        assert said in " ".join(made.run("plan").out.split())
        made.run("apply", "--yes", *EVERYTHING)
        form = made.webex.world.meetings["a1"].registration
        assert form is not None
        assert [question["question"] for question in form["customizedQuestions"]] == ["Library card number"]
        assert not form.get("requireCity")
        report = made.report()
        (found,) = [f for p in report["programs"] for f in p["findings"] if f["control"] == FORM]
        assert found["status"] == "pass"
        made.run("undo", "--yes", expect=0)
        assert made.webex.world.meetings["a1"].registration == before


def test_teams_gets_one_question_and_loses_the_others(tmp_path: Path) -> None:
    (tmp_path / "card.yaml").write_text(CARD)
    seed = teams_small(webinars=[webinar(questions=[predefined("street"), custom("Age of your child")])])
    with teams_library(tmp_path, seed) as made:
        made.run("apply", "--yes", "--profile", "card.yaml", *EVERYTHING)
        (form,) = made.sim.world.questions.values()
        assert [(q["displayName"], q["isRequired"]) for q in form.values()] == [("Library card number", True)]
        plan = made.run("apply", "--dry-run", "--profile", "card.yaml", *EVERYTHING)
        assert "Library card" not in plan.out, "a second run has nothing to do there"
        report = made.report("--profile", "card.yaml")
        found = {p["title"]: f["status"] for p in report["programs"] for f in p["findings"] if f["control"] == FORM}
        assert found["Puppets"] == "pass"
        made.run("undo", "--yes", expect=0)
        (form,) = made.sim.world.questions.values()
        assert sorted(q["displayName"] for q in form.values()) == ["Age of your child", "street"]


def test_goto_shows_its_form_and_a_person_changes_it(tmp_path: Path) -> None:
    (tmp_path / "card.yaml").write_text(CARD)
    seed = goto_small(goto_webinar(91, questions=[]), goto_webinar(92, days=4))
    with goto_library(tmp_path, seed) as made:
        report = made.report("--profile", "card.yaml")
        found = {p["id"]: f for p in report["programs"] for f in p["findings"] if f["control"] == FORM}
        assert {ident: f["status"] for ident, f in found.items()} == {"91": "fail", "92": "pass"}
        assert not found["91"]["fixable"]
        assert "Registration form" in found["91"]["by_hand"]
