"""What a notice for families takes from a review: the address of the privacy policy, and only where it may."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from hardener.review.judging import judge
from hardener.review.policy import policy_page
from hardener.review.record import Answer, Decision, Evidence, Result, Review

pytestmark = pytest.mark.unit
TODAY = date(2026, 11, 29)
NOW = datetime(2026, 11, 29, 15, tzinfo=UTC)
PAGE = "https://vendor.example/privacy"


def page(*sources: str, value: str = "yes", on: date = TODAY, decided: Decision | None = None) -> str:
    evidence = tuple(Evidence(source=source, on=on) for source in sources)
    answer = Answer(question="policy_clear", value=value, by="anna", on=on, evidence=evidence)
    decisions = () if decided is None else (decided,)
    review = Review(
        platform="Zoom", started=NOW - timedelta(days=500), by="anna", answers=(answer,), decisions=decisions
    )
    return policy_page(judge(review, TODAY))


def by(result: Result, until: date) -> Decision:
    return Decision(result=result, by="director", at=NOW - timedelta(days=30), until=until)


def test_the_address_of_the_policy_is_told() -> None:
    assert page(PAGE) == PAGE
    assert page("letter of the vendor", "vendor.example/privacy") == "vendor.example/privacy"
    assert page(PAGE, value="partly") == PAGE
    assert page(PAGE, decided=by(Result.APPROVED, TODAY)) == PAGE


def test_nothing_is_told_that_is_red_old_rejected_or_no_address() -> None:
    assert page(PAGE, value="no") == ""
    assert page(PAGE, value="unknown") == ""
    assert page() == ""
    assert page(PAGE, on=TODAY - timedelta(days=400)) == ""
    assert page(PAGE, decided=by(Result.APPROVED, TODAY - timedelta(days=1))) == ""
    assert page(PAGE, decided=by(Result.REJECTED, TODAY + timedelta(days=9))) == ""
    for text in ("letter of the vendor", "<b>vendor.example</b>", "https://anna:hunter2@vendor.example/x"):
        assert page(text) == ""
    assert page("https://us02web.zoom.us/j/81234567890?pwd=hunter2secret") == ""
