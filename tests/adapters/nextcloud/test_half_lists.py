"""Lists that are not whole, or say one thing twice, are never taken for all there is."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import XML

import pytest
from tests.adapters.nextcloud.made import programs, read, room, small

from hardener.errors import MalformedError
from hardener_nextcloud.calendars import calendars
from hardener_nextcloud.people import People
from hardener_nextcloud.server import Server

FOLDER = (
    '<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:response><d:href>/cal/one/</d:href>'
    "<d:propstat><d:prop><d:resourcetype><d:collection/><c:calendar/></d:resourcetype>"
    "<c:supported-calendar-component-set>{0}</c:supported-calendar-component-set></d:prop>"
    "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>"
)


def attendee(ident: int, **more: Any) -> dict[str, Any]:
    return {"attendeeId": ident, "participantType": 1, "attendeePermissions": 0, "actorType": "users", **more}


def test_a_list_of_people_without_whoever_asks_is_not_whole() -> None:
    seed = small(room("10000001"), faults=[{"path": "/participants", "set": {"ocs.data": []}}])
    (found,) = programs(read(seed)).values()
    assert "not whole" in found.unread["people"]
    assert "people" not in found.document
    assert found.document["lobby"] == {}
    with pytest.raises(MalformedError):
        People.of([attendee(2)], 1)


def test_one_moderator_who_is_listed_twice_is_no_second_adult() -> None:
    server = Server(frozenset(), {})
    assert People.of([attendee(1), attendee(1)], 1).document(server)["second_moderator"] is False
    assert People.of([attendee(1), attendee(2)], 1).document(server)["second_moderator"] is True


@pytest.mark.parametrize(
    ("holds", "found"),
    [
        ('<c:comp name="VEVENT"/>', ["one"]), ('<c:comp name="vevent"/>', ["one"]), ("", ["one"]), ("<c:comp/>", ["one"]),
        ('<c:comp name="VTODO"/>', []), ('<c:comp name="vtodo"/><c:comp name="X-OTHER"/>', ["one"]),
    ],
)  # fmt: skip
def test_a_folder_is_left_out_only_where_it_is_known_to_hold_no_events(holds: str, found: list[str]) -> None:
    assert calendars(XML(FOLDER.format(holds))) == found


def test_no_folder_at_all_is_no_calendar_without_programs() -> None:
    with pytest.raises(MalformedError):
        calendars(XML('<d:multistatus xmlns:d="DAV:"/>'))


def test_what_an_unset_default_of_a_newer_talk_allows_is_not_guessed() -> None:
    drop = {"path": "/capabilities", "drop_key": "ocs.data.capabilities.spreed.config.permissions"}
    seed = small(room("10000001", defaultPermissions=0), talk=24, admin=True, faults=[drop])
    (found,) = programs(read(seed)).values()
    assert "may" in found.unread
