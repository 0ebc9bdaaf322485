"""Rules are proposed only where the words of a title leave no doubt, and never so that they fit another title as well."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardener import profile
from hardener.pattern import fits
from hardener.rules import SURE, Unnamed, propose

pytestmark = pytest.mark.unit

WORDS = sorted({
    *(word for words in SURE.values() for word in words), "board", "game", "hearing", "kids", "canteen", "authority",
    "night", "with", "Anna", "*", "\n", "STAFF", "community", "adult", "'", '"', "\\", "\u202e",
})  # fmt: skip


def proposed(*titles: str) -> dict[str, tuple[str, str]]:
    """Return for each title that a rule is proposed for its pattern and profile."""
    rules, _ = propose([Unnamed(title) for title in titles])
    return {title: (rule.value, rule.profile) for rule in rules for title in rule.titles}


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Family Story Time", "storytime"), ("Hora de Cuentos", "storytime"), ("LAPSIT at Elm Street", "storytime"),
        ("Babies & Books", "storytime"), ("Toddlers' Tales", "storytime"), ("Teen Lounge", "teen"),
        ("Homework Help", "tutoring"), ("Math Tutoring", "tutoring"), ("Mystery Book Club", "book-club"),
        ("Meet the Author: A. Writer", "author-talk"), ("Board of Trustees", "board-meeting"),
        ("Public Hearing on the Budget", "board-meeting"), ("City Council", "board-meeting"),
        ("All Staff", "staff-meeting"), ("Community Meeting", "community-room"),
    ],
)  # fmt: skip
def test_a_title_that_says_what_it_is_gets_a_rule(title: str, name: str) -> None:
    found = proposed(title)
    assert found[title][1] == name
    assert fits(found[title][0], title)


@pytest.mark.parametrize(
    "title",
    [
        "Board Game Night", "Hearing Aid Clinic", "Student Council", "Staff Picks", "Community Puppet Show",
        "Teen Book Club", "Kids' Book Club", "Young Authors", "Authority and You", "Canteen", "Keyboard Class",
        "Baby Sign for Parents", "Storytime Staff Training", "Puppets", "", "Toddler Board Books", "Club de lectura juvenil para niños",
    ],
)  # fmt: skip
def test_a_title_that_leaves_a_doubt_gets_none_and_the_reason_is_said(title: str) -> None:
    rules, doubts = propose([Unnamed(title)])
    assert rules == []
    assert [each.title for each in doubts] == [title]
    assert doubts[0].why


def test_a_word_that_would_fit_a_title_of_another_kind_is_not_a_pattern() -> None:
    found = proposed("Teen Lounge", "Nineteen Eighty-Four", "Author Visit", "Housing Authority Hearing")
    assert found == {"Teen Lounge": ("Teen Lounge", "teen"), "Author Visit": ("Author Visit", "author-talk")}


def test_a_title_with_a_star_is_never_a_pattern_by_itself() -> None:
    assert proposed("* teen *", "Canteen meeting") == {}


def test_personal_rooms_are_told_by_their_kind() -> None:
    rules, doubts = propose([Unnamed("Anna's baby room", room=True), Unnamed("Toddler Time")])
    assert [(rule.key, rule.value, rule.profile) for rule in rules] == [
        ("kind", "room", "community-room"),
        ("title", "*toddler*", "storytime"),
    ]
    assert doubts == []


def test_a_title_that_needs_the_rule_of_another_is_named_by_it() -> None:
    rules, doubts = propose(
        [Unnamed("STAFF story hour"), Unnamed("\n cuentacuentos story hour"), Unnamed("cuentacuentos")]
    )
    assert [(rule.value, rule.titles) for rule in rules] == [
        ("*cuentacuentos*", ("\n cuentacuentos story hour", "cuentacuentos"))
    ]
    assert [each.title for each in doubts] == ["STAFF story hour"]


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join), max_size=8))
def test_whatever_the_titles_are_no_rule_fits_one_that_it_was_not_proposed_for(titles: list[str]) -> None:
    rules, doubts = propose([Unnamed(title) for title in titles])
    assert sum(len(rule.titles) for rule in rules) + len(doubts) == len(titles)
    left = {each.title for each in doubts}
    kinds = {title: rule.profile for rule in rules for title in rule.titles}
    for rule in rules:
        assert rule.profile in profile.builtin()
        assert rule.value.isprintable()
        assert not any(fits(rule.value, title) for title in left)
        assert all(kinds[title] == rule.profile for title in kinds if fits(rule.value, title))
