"""What governs a program: its own value, its host's, or a lock above."""

from __future__ import annotations

import pytest

from hardener.evaluate import Judge
from hardener.layers import governed
from hardener.model import Finding, Status, Target, Unreadable
from tests.made import CONTROLS, ROWS, above, host, meeting, profile

CHAT = profile(chan__chat_attendee="off")


def judged(*targets: Target | Unreadable) -> Finding:
    others = {t.id: t for t in targets}
    (one,) = Judge("main", ROWS, CONTROLS, others).program(meeting(), CHAT)
    return one.finding


def unlocked(**settings: object) -> tuple[Target, Target]:
    return above("group", "group/g", {"chat": False}, **settings), above(
        "account", "account/me", {"chat": False}, **settings
    )


def test_an_open_host_is_named() -> None:
    found = judged(host(chat=True, chat_with=3), *unlocked(chat=False, chat_with=1))
    assert found.status is Status.FAIL
    assert (found.governing, found.setting, found.locked) == ("host/h", "chat", False)


def test_a_group_lock_wins_over_an_open_host() -> None:
    group = above("group", "group/g", {"chat": True}, chat=False, chat_with=3)
    found = judged(host(chat=True, chat_with=3), group, above("account", "account/me", {"chat": False}, chat=True))
    assert found.status is Status.PASS
    assert (found.governing, found.locked) == ("group/g", True)


def test_an_account_lock_wins_over_a_closed_group() -> None:
    group = above("group", "group/g", {"chat": True}, chat=False, chat_with=1)
    account = above("account", "account/me", {"chat": True}, chat=True, chat_with=3)
    found = judged(host(chat=False, chat_with=1), group, account)
    assert found.status is Status.ERROR, "the group's option may or may not be frozen by its parent's lock"
    account = above("account", "account/me", {"chat": True}, chat=True, chat_with=4)
    found = judged(
        host(chat=False, chat_with=4),
        above("group", "group/g", {"chat": True}, chat=False, chat_with=4),
        account,
    )
    assert found.status is Status.FAIL
    assert found.governing == "account/me"


@pytest.mark.parametrize("blind", ["group", "account"])
def test_a_lock_that_cannot_be_read_is_unknown_never_open(blind: str) -> None:
    targets = {
        "group": above("group", "group/g", None if blind == "group" else {"chat": False}, chat=False, chat_with=3),
        "account": above(
            "account", "account/me", None if blind == "account" else {"chat": False}, chat=False, chat_with=3
        ),
    }
    found = judged(host(chat=True, chat_with=3), *targets.values())
    assert found.status is Status.ERROR
    assert "missing scope locks" in found.note
    assert found.actual is None


def test_an_unknown_lock_does_not_matter_where_every_layer_agrees() -> None:
    blind = (
        above("group", "group/g", None, chat=False, chat_with=1),
        above("account", "account/me", None, chat=False, chat_with=1),
    )
    assert judged(host(chat=False, chat_with=1), *blind).status is Status.PASS
    blind = (
        above("group", "group/g", None, chat=True, chat_with=4),
        above("account", "account/me", None, chat=True, chat_with=4),
    )
    assert judged(host(chat=True, chat_with=4), *blind).status is Status.FAIL


def test_an_absent_key_is_an_error_with_its_name() -> None:
    found = judged(host(), *unlocked(chat=True, chat_with=3))
    assert found.status is Status.ERROR
    assert "not in the vendor's answer" in found.note


@pytest.mark.parametrize("strange", ["on", 9, None, [], {}])
def test_a_value_we_do_not_know_is_an_error(strange: object) -> None:
    assert judged(host(chat=strange, chat_with=strange), *unlocked()).status is Status.ERROR


def test_a_host_that_cannot_be_read_is_an_error() -> None:
    blind = Unreadable(id="host/h", kind="host", title="story@…", reason="403 from the vendor")
    found = judged(blind, *unlocked(chat=False, chat_with=1))
    assert found.status is Status.ERROR
    assert "403" in found.note


def test_two_groups_leave_both_possible() -> None:
    one = above("group", "group/a", {"chat": True}, chat=False)
    two = above("group", "group/b", {"chat": False}, chat=True)
    others = {t.id: t for t in (host(chat=True), one, two)}
    reading = governed(ROWS[0], (("host/h",), ("group/a", "group/b")), others)
    assert {c.value for c in reading.candidates} == {"off", "everyone"}
