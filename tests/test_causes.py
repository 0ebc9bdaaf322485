"""Causes: places where somebody clicks, told once, with the programs that they open."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hardener.causes import acts, causes
from hardener.findings import FindingSet
from hardener.model import Finding, Program, Severity, Status
from hardener.reason import Reason, Why
from hardener.results import Row

pytestmark = pytest.mark.unit

SHARE = Finding(
    connection="main", control="chan.screen_share", status=Status.FAIL, severity=Severity.CRITICAL, expected="at most hosts",
    actual="everyone", governing="host/teen", governing_title="teen",
)  # fmt: skip
CHAT = replace(SHARE, control="chan.chat_attendee", governing="", governing_title="")
RENAME = replace(
    SHARE, control="chan.rename_self", severity=Severity.HIGH, governing="account/me", governing_title="the account"
)
KEPT = replace(CHAT, control="rec.retention_days_max", severity=Severity.HIGH, reason=Why(Reason.NO_SETTING))


def row(number: int, *found: Finding, title: str = "Teen D&D", unnamed: bool = False, apart: bool = False) -> Row:
    program = Program(
        id=str(number),
        kind="meeting",
        host="host/teen",
        host_name="teen",
        start=datetime(2026, 12, number, 21, tzinfo=UTC),
    )
    return Row(
        connection="main", vendor="zoom", target=f"meeting/{number}", title=title, program=program, profile="teen",
        unnamed=unnamed, apart=apart, found=FindingSet.of(found),
    )  # fmt: skip


def test_a_place_is_told_once_with_all_its_programs() -> None:
    (one,) = causes([row(3, RENAME), row(1, RENAME), row(2, RENAME)])
    assert [each.target for each in one.programs] == ["meeting/1", "meeting/2", "meeting/3"]
    assert (one.strangers, one.acts, one.places[0].kind) == ([], [], "account")


def test_one_switch_behind_two_kinds_of_doors_counts_strangers_only_where_they_come_in() -> None:
    behind = replace(SHARE, severity=Severity.HIGH)
    (one,) = causes([row(1, SHARE), row(2, behind)])
    assert [each.target for each in one.strangers] == ["meeting/1"]
    assert len(one.programs) == 2


def test_places_that_open_the_same_programs_to_strangers_are_one_line() -> None:
    (one,) = causes([row(1, SHARE, CHAT), row(2, SHARE, CHAT)])
    assert [place.kind for place in one.places] == ["host", "program"]
    assert one.acts == ["screen", "chat"]


def test_places_that_open_others_are_apart() -> None:
    first, second = causes([row(1, SHARE, CHAT), row(2, SHARE)])
    assert [len(first.strangers), len(second.strangers)] == [2, 1]
    assert first.places[0].target == "host/teen"


def test_strangers_first_then_the_widest() -> None:
    found = causes([row(n, RENAME, title=f"Number {n}") for n in range(2, 9)] + [row(1, CHAT)])
    assert [cause.places[0].kind for cause in found] == ["program", "account"]


def test_pictures_come_before_words() -> None:
    first, second = causes([row(1, CHAT, title="A"), row(2, replace(CHAT, control="chan.screen_share"), title="B")])
    assert (first.acts, second.acts) == (["screen"], ["chat"])


def test_what_no_rule_names_is_cured_by_a_rule() -> None:
    (one,) = causes([row(1, SHARE, CHAT, RENAME, title="Public Hearing", unnamed=True)])
    assert (one.places[0].kind, one.places[0].title) == ("rule", "Public Hearing")


def test_what_is_looked_at_only_and_what_has_no_setting_is_no_cause() -> None:
    assert causes([row(1, SHARE, apart=True), row(2, KEPT)]) == []


def test_what_has_no_setting_and_lets_strangers_in_is_one_all_the_same() -> None:
    assert len(causes([row(1, replace(KEPT, control="chan.chat_attendee", severity=Severity.CRITICAL))])) == 1


def test_what_is_accepted_is_no_act() -> None:
    assert acts([replace(SHARE, status=Status.WAIVED), CHAT]) == ["chat"]
