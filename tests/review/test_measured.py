"""What a look answers by itself: the worst of what was read, and nothing that could not be told."""

from __future__ import annotations

from datetime import date

import pytest

from hardener.catalog import catalogue
from hardener.model import Status
from hardener.review.measured import Seen, closable, controls, measured
from hardener.review.question import Kind, Value, questionnaire, questions
from hardener.review.record import HARDENER, wrong_answer

pytestmark = pytest.mark.unit
ON = date(2026, 11, 28)


def found(control: str, actual: str | None, status: Status = Status.PASS, *, attested: bool = False) -> Seen:
    return Seen(control, status, actual, attested)


def answers(*seen: Seen) -> dict[str, Value]:
    made = list(measured(seen, ON))
    for answer in made:
        assert wrong_answer(answer, ON) is None
        assert (answer.by, answer.on) == (HARDENER, ON)
        assert all(one.finding and one.on == ON for one in answer.evidence)
    return {answer.question: answer.value for answer in made}


ACCOUNT = "door.vendor_account_required"


@pytest.mark.parametrize(
    ("seen", "value"),
    [
        ([found(ACCOUNT, "not-required")] * 3, "yes"),
        ([found(ACCOUNT, "not-required"), found(ACCOUNT, "required", Status.FAIL)], "no"),
        ([found(ACCOUNT, "not-required"), found(ACCOUNT, None, Status.ERROR)], None),
        ([found(ACCOUNT, "required", Status.FAIL), found(ACCOUNT, None, Status.ERROR)], "no"),
        ([found(ACCOUNT, "required", Status.WAIVED)], "no"),
        ([found(ACCOUNT, None, Status.MANUAL)], None),
        ([found(ACCOUNT, "not-required", Status.ADVISORY)], None),
        ([found(ACCOUNT, "attested", attested=True)], None),
        ([found(ACCOUNT, "not-required", attested=True)], None),
        ([found(ACCOUNT, "something new")], None),
        ([found(ACCOUNT, None, Status.NOT_APPLICABLE)], None),
        ([], None),
    ],
)  # fmt: skip
def test_the_worst_counts_and_what_could_not_be_told_is_no_answer(seen: list[Seen], value: str | None) -> None:
    assert answers(*seen).get("anonymous_use") == value


FIELDS = "data.registration_fields"


@pytest.mark.parametrize(
    ("fields", "account", "value"),
    [
        ("email, first_name, last_name", "not-required", ("display_name", "email")),
        ("email, first_name, library_card, phone", "not-required", ("display_name", "email", "card_number", "phone")),
        ("email, other", "not-required", None),
        ("other, phone", "not-required", ("phone",)),
        ("nothing", "not-required", None),
        ("nothing", "required", ("account",)),
    ],
)
def test_what_families_give_is_put_together(fields: str, account: str, value: Value | None) -> None:
    assert answers(found(FIELDS, fields), found(ACCOUNT, account)).get("pii_to_join") == value


def test_one_of_two_readings_alone_is_no_answer_unless_it_is_red() -> None:
    assert "pii_to_join" not in answers(found(FIELDS, "email, first_name"))
    assert answers(found(FIELDS, "phone"))["pii_to_join"] == ("phone",)
    assert "ai_default" not in answers(found("ai.summary", "off"))
    assert answers(found("ai.summary", "off"), found("ai.assistant_questions", "off"))["ai_default"] == "off"


def test_days_are_the_longest_and_a_finding_says_in_how_many_programs() -> None:
    days = "rec.retention_days_max"
    (answer,) = measured([found(days, "30"), found(days, "30"), found(days, "90", Status.FAIL)], ON)
    assert (answer.question, answer.value) == ("retention_recordings", 90)
    assert answer.evidence[0].finding == "rec.retention_days_max: 30 in 2; 90 in 1 of 3 programs"
    assert answers(found(days, "0")) == {}, "nothing is recorded: nobody has seen how long it would be kept"
    assert answers(found(days, "0"), found(days, "30")) == {"retention_recordings": 30}
    assert answers(found(days, "unlimited")) == {}
    assert answers(found(days, "9" * 400)) == {}


def test_what_can_be_closed_is_told_only_where_it_is_known_or_something_is_missing() -> None:
    question = questions()["host_controls"]
    all_of_it = dict.fromkeys(question.closes.values(), True)
    made = closable(question, all_of_it, "the table", ON)
    assert made is not None
    assert made.value == question.needs
    assert closable(question, {**all_of_it, "chan.rename_self": None}, "the table", ON) is None
    lacking = closable(question, {**all_of_it, "chan.rename_self": False}, "the table", ON)
    assert lacking is not None
    assert question.against(lacking.value, ON)
    assert closable(question, dict.fromkeys(all_of_it, None), "the table", ON) is None


def test_the_questionnaire_names_controls_and_levels_that_there_are() -> None:
    assert set(controls()) <= set(catalogue())
    for group in questionnaire().groups.values():
        for question in group.questions.values():
            assert set(question.closes.values()) <= set(catalogue())
            for one in question.measured:
                control = catalogue()[one.control]
                assert set(one.means) <= {*control.levels, *control.names}, one
                assert bool(one.means) is (question.kind is not Kind.DAYS)
