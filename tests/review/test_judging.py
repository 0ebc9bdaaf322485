"""Which answers count against a platform, which red flags that raises, and when a decision holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from hardener.review.judging import Judged, Standing, State, judge
from hardener.review.question import (
    ALWAYS,
    FIRST,
    NONE,
    NOT_APPLICABLE,
    REFUSED,
    UNKNOWN,
    Kind,
    Question,
    Value,
    leading,
    questionnaire,
    questions,
)
from hardener.review.record import Answer, Condition, Decision, Evidence, Result, Review

pytestmark = pytest.mark.unit
TODAY = date(2026, 11, 29)
NOW = datetime(2026, 11, 29, 15, tzinfo=UTC)
PROOF = (Evidence(source="letter of the vendor", on=TODAY),)


def said(question: str, value: Value, *, evidence: tuple[Evidence, ...] = PROOF, note: str | None = None) -> Answer:
    return Answer(question=question, value=value, by="anna", on=TODAY, note=note, evidence=evidence)


def review(*answers: Answer, decisions: tuple[Decision, ...] = (), started: datetime = NOW) -> Review:
    return Review(platform="Zoom", started=started, by="anna", answers=answers, decisions=decisions)


def judged(*answers: Answer) -> dict[str, Judged]:
    return {one.question.id: one for one in judge(review(*answers), TODAY).each}


def decided(at: datetime, *, until: date = TODAY + timedelta(days=300), result: Result = Result.APPROVED) -> Decision:
    conditions = (Condition(text="no recordings"),) if result is Result.CONDITIONS else ()
    return Decision(result=result, by="director", at=at, until=until, conditions=conditions)


def shapes(word: str, question: Question) -> Value:
    return (word,) if question.kind is Kind.SEVERAL else word


RED = [(ident, word) for ident, question in questions().items() for word in question.red]
FINE = [
    (ident, word)
    for ident, question in questions().items()
    for word in question.answers
    if word not in question.red and not question.needs
]


@pytest.mark.parametrize(("ident", "word"), RED)
def test_each_red_answer_of_each_question_counts_against_the_platform(ident: str, word: str) -> None:
    question = questions()[ident]
    beside = [said(question.only_beside, ("account",))] if question.only_beside else []
    one = judged(*beside, said(ident, shapes(word, question)))[ident]
    assert one.red
    assert one.standing is Standing.ANSWERED


@pytest.mark.parametrize(("ident", "word"), FINE)
def test_no_other_answer_does(ident: str, word: str) -> None:
    assert not judged(said(ident, shapes(word, questions()[ident])))[ident].red


@pytest.mark.parametrize("ident", questions())
def test_what_nobody_knows_and_what_is_refused_or_not_proven_counts_against_it(ident: str) -> None:
    question = questions()[ident]
    plain: dict[Kind, Value] = {Kind.DAYS: 10, Kind.DATE: TODAY, Kind.TEXT: "it is told"}
    good = next((word for word in question.answers if word not in question.red), "")
    value = plain.get(question.kind) or shapes(good, question)
    assert judged(said(ident, UNKNOWN))[ident].red
    assert judged(said(ident, REFUSED))[ident].red
    bare = judged(said(ident, value, evidence=()))[ident]
    assert (bare.standing, bare.red) == (Standing.UNPROVEN, True)
    empty = judged(said(ident, NOT_APPLICABLE, note="no children attend"))[ident]
    assert (empty.standing, empty.red) == (Standing.NOT_APPLICABLE, False)
    assert not judged()[ident].red, "what is not asked yet is open"


@pytest.mark.parametrize(
    ("ident", "value", "red"),
    [
        ("pii_to_join", ("display_name", "email"), False),
        ("pii_to_join", ("display_name", "email", "card_number"), True),
        ("pii_to_join", ("birthdate",), True),
        ("breach_notice", 30, False),
        ("breach_notice", 31, True),
        ("retention_recordings", 10_000, False),
        ("policy_version_date", TODAY - timedelta(days=730), False),
        ("policy_version_date", TODAY - timedelta(days=731), True),
        ("contract_end", TODAY, False),
        ("contract_end", TODAY - timedelta(days=1), True),
        ("host_controls", questions()["host_controls"].needs, False),
        ("host_controls", questions()["host_controls"].needs[1:], True),
        ("parent_rights", "write to privacy@example.org", False),
        ("parent_rights", NONE, True),
    ],
)
def test_limits(ident: str, value: Value, red: bool) -> None:
    assert questions()[ident].wrong(value) == ""
    assert judged(said(ident, value))[ident].red is red


def test_a_licence_that_cannot_limit_counts_only_where_much_is_asked_for() -> None:
    without = said("license_limits_pii", "no")
    assert not judged(said("pii_to_join", ("display_name",)), without)["license_limits_pii"].red
    assert judged(said("pii_to_join", ("phone",)), without)["license_limits_pii"].red


def test_each_flag_is_raised_by_each_of_its_questions_and_waits_for_them() -> None:
    for ident, flag in questionnaire().flags.items():
        fresh = next(one for one in judge(review(), TODAY).flags if one.id == ident)
        assert (fresh.red, set(flag.questions) <= set(fresh.open)) == ((), True)
        for question in flag.questions:
            red = shapes(questions()[question].red[0], questions()[question])
            raised = [one.id for one in judge(review(said(question, red)), TODAY).raised]
            assert raised == [ident]


@pytest.mark.parametrize("ident", questionnaire().groups["six"].questions)
def test_a_vendor_that_does_not_say_raises_the_first_flag(ident: str) -> None:
    assert "silent" in [flag.id for flag in judge(review(said(ident, REFUSED)), TODAY).raised]
    assert "silent" in [flag.id for flag in judge(review(said(ident, UNKNOWN)), TODAY).raised]


def test_an_answer_of_more_than_a_year_before_the_decision_counts_as_unknown() -> None:
    for days, standing in ((366, Standing.ANSWERED), (367, Standing.OLD)):
        old = said("sells_data", "no").model_copy(update={"on": TODAY - timedelta(days=days)})
        for each in (review(old), review(old, decisions=(decided(NOW),))):
            verdict = judge(each, TODAY)
            one = next(one for one in verdict.each if one.question.id == "sells_data")
            assert (one.standing, one.red) == (standing, standing is Standing.OLD)
            assert ("sells_data" in verdict.missing) is one.red
        later = judge(review(old, decisions=(decided(NOW - timedelta(days=2)),)), TODAY + timedelta(days=90))
        assert not next(one for one in later.each if one.question.id == "sells_data").red, (
            "it was fresh when it was decided"
        )


def test_once_a_decision_is_over_its_answers_grow_old() -> None:
    fresh = said("sells_data", "no")
    both = review(fresh, decisions=(decided(NOW, until=TODAY + timedelta(days=90)),))
    for days, standing in ((360, Standing.ANSWERED), (400, Standing.OLD)):
        verdict = judge(both, TODAY + timedelta(days=days))
        assert verdict.state is State.OVER
        one = next(one for one in verdict.each if one.question.id == "sells_data")
        assert (one.standing, one.red) == (standing, standing is Standing.OLD)


def test_an_answer_of_today_on_what_was_found_years_ago_is_old() -> None:
    old = Evidence(source="an old letter", on=TODAY - timedelta(days=1000))
    assert judged(said("sells_data", "no", evidence=(old,)))["sells_data"].standing is Standing.OLD
    assert judged(said("sells_data", "no", evidence=(old, *PROOF)))["sells_data"].standing is Standing.ANSWERED


@pytest.mark.parametrize("word", ["none", "None", " none.", "NONE"])
def test_nothing_in_any_writing_is_nothing(word: str) -> None:
    assert judged(said("parent_rights", word))["parent_rights"].red


def test_the_last_answer_counts_and_the_others_stay() -> None:
    both = review(said("sells_data", "yes"), said("sells_data", "no"))
    assert not next(one for one in judge(both, TODAY).each if one.question.id == "sells_data").red
    assert len(both.answers) == 2


def test_what_was_decided_without_an_answer_was_decided_without_knowing() -> None:
    verdict = judge(review(decisions=(decided(NOW),)), TODAY)
    assert {flag.id for flag in verdict.raised} == set(questionnaire().flags)
    assert {one.question.id for one in verdict.each if one.red} == set(leading())
    assert list(verdict.missing) == list(leading())


@pytest.mark.parametrize(("hours", "rushed"), [(0, True), (47.9, True), (48, False), (72, False)])
def test_less_than_48_hours_is_rushed(hours: float, rushed: bool) -> None:
    assert review(decisions=(decided(NOW + timedelta(hours=hours)),)).rushed is rushed
    assert not review().rushed


@pytest.mark.parametrize(
    ("result", "days", "state"),
    [
        (Result.APPROVED, 0, State.APPROVED),
        (Result.CONDITIONS, 1, State.CONDITIONS),
        (Result.REJECTED, 1, State.REJECTED),
        (Result.APPROVED, -1, State.OVER),
        (Result.REJECTED, -1, State.OVER),
    ],
)
def test_a_decision_holds_to_the_end_of_its_last_day(result: Result, days: int, state: State) -> None:
    made = decided(NOW, until=TODAY + timedelta(days=days), result=result)
    assert judge(review(decisions=(made,)), TODAY).state is state
    assert judge(review(), TODAY).state is State.UNDER_WAY


def test_the_questionnaire_begins_with_the_six_and_the_flags_and_is_whole() -> None:
    groups = questionnaire().groups
    assert tuple(groups)[:2] == FIRST
    assert set(leading()) >= {ident for flag in questionnaire().flags.values() for ident in flag.questions}
    for question in questions().values():
        assert question.answers or question.kind in {Kind.DAYS, Kind.DATE, Kind.TEXT}, question.id
        assert not set(question.answers) & set(ALWAYS), question.id


@pytest.mark.parametrize(
    ("ident", "typed", "value"),
    [
        ("sells_data", " no ", "no"),
        ("pii_to_join", "email, phone", ("email", "phone")),
        ("pii_to_join", "unknown", "unknown"),
        ("breach_notice", "30", 30),
        ("breach_notice", "silent", "silent"),
        ("contract_end", "2027-03-01", date(2027, 3, 1)),
        ("persistent_ids", "one cookie, for 30 days", "one cookie, for 30 days"),
    ],
)
def test_what_a_person_types_is_taken(ident: str, typed: str, value: Value) -> None:
    question = questions()[ident]
    assert question.parsed(typed) == value
    assert question.wrong(question.parsed(typed)) == ""


@pytest.mark.parametrize(
    ("ident", "typed", "why"),
    [
        ("sells_data", "nope", "did you mean 'no'"),
        ("sells_data", "", "none of the answers"),
        ("pii_to_join", "email,none", "no meaning beside"),
        ("pii_to_join", "email,email", "twice"),
        ("pii_to_join", "emial", "did you mean 'email'"),
        ("pii_to_join", ",", "at least one"),
        ("breach_notice", "-3", "no number of days"),
        ("breach_notice", "9" * 5000, "no number of days"),
        ("breach_notice", "99999", "no number of days"),
        ("contract_end", "2027-02-30", "no date"),
        ("contract_end", "tomorrow", "no date"),
        ("persistent_ids", " ", "expected a text"),
        ("persistent_ids", "x" * 301, "at most 300"),
        ("sells_data", "\x1b[31mno\n" * 50, "none of the answers"),
    ],
)
def test_what_is_no_answer_is_told_in_one_line(ident: str, typed: str, why: str) -> None:
    question = questions()[ident]
    told = question.wrong(question.parsed(typed))
    assert why in told
    assert "\n" not in told
    assert "\x1b" not in told
    assert len(told) < 300
