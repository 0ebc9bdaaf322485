"""What a room comes to: versions, defaults, placeholders, the lobby, and what is nobody's program."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.adapters.nextcloud.made import (
    OWNER,
    SECOND,
    person,
    programs,
    read,
    room,
    small,
    talking,
    unreadable,
    window,
)

from hardener.adapter import AdapterError, load
from hardener.layers import read as value_of
from hardener.model import Target
from hardener.setting import FixedByVendor, ManualOnly

ROWS = [row for row in load("nextcloud").settings if not isinstance(row, ManualOnly | FixedByVendor)]


def values(target: Target, control: str) -> set[object]:
    """Return what each row of a control that is there says; None where it cannot tell."""
    rows = [row for row in ROWS if row.control == control and target.kind in row.kinds and row.there(target.document)]
    return {value_of(row, target)[0] for row in rows}


def one(*rooms: dict[str, Any], **more: Any) -> Target:
    (found,) = programs(read(small(*rooms, **more))).values()
    return found


@pytest.mark.parametrize(
    ("number", "open_ones"),
    [
        (5, set()), (1, set()), (261, {"react"}), (1 + 4 + 128, {"chat"}), (1 + 4 + 16, {"audio"}), (1 + 4 + 32, {"video"}),
        (1 + 4 + 64, {"screen"}), (1 + 2 + 4, {"start"}), (1 + 4 + 8, {"lobby"}), (0, {"start", "audio", "video", "screen", "chat"}),
    ],
)  # fmt: skip
def test_each_bit_opens_one_thing_and_nought_is_the_servers_default(number: int, open_ones: set[str]) -> None:
    may: Any = one(room("10000001", defaultPermissions=number)).document["may"]
    assert {name for name, on in may.items() if on} == open_ones


def test_the_servers_default_is_read_by_an_admin_or_from_newer_servers_and_else_nobody_can_tell() -> None:
    rooms = room("10000001", defaultPermissions=0)
    old: dict[str, Any] = {"talk": 22, "policy": {"default_permissions": "5"}}
    assert "admins only" in one(rooms, **old).unread["may"]
    for more in ({**old, "admin": True}, {"talk": 24, "policy": {"default_permissions": "5"}}):
        may: Any = one(rooms, **more).document["may"]
        assert not any(may.values())
    factory: Any = one(rooms, talk=22, admin=True).document["may"]
    assert factory["chat"] is factory["screen"] is True
    assert factory["lobby"] is False


def test_what_an_older_talk_has_no_permission_for_cannot_be_closed() -> None:
    before_chat = one(room("10000001", defaultPermissions=5), talk=14)
    assert values(before_chat, "chan.chat_attendee") == {"everyone", "off"}
    assert "too old" in before_chat.unavailable["chat"]
    before_react: Any = one(room("10000001", defaultPermissions=133), talk=23)
    assert before_react.document["may"]["react"] is True
    assert "follow the chat" in before_react.unavailable["react"]


def test_before_talk_20_a_call_has_permissions_of_its_own() -> None:
    found = one(room("10000001", defaultPermissions=5, callPermissions=133), talk=19)
    assert "everyone" in values(found, "chan.chat_attendee")
    assert "has permissions of its own" in found.unavailable["chat"]


@pytest.mark.parametrize(
    ("lobby", "waiting", "before"),
    [
        ({"lobbyState": 1}, {"everyone"}, {"off"}),
        ({"lobbyState": 0}, {"everyone", "off"}, {"off", "on"}),
        ({"lobbyState": 1, "lobbyTimer": 4_000_000_000}, {"everyone", "off"}, {"off", "on"}),
        ({"lobbyState": 1, "lobbyTimer": 1_000_000}, {"everyone", "off"}, {"off", "on"}),
        ({"lobbyState": 1, "defaultPermissions": 269}, {"everyone", "off"}, {"off", "on"}),
        ({"lobbyState": 1, "more": [person("mo", 13)]}, {"everyone", "guests"}, {"off", "on"}),
    ],
)
def test_a_lobby_counts_while_it_holds_and_nobody_walks_through_it(
    lobby: dict[str, Any], waiting: set[str], before: set[str]
) -> None:
    found = one(room("10000001", **lobby))
    assert values(found, "door.waiting_room") == waiting
    assert values(found, "door.join_before_host") == before


def test_permissions_of_single_people_count_and_those_of_staff_do_not() -> None:
    found = one(room("10000001", more=[person("mo", 21), person("troll", 1), person("boss", 255, 2)]))
    assert values(found, "chan.mic_self_unmute") == {"off", "host-grant"}
    people: Any = found.document["people"]
    assert sorted(people["permissions_of_their_own"].values()) == [1, 21]
    terms: Any = found.document["terms"]
    assert terms["narrowed"] is True
    assert "Name of" not in json.dumps(found.document)


def test_placeholders_for_who_takes_no_part_are_never_judged() -> None:
    spoilt = {"path": "/room$", "set": {"ocs.data.*.attendeeId": 0, "ocs.data.*.defaultPermissions": 1}}
    found = read(small(room("10000001"), faults=[spoilt]))
    assert programs(found) == {}
    assert "placeholders" in unreadable(found)["Baby Storytime"]


def test_rooms_that_are_no_programs_are_left_out_and_all_others_are_there() -> None:
    sorts: list[dict[str, Any]] = [
        {"type": 1},
        {"type": 4},
        {"type": 5},
        {"type": 6},
        {"objectType": "file"},
        {"objectType": "share:password"},
        {"objectType": "room", "type": 2},
        {"objectType": "phone_temporary", "type": 2},
    ]
    others = [room(f"2000000{n}", f"Other {n}", **values) for n, values in enumerate(sorts)]
    strange = [room("30000001", "Channel", objectType="channel"), room("30000002", "Type 7", type=7)]
    archived = {**room("10000003", "Archived"), "people": [{**OWNER, "isArchived": True}, SECOND]}
    nameless = room("10000004", "")
    at_once = room("10000005", "Instant", objectType="instant_meeting")
    found = read(small(room("10000001"), archived, nameless, at_once, *others, *strange))
    assert set(programs(found)) == {"Baby Storytime", "Archived", "a conversation without a name", "Instant"}
    assert set(unreadable(found)) == {"Channel", "Type 7"}
    assert "Pat Programs" not in repr(found), "the name of a room without one lists who is in it"


def test_a_room_of_another_server_is_nobodys_here() -> None:
    remote = {"path": "/room$", "set": {"ocs.data.*.remoteServer": "https://other.example"}}
    assert "another server" in unreadable(read(small(room("10000001"), faults=[remote])))["Baby Storytime"]


def test_without_talk_nobody_can_tell_and_no_list_is_taken_for_empty() -> None:
    seed = small(room("10000001"))
    seed["users"][0]["talk"] = False
    (found,) = unreadable(read(seed)).values()
    assert "does not show Talk" in found


def test_only_a_moderator_may_change_a_room() -> None:
    mine = {**room("10000001"), "people": [{**SECOND, "participantType": 1}, {**OWNER, "participantType": 3}]}
    found = one({**mine, "lobbyState": 0})
    assert {"no moderator" in reason for reason in found.unavailable.values()} == {True}
    held = one(mine)
    assert "lobby" in held.unread["people"]
    with talking(small(mine)) as (made, _), pytest.raises(AdapterError, match="does not show whether there is a call"):
        list(made.live(held))


def test_a_call_is_told_by_the_vendor_whatever_room_it_is_in() -> None:
    with talking(small(room("10000001", hasCall=True), room("10000002", "Quiet"))) as (made, _):
        found = [t for t in made.read_all(window()) if isinstance(t, Target)]
        on = {t.title: list(made.live(t)) for t in found}
        assert on == {"the server": ["Baby Storytime"], "Baby Storytime": ["Baby Storytime"], "Quiet": []}
        assert {t.title for t in found if t.program and t.program.live} == {"Baby Storytime"}


@pytest.mark.parametrize(
    ("mode", "peer"), [("external", False), ("conversation_cluster", False), ("internal", True), ("new", True)]
)
def test_media_that_go_from_device_to_device_are_closed_by_courtesy_only(mode: str, *, peer: bool) -> None:
    terms: Any = one(room("10000001"), config={"signaling": {"mode": mode}}).document["terms"]
    assert terms["peer"] is peer


def test_neither_a_token_nor_a_name_of_a_person_leaves_the_adapter() -> None:
    seed = small(room("98765432", password="Turtle-Moon-42", more=[person("mo", 21)]))
    with talking(seed) as (made, _):
        found = [t for t in made.read_all(window()) if isinstance(t, Target)]
        told = repr(found) + made.account()
    for secret in ("98765432", "Turtle-Moon-42", "Name of", "Pat Programs", "second"):
        assert secret not in told.replace("second_moderator", "")


@pytest.mark.parametrize("wish", [True, False])
def test_how_the_account_itself_wants_to_come_in_is_not_how_families_do(wish: bool) -> None:
    talkers = room("10000001", defaultPermissions=5 | 16 | 32)
    for admin, said in ((False, set()), (True, {"open", "starts-on"})):
        seed = small(talkers, admin=admin, policy={"calls_start_without_media": "no"})
        seed["users"][0]["without_media"] = wish
        (found,) = programs(read(seed)).values()
        told = values(found, "chan.mic_mute_on_entry") | values(found, "chan.camera_start_off")
        assert told - {None} == said
