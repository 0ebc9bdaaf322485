"""The kit with vendors unlike the four: no OAuth, no scopes, no JSON objects. Each is a toy of its protocol over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tests.http.made import serve
from tests.http.toys.conference import Conference

from hardener import vendor
from hardener.adapter import AdapterError, Changes
from hardener.errors import MalformedError, WriteForbiddenError
from hardener.http import Session, Signed
from hardener.http.markup import RETURNCODE
from hardener.model import Program, Target, Unreadable
from hardener.vendor import Call, Listing, unlisted, walk
from hardener.vendor.walk import TOGETHER

SECRET = "8cd8ef52e8e101574e400365b55e11a6"
MEETINGS = Call("/getMeetings", what="list the rooms")
INFO = Call("/getMeetingInfo", what="read a room")
CREATE = Call("/create", what="make a room", kind="write")


class Keys:
    """The one secret."""

    def get(self, _name: str) -> str:
        return SECRET

    def keep(self, name: str, value: str) -> None:
        raise AssertionError((name, value))


class Options(vendor.Options):
    """A server and its secret."""

    vendor = "BigBlueToy"
    auth: str = "secret"
    api_url: str
    token_url: str = ""
    authorize_url: str = ""


class Rooms(vendor.Api[Options]):
    """Signs each query."""

    def authenticate(self) -> None:
        self.session.auth = Signed(lambda: self.vault.get("secret"), reads={"getMeetings", "getMeetingInfo"})


@contextmanager
def rooms(*, read_only: bool = False, **running: str) -> Iterator[Rooms]:
    with serve(Conference(SECRET, running)) as server, Session("toy", read_only=read_only) as session:
        yield Rooms(session, Options.of({"api_url": f"{server.url}/bigbluebutton/api"}), Keys())


def read(api: Rooms, ident: str) -> Iterator[Target]:
    found = api.read(INFO, RETURNCODE, {"meetingID": ident})
    title = str(found.findtext("meetingName"))
    yield Target(
        id=f"meeting/{ident}", kind="meeting", title=title, document={}, program=Program(id=ident, kind="meeting")
    )


def everything(api: Rooms, idents: list[str], free: frozenset[str] = frozenset()) -> list[vendor.Read]:
    """Walk through two hosts that list the same rooms; of those that are `free` it is said that they take no call."""
    listing = Listing([(ident, ident) for ident in idents], [unlisted("dates", "the dates", "none are kept")])
    return list(
        walk(
            api,
            ["a", "b"],
            lambda _host: listing,
            lambda ident: read(api, ident),
            lambda ident, reason: Unreadable(id=f"meeting/{ident}", kind="meeting", title=ident, reason=reason),
            free=free.__contains__,
        )
    )


def test_a_vendor_without_scopes_is_asked_and_doctor_says_that_nobody_knows_before() -> None:
    with rooms(r1="Story room") as api:
        found = api.read(MEETINGS, RETURNCODE)
        assert [each.findtext("meetingName") for each in found.iterfind("meetings/meeting")] == ["Story room"]
        assert [(one.what, one.allowed, one.scope) for one in api.access([MEETINGS, CREATE])] == [
            ("list the rooms", None, ""),
            ("make a room", None, ""),
        ]


def test_the_walk_reads_each_program_once_and_tells_of_what_fails() -> None:
    with rooms(r1="Story room", r2="Teens") as api:
        found = everything(api, ["r1", "gone", "r2"])
    assert sorted(one.id for one in found if isinstance(one, Target)) == ["meeting/r1", "meeting/r2"]
    (gone,) = (one for one in found if isinstance(one, Unreadable) and one.kind == "meeting")
    assert "could not find a meeting" in gone.reason
    assert [one.id for one in found if isinstance(one, Unreadable) and one.kind == "list"] == ["list/dates"] * 2


def test_what_the_list_says_all_of_is_read_together_and_comes_after_what_it_stands_on() -> None:
    running = {f"r{number}": f"Room {number}" for number in range(3 * TOGETHER)}
    free = frozenset(ident for ident in running if not ident.endswith("7")) | {"gone"}
    with rooms(read_only=True, **running) as api:
        found = everything(api, [*running, "gone"], free)
    assert sorted(one.id for one in found if isinstance(one, Target)) == sorted(f"meeting/{ident}" for ident in running)
    assert [one.id for one in found if isinstance(one, Unreadable) and one.kind == "meeting"] == ["meeting/gone"]
    assert isinstance(found[0], Unreadable)
    assert found[0].kind == "list"


def test_a_write_goes_through_the_wall_or_not_at_all() -> None:
    with rooms() as api:
        api.write("POST", CREATE, RETURNCODE, None, "h", {"meetingID": "n", "name": "New"})
        assert everything(api, ["n"])[-1].title == "New"  # type: ignore[union-attr]
    with rooms(read_only=True) as api, pytest.raises(WriteForbiddenError):
        api.write("POST", CREATE, RETURNCODE, None, "h", {"meetingID": "n", "name": "New"})


@pytest.mark.parametrize("ident", ["", ".", ".."])
def test_an_id_that_would_lead_elsewhere_is_none(ident: str) -> None:
    with pytest.raises(MalformedError, match="id that is none"):
        Call("/meetings/{id}/settings").at({"id": ident})


def test_a_name_is_quoted_whole() -> None:
    assert Call("/users/{id}").at({"id": "a/../b?x=1#y@z"}) == "/users/a%2F..%2Fb%3Fx%3D1%23y@z"


def changes(**parts: Any) -> Changes:
    return Changes.between({"program": {"chat": True, "topic": "Tots"}, "room": {"lobby": False}}, parts)


def test_changes_say_what_differs_and_refuse_what_is_no_setting() -> None:
    found = changes(program={"chat": False, "topic": "Tots"}, room={"lobby": False})
    assert found.parts == {"program": {"chat": False}}
    assert found.of("program", vendor="Toy", kind="meeting") == found.parts
    assert found.body("program", {"chat"}) == {"chat": False}
    assert found.body("room", {"lobby"}) == {}
    with pytest.raises(AdapterError, match="Toy has no call that changes program of a room"):
        found.of("room", vendor="Toy", kind="room")
    with pytest.raises(AdapterError, match="refusing to send topic: only settings are ever changed"):
        changes(program={"topic": "Other"}).body("program", {"chat"})
    with pytest.raises(AdapterError, match="room could not be read"):
        Changes.between({"room": {}}, {"room": None})
