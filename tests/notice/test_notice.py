"""A notice says what is known and nothing else: no fact, no sentence; what nobody knows is a line for a person."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from tests.notice import made
from tests.pages import made as pages
from tests.pages.made import row
from tests.pages.titles import NOW, ZONE

from hardener import profile
from hardener.catalog import CATALOGUE
from hardener.files import FileError
from hardener.letters.digest import Before, digest
from hardener.letters.view import View
from hardener.model import Notice as Said
from hardener.model import Status, Value, Waived
from hardener.notice.choosing import Line, Notice, chosen, grouped
from hardener.notice.facts import facts_of
from hardener.notice.fit import gone, unfit
from hardener.notice.own import NoticeOptions, shown
from hardener.notice.published import Book, added, fingerprint, read, written
from hardener.notice.table import ACCOUNT, OURS, PLATFORM, Facts, Form, Question, holds, table
from hardener.profile import Requirement

pytestmark = pytest.mark.unit
EMPTY: Facts = {PLATFORM: "Zoom", ACCOUNT: "Zoom"}


def of(name: str, facts: Facts, form: Form) -> Line | None:
    return next((line for line in chosen(facts, form) if line.question == name), None)


def question(name: str) -> Question:
    return next(each for each in table().questions if each.name == name)


def test_of_nothing_known_nothing_is_said_but_the_platform() -> None:
    for form in Form:
        lines = chosen(EMPTY, form)
        assert [line.question for line in lines if not line.check] == (["platform"] if form is not Form.SLIDE else [])
        assert any(line.check for line in lines)


@pytest.mark.parametrize(("name", "number", "form"), made.EVERY_ROW)
def test_a_sentence_goes_with_each_fact_that_it_rests_on(name: str, number: int, form: Form) -> None:
    asked = question(name)
    chosen_row = asked.rows[number]
    facts = {**EMPTY, **made.meeting({**asked.where, **chosen_row.needs})}
    line = of(name, facts, form)
    assert line is not None
    assert (line.said, line.check) == (chosen_row.said, False)
    assert dict(line.rests).keys() == {*asked.where, *chosen_row.needs}
    for lost in dict(line.rests).keys() - {PLATFORM}:
        left = {key: value for key, value in facts.items() if key != lost}
        instead = of(name, left, form)
        assert instead is None or lost not in dict(instead.rests)
        if lost in asked.asks and holds(asked.where, left) and not any(holds(row.needs, left) for row in asked.rows):
            assert instead is not None
            assert instead.check


@given(made.any_facts())
def test_every_sentence_rests_on_what_is_known_whatever_that_is(facts: Facts) -> None:
    for form in Form:
        for line in chosen(facts, form):
            assert line.check or line.rests
            assert not (line.check and line.rests)
            assert all(facts[key] == value for key, value in line.rests)


@given(made.any_facts())
def test_what_families_fear_most_is_told_or_asked_in_every_form(facts: Facts) -> None:
    for form in Form:
        told = {line.question for line in chosen(facts, form)}
        assert {"name", "camera", "microphone", "chat", "recording", "ask"} <= told


@pytest.mark.parametrize("missing", ["rec.scope", "rec.by_attendees", "rec.auto"])
def test_we_do_not_record_is_said_only_where_nobody_can(missing: str) -> None:
    facts: dict[str, Value] = {"rec.auto": "none", "rec.scope": "none", "rec.by_attendees": "off", **EMPTY}
    line = of("recording", facts, Form.SHORT)
    assert line is not None
    assert line.said == "We do not record. But somebody could film a screen."
    others = [state for state in CATALOGUE[missing].levels if state != facts[missing]]
    for changed in ({**facts, missing: state} for state in others):
        again = of("recording", changed, Form.SHORT)
        assert again is not None
        assert again.said != line.said
    again = of("recording", {key: value for key, value in facts.items() if key != missing}, Form.SHORT)
    assert again is not None
    assert again.check


def test_a_notice_that_no_longer_fits_is_told_with_what_is_otherwise() -> None:
    facts: dict[str, Value] = {"rec.auto": "none", "rec.scope": "full", "chan.camera_attendee": "off", **EMPTY}
    shown_row = row(1, "Baby Storytime")
    where = (shown_row.connection, shown_row.target)
    notice = Notice(Form.FULL, chosen(facts, Form.FULL), (shown_row,))
    book = added(Book(), [notice], day=date(2026, 11, 30), language="en")
    assert read(written(book)) == book
    titles, today = {where: "Baby Storytime"}, date(2026, 12, 1)
    assert unfit(book, {where: facts}, titles, today) == []
    assert unfit(book, {}, {}, today) == [], "of what was not read nothing is said"
    (told,) = unfit(book, {where: {**facts, "rec.auto": "cloud"}}, titles, today)
    assert told.text == (
        "the notice of 2026-11-30 for Baby Storytime no longer fits: No recording by itself: now on the platform; "
        "when it was published, nothing is recorded"
    )
    (unknown,) = unfit(book, {where: {k: v for k, v in facts.items() if k != "rec.scope"}}, titles, today)
    assert unknown.text.startswith("whether the notice of 2026-11-30 for Baby Storytime still fits can no longer be")
    (later,) = unfit(book, {where: {**facts, "rec.auto": "cloud"}}, titles, date(2026, 12, 8))
    assert later.key != told.key, "families are told what is not so: it is said again in the next week"


def test_what_a_notice_was_silent_of_is_told_when_it_is_so() -> None:
    story, talk = row(1, "Baby Storytime"), row(2, "Teen Talk")
    facts: dict[str, Value] = {"chan.camera_attendee": "off", **EMPTY}
    quiet = {**facts, "chan.comments": "off", "ai.assistant_questions": "off", "door.waiting_room": "off"}
    (notice,) = grouped([(story, quiet), (talk, facts)], Form.FULL)
    book = added(Book(), [notice], day=date(2026, 11, 30), language="en")
    assert read(written(book)) == book
    where = [(each.connection, each.target) for each in (story, talk)]
    titles = dict(zip(where, ["Baby Storytime", "Teen Talk"], strict=True))
    today = date(2026, 12, 1)
    assert unfit(book, dict(zip(where, [quiet, facts], strict=True)), titles, today) == []
    now = {**quiet, "chan.comments": "on", "ai.assistant_questions": "on"}
    told = unfit(book, dict.fromkeys(where, now), titles, today)
    assert [each.text.partition(": now")[0] for each in told] == [
        "the notice of 2026-11-30 for Baby Storytime no longer fits: No AI helper for visitors",
        "the notice of 2026-11-30 for Baby Storytime no longer fits: Comments on a stream",
    ], "of what was not known at the time nothing is said: a person was asked"


def test_a_published_notice_whose_program_is_gone_is_told_once_a_week() -> None:
    rows = [row(number, f"Story {number}") for number in range(4)]
    facts: dict[str, Value] = {"chan.camera_attendee": "off", **EMPTY}
    notice = Notice(Form.FULL, chosen(facts, Form.FULL), tuple(rows))
    book = added(Book(), [notice], day=date(2026, 11, 30), language="en")
    where = [(each.connection, each.target) for each in rows]
    assert gone(book, where, 6, date(2026, 12, 1)) == []
    (told,) = gone(book, where[1:], 6, date(2026, 12, 1))
    assert told.text == (
        "notice of 2026-11-30: its program is no longer there in the next 6 weeks: Story 0; if it is over, delete its "
        "entry in notices.yaml"
    )
    (more,) = gone(book, where[:1], 6, date(2026, 12, 2))
    assert "Story 1, Story 2 and 1 more" in more.text
    assert more.key == told.key, "programs come to their end every day"


@pytest.mark.parametrize("seen", ["chat", "mic", "camera", "comments", "questions"])
def test_a_name_is_not_said_to_be_hidden_where_it_may_show(seen: str) -> None:
    hidden: dict[str, Value] = {
        "chan.names_visible": "hidden", "chan.chat_attendee": "off", "chan.mic_self_unmute": "off",
        "chan.camera_attendee": "off", "chan.comments": "off", "chan.qa": "off", **EMPTY,
    }  # fmt: skip
    line = of("name", hidden, Form.SHORT)
    assert line is not None
    assert line.said == "Other people cannot see your name. Staff may see it."
    control, state = {
        "chat": ("chan.chat_attendee", "everyone"), "mic": ("chan.mic_self_unmute", "on"),
        "camera": ("chan.camera_attendee", "host-grant"), "comments": ("chan.comments", "on"),
        "questions": ("chan.qa", "moderated"),
    }[seen]  # fmt: skip
    for facts in ({**hidden, control: state}, {key: value for key, value in hidden.items() if key != control}):
        line = of("name", facts, Form.SHORT)
        assert line is not None
        assert line.said.startswith("Other people see no list of names. But your name may show")


def test_what_the_platform_keeps_is_not_said_of_a_recording_on_a_computer() -> None:
    facts: dict[str, Value] = {
        "rec.auto": "cloud", "rec.scope": "presenter-only", "rec.by_attendees": "off", "chan.camera_attendee": "off",
        "chan.mic_self_unmute": "off", "rec.retention_days_max": 30, **EMPTY,
    }  # fmt: skip

    def told(changed: Facts) -> list[str]:
        lines = (of(name, {**facts, **changed}, Form.FULL) for name in ("recording-shows", "recordings"))
        return [line.said for line in lines if line is not None]

    ends = "A recording on {platform} is deleted after {retention_days_max}."
    may = "It may show you when you speak or are seen."
    assert told({}) == ["It shows the presenter only.", ends]
    assert told({"chan.camera_attendee": "on"}) == [may, ends]
    assert told({"rec.auto": "none", "rec.by_attendees": "on"}) == [may, ends]
    assert told({"rec.auto": "local"}) == [may, "It is kept on a staff computer. Nothing deletes it by itself."]


def test_the_managers_letter_tells_it_apart_from_what_ends() -> None:
    facts: dict[str, Value] = {"chan.camera_attendee": "off", **EMPTY}
    story = row(1, "Baby Storytime")
    notice = Notice(Form.FULL, chosen(facts, Form.FULL), (story,))
    book = added(Book(), [notice], day=date(2026, 11, 30), language="en")
    where = (story.connection, story.target)
    unfits = unfit(book, {where: {"chan.camera_attendee": "on"}}, {where: story.title}, date(2026, 12, 1))
    report = pages.report(story, notices=[*unfits, Said("waivers.yaml: it is over", "over 1")])
    body = digest(report, Before(counts={}), View(library="", zone=ZONE, made=NOW)).body
    told, _, ends = body.partition("ENDS SOON")
    assert "for Baby Storytime no longer fits" in " ".join(told.split())
    assert "it is over" in ends
    assert "no longer fits" not in ends


def test_what_changed_in_many_programs_is_told_once() -> None:
    rows = [row(number, f"Story {number}") for number in range(9)]
    facts: dict[str, Value] = {"chan.camera_attendee": "off", **EMPTY}
    book = added(
        Book(), [Notice(Form.FULL, chosen(facts, Form.FULL), tuple(rows))], day=date(2026, 11, 30), language="en"
    )
    each = {(one.connection, one.target): {**facts, "chan.camera_attendee": "on"} for one in rows}
    (told,) = unfit(book, each, {(one.connection, one.target): one.title for one in rows}, date(2026, 12, 1))
    assert "for Story 0, Story 1 and 7 more no longer fits: Cameras: now" in told.text


def test_a_program_has_one_notice_of_each_form_and_language() -> None:
    facts: dict[str, Value] = {"chan.camera_attendee": "off", **EMPTY}
    notices = [Notice(Form.FULL, chosen(facts, Form.FULL), (row(1, "One"), row(2, "Two")))]
    book = added(Book(), notices, day=date(2026, 11, 30), language="en")
    again = [Notice(Form.FULL, chosen(facts, Form.FULL), (row(1, "One"),))]
    both = added(book, again, day=date(2026, 12, 2), language="en")
    assert [(one.date.day, list(one.programs["main"])) for one in both.notices] == [
        (30, ["meeting/2"]),
        (2, ["meeting/1"]),
    ]
    assert len(added(both, again, day=date(2026, 12, 2), language="es").notices) == 3
    short = [Notice(Form.SHORT, chosen(facts, Form.SHORT), (row(1, "One"),))]
    assert len(added(both, short, day=date(2026, 12, 2), language="en").notices) == 3
    assert fingerprint({"a": "1", "b": 2}) == fingerprint({"b": 2, "a": "1"}) != fingerprint({"a": "1", "b": 3})


GOOD = written(
    added(
        Book(),
        [Notice(Form.FULL, chosen({"rec.auto": "none", **EMPTY, "rec.scope": "full"}, Form.FULL), (row(1, "One"),))],
        day=date(2026, 11, 30),
        language="en",
    )
)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("rec.auto: none", "rec.auto: cloud", "the facts are not those that were written here"),
        ("rec.auto: none", "rec.auto: often", "'often' is not a level of rec.auto"),
        ("rec.auto: none", "rec.auto: 3.5", "facts.rec.auto"),
        ("rec.auto: none", "rec.autos: none", "no such control"),
        ("form: full", "form: poem", "form"),
        ("language: en", "language: '../etc'", "write a language"),
        ("'2026-11-30'", "2026", "write a date"),
        ("meeting/1: One", "'1': One", "write a program as"),
        ("meeting/1: One", "meeting/1: [One]", "programs"),
        ("form: full", "form: full\n  more: 1", "unknown key"),
        ("notices:", "notices: 7\nothers:", "expected a list"),
        ("- date:", "? - date:", "notices.yaml:"),
    ],
)
def test_a_file_that_was_changed_by_hand_is_refused_with_its_place(old: str, new: str, problem: str) -> None:
    assert old in GOOD
    with pytest.raises(FileError) as told:
        read(GOOD.replace(old, new, 1))
    assert problem in str(told.value)
    assert "\n" not in str(told.value)
    assert str(told.value).startswith("notices.yaml:")


@pytest.mark.parametrize(
    "given_text",
    [
        "https://us02web.zoom.us/j/81234567890?pwd=hunter2secret",
        "passcode: 123456",
        "https://anna:hunter2@library.example/x",
        "two\nlines",
        "\u202eturned",
        "x" * 301,
    ],
)
def test_own_words_hold_no_secret_and_nothing_unseen(given_text: str) -> None:
    with pytest.raises(ValueError, match="help"):
        NoticeOptions.model_validate({"help": given_text})


def test_other_ways_are_few() -> None:
    assert len(NoticeOptions.model_validate({"other_ways": ["call us"] * 10}).other_ways) == 10
    with pytest.raises(ValueError, match="name 10 ways at most"):
        NoticeOptions.model_validate({"other_ways": ["call us"] * 11})


def test_own_words_are_taken_from_their_own_language_alone() -> None:
    options = NoticeOptions.model_validate({"help": "call us", "es": {"help": "llame"}, "rules": {"zoom": "a page"}})
    assert options.words("en", "en").of("zoom") == {"help": "call us", "rules": "a page"}
    assert options.words("es", "en").of("zoom") == {"help": "llame"}
    assert options.words("en", "es").of("zoom") == {}
    assert shown("write to privacy@library.example.") == "write to privacy@library.example."


def test_the_table_asks_for_nothing_that_nothing_can_be() -> None:
    for asked in table().questions:
        assert bool(asked.check) == bool(asked.asks), asked.name
        assert all(key in OURS or key in CATALOGUE for key in asked.asks), asked.name
    for bad in ({}, {"chan.chat_attendee": ["sometimes"]}, {"chan.chats": "any"}):
        with pytest.raises(ValueError, match=r"no fact, no sentence|never|no control"):
            Question.model_validate({"name": "x", "part": "join", "rows": [{"said": "So it is.", "needs": bad}]})
    with pytest.raises(ValueError, match="tells of place"):
        Question.model_validate(
            {"name": "x", "part": "join", "rows": [{"said": "In {place}.", "needs": {"cap.live": ["on"]}}]}
        )


@pytest.mark.parametrize(
    ("requirement", "known"),
    [
        (Requirement(at_most="off"), "off"),
        (Requirement(at_most="hosts"), None),
        (Requirement(at_least="everyone"), "everyone"),
        (Requirement(at_least="hosts"), None),
    ],
)
def test_somebodys_word_is_known_only_where_it_leaves_one_state(requirement: Requirement, known: str | None) -> None:
    word = Waived(kind="attestation", by="anna", until=date(2027, 1, 1), on=date(2026, 11, 1))
    looked = pages.finding("chan.chat_attendee", Status.PASS, actual="attested", waiver=word)
    asked = profile.load("storytime").model_copy(update={"requires": {"chan.chat_attendee": requirement}})
    facts = facts_of(row(1, "Story", looked), {}, asked, {})
    assert facts.get("chan.chat_attendee") == known
    assert (
        facts_of(row(1, "Story", looked), {"chan.chat_attendee": "everyone"}, asked, {})["chan.chat_attendee"]
        == "everyone"
    )
    lapsed = replace(looked, waiver=replace(word, lapsed="it is over"))
    assert "chan.chat_attendee" not in facts_of(row(1, "Story", lapsed), {}, asked, {})


def test_for_whom_a_program_is_is_known_only_where_a_rule_says_so() -> None:
    asked = profile.load("storytime")
    assert facts_of(row(1, "Story"), {}, asked, {})["program.audience"] == "children"
    assert "program.audience" not in facts_of(row(1, "Story", unnamed=True), {}, asked, {})


def test_nothing_else_says_of_a_recording_that_it_shows_the_presenter_only() -> None:
    """A recording shows whoever speaks: that is the presenter only where nobody else can be seen or heard."""
    profiles = [profile.load(name) for name in profile.builtin()]
    each = [
        *(text for one in profiles for text in one.notes),
        *(text for one in CATALOGUE.values() for text in (one.question, one.why, one.costs, *one.says.values())),
    ]
    assert not [
        text for text in each if re.search(r"presenter (only|alone)", text) and "cameras and microphones" not in text
    ]
    said = [row for asked in table().questions for row in asked.rows if "the presenter only" in row.said]
    assert [set(row.needs) >= {"chan.camera_attendee", "chan.mic_self_unmute"} for row in said] == [True]
