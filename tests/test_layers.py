"""What governs a program: its own value, its host's, or a lock above."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hardener.evaluate import Judge
from hardener.layers import Reading, governed
from hardener.model import Finding, Status, Target, Unreadable
from hardener.reason import Reason, Why, noted
from hardener.setting import Setting
from tests.made import CONTROLS, ROWS, above, host, meeting, profile

pytestmark = pytest.mark.unit

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
    assert "missing scope locks" in noted(found.note, found.reason)
    assert found.reason is not None
    assert found.reason.kind is Reason.UNREAD, "the vendor has decided it, and hardener does not know what"
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
    assert "not in the vendor's answer" in noted(found.note, found.reason)


@pytest.mark.parametrize("strange", ["on", 9, None, [], {}])
def test_a_value_we_do_not_know_is_an_error(strange: object) -> None:
    assert judged(host(chat=strange, chat_with=strange), *unlocked()).status is Status.ERROR


def test_a_host_that_cannot_be_read_is_an_error() -> None:
    blind = Unreadable(id="host/h", kind="host", title="story@…", reason="403 from the vendor")
    found = judged(blind, *unlocked(chat=False, chat_with=1))
    assert found.status is Status.ERROR
    assert found.reason == Why(Reason.UNREAD, said="403 from the vendor")


GROUPS = (("host/h",), ("group/a", "group/b"), ("account/me",))


def in_groups(*groups: Target, row: Setting = ROWS[0]) -> Reading:
    account = above("account", "account/me", {"chat": False}, chat=True)
    return governed(row, GROUPS, {t.id: t for t in (host(chat=True), account, *groups)})


def test_a_lock_of_any_group_holds() -> None:
    one = above("group", "group/a", {"chat": True}, chat=False)
    two = above("group", "group/b", {"chat": False}, chat=True)
    for groups in ((one, two), (two, one)):
        (found,) = in_groups(*groups).candidates
        assert (found.value, found.target, found.locked) == ("off", "group/a", True)


def test_two_groups_that_lock_different_values_leave_both_possible() -> None:
    one = above("group", "group/a", {"chat": True}, chat=False)
    two = above("group", "group/b", {"chat": True}, chat=True)
    reading = in_groups(one, two)
    assert {c.value for c in reading.candidates} == {"off", "everyone"}
    assert "does not say which of them counts" in reading.doubt


def test_a_group_whose_lock_is_unknown_may_hold_beside_one_that_does() -> None:
    one = above("group", "group/a", {"chat": True}, chat=False)
    two = above("group", "group/b", None, chat=True)
    reading = in_groups(one, two)
    assert {c.value for c in reading.candidates} == {"off", "everyone"}, "but never the host's own"
    assert {c.target for c in reading.candidates} == {"group/a", "group/b"}
    assert "missing scope locks" in reading.doubt


def test_groups_without_a_lock_leave_it_to_the_host() -> None:
    free = (above("group", f"group/{name}", {"chat": False}, chat=False) for name in "ab")
    (found,) = in_groups(*free).candidates
    assert (found.value, found.target) == ("everyone", "host/h")


def test_a_value_that_prevails_counts_where_any_group_has_it() -> None:
    row = Setting(
        control="host.settings_locked", path="locks.chat", kinds=("group",), governs=("meeting",),
        values={True: "locked", False: "unlocked"}, prevails="locked",
    )  # fmt: skip
    free, held = (above("group", f"group/{name}", {"chat": name == "b"}) for name in "ab")
    assert {c.value for c in in_groups(free, held, row=row).candidates} == {"locked"}
    assert {c.value for c in in_groups(free, row=row).candidates} == {"unlocked", None}, "the other was not read"


def test_a_second_lock_of_another_name_holds_as_well() -> None:
    row = replace(ROWS[0], lock=None, also_locked=(("locks.room", ("group",)), ("locks.chat", ("account",))))
    held = above("group", "group/a", {"room": True}, chat=False)
    free = above("group", "group/b", {"room": False}, chat=True)
    assert {c.value for c in in_groups(held, free, row=row).candidates} == {"off"}
    mute = above("group", "group/a", {}, chat=False)
    reading = in_groups(mute, free, row=row)
    assert {c.value for c in reading.candidates} == {"off", "everyone"}, "its answer does not name the lock"
