"""The simulated Nextcloud as any client meets it: envelopes, placeholders, guesses, and what its writes do besides."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import requests
from tests.adapters.nextcloud.made import PASSWORD, USER, event, person, room, small, soon

from hardener.sandbox import serve
from hardener_nextcloud.simulator import NextcloudSimulator

OCS = {"OCS-APIRequest": "true", "Accept": "application/json"}
ROOM = "/ocs/v2.php/apps/spreed/api/v4/room"


class Client:
    """Asks as documented, knowing nothing of the adapter."""

    def __init__(self, url: str, user: str = USER, password: str = PASSWORD) -> None:
        self.url, self.auth = url, (user, password)

    def ask(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] = OCS) -> requests.Response:
        return requests.request(method, self.url + path, json=body, auth=self.auth, headers=dict(headers), timeout=10)

    def data(self, path: str) -> Any:
        answer = self.ask("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()["ocs"]["data"]


@contextmanager
def serving(*rooms: dict[str, Any], **more: Any) -> Iterator[tuple[Client, NextcloudSimulator]]:
    app = NextcloudSimulator.from_seed(small(*rooms, **more), clock=time.time)
    with serve(app) as server:
        yield Client(server.url), app


def test_without_its_header_no_ocs_call_is_answered_and_without_accept_it_is_xml() -> None:
    with serving(room("10000001")) as (client, _):
        assert client.ask("GET", ROOM, headers={"Accept": "application/json"}).status_code == 412
        answer = client.ask("GET", ROOM, headers={"OCS-APIRequest": "true", "Accept": "*/*"})
        assert ET.fromstring(answer.text).findtext("data/element/token") == "10000001"
        assert client.ask("GET", ROOM).headers["X-Nextcloud-Talk-Modified-Before"].isdecimal()
        by_query = client.ask("GET", f"{ROOM}?format=json", headers={"OCS-APIRequest": "true"}).json()
        assert by_query["ocs"]["meta"] == {"status": "ok", "statuscode": 200, "message": "OK"}


def test_version_1_of_the_envelope_says_in_the_body_what_went_wrong() -> None:
    with serving(room("10000001")) as (client, _):
        old = ROOM.replace("v2", "v1")
        assert client.ask("GET", old).json()["ocs"]["meta"]["statuscode"] == 100
        gone = client.ask("GET", f"{old}/99999999")
        assert (gone.status_code, gone.json()["ocs"]["meta"]["statuscode"]) == (200, 998)
        assert client.ask("GET", f"{ROOM}/99999999").status_code == 404


def test_guesses_of_rooms_and_passwords_end_in_429() -> None:
    with serving(room("10000001")) as (client, _):
        told = [client.ask("GET", f"{ROOM}/guess{n}").status_code for n in range(12)]
        assert (told[:10], told[10:]) == ([404] * 10, [429] * 2)
        wrong = Client(client.url, USER, "wrong")
        assert [wrong.ask("GET", ROOM).status_code for _ in range(11)] == [401] * 10 + [429]


def test_a_stranger_is_shown_placeholders_and_no_list() -> None:
    with serving(room("10000001", lobbyState=1), room("10000002", listable=1), room("10000003", type=2)) as (
        client,
        app,
    ):
        for each in app.world.rooms.values():
            each.people = [p for p in each.people if p["actorId"] == USER]
        stranger = Client(client.url, "second", "second-pass-word")
        assert stranger.data(ROOM) == []
        public = stranger.data(f"{ROOM}/10000001")
        shown = {
            key: public[key]
            for key in ("name", "attendeeId", "actorId", "participantType", "lobbyState", "defaultPermissions")
        }
        assert shown == {
            "name": "",
            "attendeeId": 0,
            "actorId": "",
            "participantType": 4,
            "lobbyState": 0,
            "defaultPermissions": 1,
        }
        assert public["hasPassword"] is True
        listed = stranger.data(f"{ROOM}/10000002")
        assert (listed["name"], listed["lobbyState"], listed["defaultPermissions"]) == ("Baby Storytime", 1, 1)
        assert stranger.ask("GET", f"{ROOM}/10000003").status_code == 404
        assert [each["token"] for each in stranger.data("/ocs/v2.php/apps/spreed/api/v4/listed-room")] == ["10000002"]


def test_default_permissions_reset_what_single_people_have_and_one_may_get_them_back() -> None:
    with serving(room("10000001", more=[person("mo", 21)])) as (client, app):
        mo = app.world.rooms["10000001"].people[-1]
        assert (
            client.ask("PUT", f"{ROOM}/10000001/permissions/default", {"permissions": 4}).json()["ocs"]["data"][
                "defaultPermissions"
            ]
            == 5
        )
        assert mo["attendeePermissions"] == 0
        body = {"attendeeId": mo["attendeeId"], "method": "set", "permissions": 20}
        assert client.ask("PUT", f"{ROOM}/10000001/attendees/permissions", body).status_code == 200
        assert mo["attendeePermissions"] == 21
        assert (
            client.ask("PUT", f"{ROOM}/10000001/attendees/permissions", {**body, "method": "mode"}).status_code == 400
        )
        assert client.ask("PUT", f"{ROOM}/10000001/permissions/default", {"permissions": 512}).status_code == 400


def test_a_lobby_without_its_time_loses_it_and_one_whose_time_has_come_is_open() -> None:
    with serving(room("10000001", lobbyTimer=4_000_000_000), room("10000002", lobbyTimer=1000)) as (client, _):
        found = {each["token"]: (each["lobbyState"], each["lobbyTimer"]) for each in client.data(ROOM)}
        assert found == {"10000001": (1, 4_000_000_000), "10000002": (0, 0)}
        client.ask("PUT", f"{ROOM}/10000001/webinar/lobby", {"state": 1})
        assert client.data(f"{ROOM}/10000001")["lobbyTimer"] == 0


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("10000001/webinar/sip", {"state": 0}, 400),
        ("abcdefgh/webinar/sip", {"state": 1}, 400),
        ("10000001/password", {"password": "short"}, 400),
        ("10000003/password", {"password": "long enough"}, 403),
        ("10000004/permissions/default", {"permissions": 5}, 400),
        ("10000005/webinar/lobby", {"state": 1}, 400),
        ("10000006/listable", {"scope": 0}, 403),
        ("10000001/listable", {"scope": 3}, 400),
        ("10000001/recording-consent", {"recordingConsent": 1}, 200),
        ("10000001/mention-permissions", {"mentionPermissions": 1}, 200),
    ],
)
def test_what_is_refused_is_refused_as_documented(path: str, body: dict[str, Any], status: int) -> None:
    other = {**room("10000006"), "people": [{"actorId": USER, "participantType": 3}]}
    rooms = (
        room("10000001"), room("abcdefgh"), room("10000003", type=2), room("10000004", type=2, objectType="room"),
        room("10000005", objectType="file", type=2), other,
    )  # fmt: skip
    with serving(*rooms) as (client, _):
        assert client.ask("PUT", f"{ROOM}/{path}", body).status_code == status


def test_values_may_stand_in_a_form_or_the_query_as_well() -> None:
    with serving(room("10000001")) as (client, app):
        values, url = app.world.rooms["10000001"].values, f"{client.url}{ROOM}/10000001"
        assert client.ask("PUT", f"{ROOM}/10000001/read-only?state=1&format=json").status_code == 200
        requests.put(f"{url}/listable", data={"scope": "2"}, auth=client.auth, headers=OCS, timeout=10)
        assert (values["readOnly"], values["listable"]) == (1, 2)


def test_to_close_a_room_to_guests_removes_them_and_a_lobby_hides_who_is_there() -> None:
    with serving(room("10000001", more=[person("g", kind=4, sort="guests")])) as (client, app):
        second = Client(client.url, "second", "second-pass-word")
        app.world.rooms["10000001"].of("second").update(participantType=3)  # type: ignore[union-attr]  # is there
        assert second.ask("GET", f"{ROOM}/10000001/participants").status_code == 412
        assert len(client.data(f"{ROOM}/10000001/participants")) == 3
        client.ask("DELETE", f"{ROOM}/10000001/public")
        assert len(client.data(f"{ROOM}/10000001/participants")) == 2


def test_capabilities_are_told_to_everybody_and_settings_to_admins() -> None:
    with serving(room("10000001"), talk=22, policy={"start_calls": "2"}) as (client, _):
        path = "/ocs/v2.php/cloud/capabilities"
        found = requests.get(client.url + path, headers=OCS, timeout=10).json()["ocs"]["data"]
        assert "react-permission" not in found["capabilities"]["spreed"]["features"]
        assert "permissions" not in found["capabilities"]["spreed"]["config"]
        assert found["version"]["major"] == 32
        key = "/ocs/v2.php/apps/provisioning_api/api/v1/config/apps/spreed/start_calls"
        assert client.ask("GET", key).status_code == 403
    with serving(admin=True, policy={"start_calls": "2"}) as (client, _):
        assert client.data(key) == {"data": "2"}
        assert client.data(key.replace("start_calls", "force_passwords")) == {"data": ""}


def test_a_calendar_gives_what_is_between_two_moments() -> None:
    ask = (
        '<c:calendar-query xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:d="DAV:"><d:prop><c:calendar-data/><d:x/></d:prop><c:filter>'
        '<c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"><c:time-range start="{}" end="{}"/></c:comp-filter>'
        "</c:comp-filter></c:filter></c:calendar-query>"
    )
    with serving(events=(event("Stories", "10000001", soon(3)), event("Later", "10000001", soon(30)))) as (client, _):
        home = client.ask("PROPFIND", f"/remote.php/dav/calendars/{USER}/", headers={"Depth": "1"})
        assert home.status_code == 207
        hrefs = [each.text for each in ET.fromstring(home.text).iterfind("{DAV:}response/{DAV:}href")]
        assert hrefs == [f"/remote.php/dav/calendars/{USER}/", f"/remote.php/dav/calendars/{USER}/personal/"]
        span = (f"{soon(0):%Y%m%dT%H%M%SZ}", f"{soon(10):%Y%m%dT%H%M%SZ}")
        found = requests.request(
            "REPORT",
            client.url + str(hrefs[1]),
            data=ask.format(*span),
            auth=client.auth,
            headers={"Depth": "1"},
            timeout=10,
        )
        assert found.text.count("BEGIN:VEVENT") == 1
        assert f"LOCATION:{client.url}/call/10000001" in found.text
        assert requests.request("PROPFIND", client.url + str(hrefs[0]), timeout=10).status_code == 401
