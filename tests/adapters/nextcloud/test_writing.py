"""What is sent for a change, and what comes of it at the vendor."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.adapters.nextcloud.made import person, room, small, talking, window

from hardener.adapter import AdapterError, Changes
from hardener.errors import WriteForbiddenError
from hardener.model import Target
from hardener.path import with_path
from hardener_nextcloud import Nextcloud


def only(made: Nextcloud) -> Target:
    (found,) = (t for t in made.read_all(window()) if isinstance(t, Target) and t.program)
    return found


def changed(made: Nextcloud, target: Target, **wanted: Any) -> Target:
    """Write what `wanted` says, by path with `__` for a dot, and read again."""
    document = dict(target.document)
    for path, value in wanted.items():
        document = with_path(document, path.replace("__", "."), value)
    made.write(target, Changes.between(target.document, document))
    return made.read(target)


@pytest.mark.parametrize(
    ("wanted", "key", "value"),
    [
        ({"may__chat": False}, "defaultPermissions", 261 | 16),
        ({"may__chat": False, "may__audio": False}, "defaultPermissions", 261),
        ({"may__lobby": True}, "defaultPermissions", 261 | 16 | 128 | 8),
        ({"room__defaultPermissions": 0}, "defaultPermissions", 0),
        ({"room__lobbyState": 0}, "lobbyState", 0),
        ({"room__listable": 0}, "listable", 0),
        ({"room__sipEnabled": 0}, "sipEnabled", 0),
        ({"room__messageExpiration": 0}, "messageExpiration", 0),
        ({"room__recordingConsent": 0}, "recordingConsent", 0),
    ],
)
@pytest.mark.parametrize("old", [False, True])
def test_one_request_makes_one_change_and_nothing_else_moves(
    wanted: dict[str, Any], key: str, value: int, *, old: bool
) -> None:
    seed = small(
        room("10000001", defaultPermissions=261 | 16 | 128, listable=2, sipEnabled=1), behaviour={"old_answers": old}
    )
    with talking(seed, read_only=False) as (made, app):
        before = dict(app.world.rooms["10000001"].values)
        again = changed(made, only(made), **wanted)
        assert app.world.rooms["10000001"].values == {**before, key: value}
        assert sum(made.api.session.writes().values()) == 1
        assert again.facts == only(made).facts


def test_a_lobby_is_always_sent_with_its_time() -> None:
    with talking(small(room("10000001", lobbyState=0, lobbyTimer=4_000_000_000)), read_only=False) as (made, app):
        changed(made, only(made), room__lobbyState=1)
        assert app.world.rooms["10000001"].values["lobbyTimer"] == 4_000_000_000
        changed(made, only(made), room__lobbyTimer=0)
        assert app.world.rooms["10000001"].values["lobbyTimer"] == 0


def test_the_servers_default_is_written_out_where_some_of_it_is_taken() -> None:
    with talking(small(room("10000001", defaultPermissions=0)), read_only=False) as (made, app):
        changed(made, only(made), may__chat=False)
        assert app.world.rooms["10000001"].values["defaultPermissions"] == (246 & ~128) | 1


def test_a_change_resets_single_people_and_what_shall_stay_is_given_back() -> None:
    with talking(
        small(room("10000001", defaultPermissions=389, more=[person("mo", 21), person("al", 1)])),
        read_only=False,
    ) as (made, app):
        people = app.world.rooms["10000001"].people
        before = only(made)
        gone: dict[str, Any] = {"people__permissions_of_their_own": {}}
        after = changed(made, before, may__chat=False, **gone)
        assert [p["attendeePermissions"] for p in people] == [0, 0, 0, 0]
        back = {
            "room__defaultPermissions": 389,
            "people__permissions_of_their_own": before.document["people"]["permissions_of_their_own"],  # type: ignore[call-overload,index]  # an object
        }
        changed(made, after, may__chat=True, **back)
        assert [p["attendeePermissions"] for p in people] == [0, 0, 21, 1]
        assert app.world.rooms["10000001"].values["defaultPermissions"] == 389


def test_what_single_people_may_is_taken_from_each_and_from_no_staff() -> None:
    with talking(
        small(room("10000001", more=[person("mo", 21), person("al", 17), person("boss", 255, 2)])), read_only=False
    ) as (made, app):
        changed(made, only(made), people__audio_granted=False)
        assert [p["attendeePermissions"] for p in app.world.rooms["10000001"].people[2:]] == [5, 1, 255]


def test_what_a_guest_had_before_they_were_made_moderator_is_never_lost() -> None:
    reader = person("mo", 21, 6, "guests")
    with talking(small(room("10000001", defaultPermissions=389, more=[reader])), read_only=False) as (made, app):
        assert "for good" in only(made).unavailable["chat"]
        ident = app.world.rooms["10000001"].people[2]["attendeeId"]
        with pytest.raises(AdapterError, match="400"):
            changed(made, only(made), people__permissions_of_their_own={f"attendee {ident}": 5})


def test_somebody_who_left_keeps_nobody_else_from_what_they_had() -> None:
    with talking(small(room("10000001", more=[person("mo"), person("al")])), read_only=False) as (made, app):
        people, before = app.world.rooms["10000001"].people, only(made)
        first, second = people[2]["attendeeId"], people[3]["attendeeId"]
        people.pop(2)
        wanted = {f"attendee {first}": 21, f"attendee {second}": 21}
        with pytest.raises(AdapterError, match="takes no part in it any more"):
            changed(made, before, people__permissions_of_their_own=wanted)
        assert people[2]["attendeePermissions"] == 21


def test_what_could_not_be_read_is_not_written() -> None:
    fault = {"path": "/participants", "status": 403}
    with talking(small(room("10000001", defaultPermissions=389), faults=[fault]), read_only=False) as (made, _):
        found = only(made)
        assert "would reset them" in found.unavailable["chat"]
        with pytest.raises(AdapterError, match="could not be read"):
            changed(made, found, may__chat=False)
        strange = {"path": "/room$", "set": {"ocs.data.*.defaultPermissions": 1 << 12}}
    with talking(small(room("10000001"), faults=[strange]), read_only=False) as (made, _):
        with pytest.raises(AdapterError):
            made.write(only(made), Changes({}, {"may": {"chat": False}}))


@pytest.mark.parametrize(
    "part",
    [
        {"room": {"type": 2}},
        {"room": {"hasPassword": True}},
        {"people": {"second_moderator": True}},
        {"lobby": {"holds": True}},
    ],
)
def test_nothing_but_settings_is_ever_sent(part: dict[str, Any]) -> None:
    with talking(small(room("10000001")), read_only=False) as (made, _):
        found = only(made)
        with pytest.raises(AdapterError):
            made.write(found, Changes({**found.document, **part}, part))
        assert not made.api.session.writes()


def test_the_server_itself_and_a_session_that_reads_are_not_written() -> None:
    with talking(small(room("10000001", defaultPermissions=389))) as (made, _):
        found = [t for t in made.read_all(window()) if isinstance(t, Target)]
        with pytest.raises(AdapterError, match="only read"):
            made.write(found[0], Changes({}, {"server": {"captions": False}}))
        with pytest.raises(WriteForbiddenError):
            changed(made, found[1], may__chat=False)


def test_a_room_that_is_gone_is_told_without_asking_for_it() -> None:
    with talking(small(room("10000001"))) as (made, app):
        found = only(made)
        del app.world.rooms["10000001"]
        with pytest.raises(AdapterError, match="takes no part in it any more"):
            made.read(found)
        with pytest.raises(AdapterError, match="none of this account's any more"):
            made.read(replace(found, id="meeting/0123456789abcdef"))
