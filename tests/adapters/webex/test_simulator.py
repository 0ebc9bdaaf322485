"""The simulated Webex by itself: the traps that are in Webex's specification and rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from tests.adapters.webex.made import HOST, NOW, OTHER, SITE, SPEC, Checked, at, office, program, series, small, spec

from hardener.sandbox import SeedError
from hardener_webex.simulator import WebexSimulator, library_seed, shapes
from hardener_webex.simulator.operations import OPERATIONS

FORM = dict.fromkeys(shapes.REQUIRED, True)


class Client:
    """An independent client, as some other program would be."""

    def __init__(self, url: str, session: requests.Session, sim: Checked) -> None:
        self.url, self.session, self.sim = url, session, sim

    def ask(self, method: str, path: str, status: int | None = 200, **more: Any) -> Any:
        answer = self.session.request(method, f"{self.url}/v1{path}", timeout=10, **more)
        assert status is None or answer.status_code == status, answer.text
        return answer if status is None else answer.json() if answer.content else None

    def get(self, path: str, **params: Any) -> Any:
        return self.ask("GET", path, params=params)

    def refused(self, method: str, path: str, status: int = 400, **more: Any) -> str:
        answer = self.ask(method, path, status=None, **more)
        body = answer.json()
        assert answer.status_code == status
        assert set(body) == {"message", "errors", "trackingId"}
        assert answer.headers["Trackingid"] == body["trackingId"]
        return " ".join(error["description"] for error in body["errors"])


@contextmanager
def client(seed: dict[str, Any], app: int = 0) -> Iterator[Client]:
    with office(seed) as made, made.client(app) as session:
        yield Client(made.url, session, made.sim)


def patch(one: Client, ident: str, status: int = 200, host: str = HOST, **body: Any) -> Any:
    return one.ask("PATCH", f"/meetings/{ident}", status, json={"hostEmail": host, **body})


def test_a_list_without_a_window_is_a_week() -> None:
    with client(small(program("near"), program("far", days=10))) as one:
        assert [m["id"] for m in one.get("/meetings", hostEmail=HOST)["items"]] == ["near"]


def test_pages_are_linked_and_too_large_a_page_is_cut_without_a_word() -> None:
    meetings = [program(f"m{n:03}", registration=None) for n in range(120)]
    with client(small(*meetings)) as one:
        ask = {"hostEmail": HOST, "max": "500"}
        first = one.ask("GET", "/meetings", None, params=ask)
        assert len(first.json()["items"]) == 100
        second = one.session.get(first.links["next"]["url"], timeout=10)
        assert len(second.json()["items"]) == 20
        assert "next" not in second.links
        assert len(one.get("/meetings", hostEmail=HOST)["items"]) == 10


def test_invitations_are_listed_and_cannot_be_changed() -> None:
    with client(small(program("a1", invitees=[OTHER]))) as one:
        assert [m["hostEmail"] for m in one.get("/meetings", hostEmail=OTHER)["items"]] == [HOST]
        one.refused("PATCH", "/meetings/a1", 404, json={"hostEmail": OTHER, "publicMeeting": False})


def test_without_the_host_an_administrator_finds_nothing() -> None:
    with client(small()) as one:
        assert one.get("/meetings")["items"] == []
        one.refused("GET", "/meetings/a1", 404)


def test_a_host_cannot_reach_another_host_s_meeting() -> None:
    with client(small(program("b1", host=OTHER)), app=1) as one:
        one.refused("GET", "/meetings/b1", 404, params={"hostEmail": OTHER})


def test_kinds_of_meetings() -> None:
    room = program("r1", scheduledType="personalRoomMeeting", registration=None)
    with client(small(series("s1"), room, program("w1", scheduledType="webinar"))) as one:
        ask = {"hostEmail": HOST, "from": at(0), "to": at(15)}
        kinds = {m["id"]: m["scheduledType"] for m in one.get("/meetings", **ask)["items"]}
        assert kinds == {"s1": "meeting", "w1": "webinar"}
        dates = one.get("/meetings", **ask, meetingType="scheduledMeeting")["items"]
        assert [m["id"] for m in dates if m["id"].startswith("s1")] == ["s1_20261124T100000Z", "s1_20261201T100000Z"]
        assert [m["state"] for m in dates if m["id"].startswith("s1")] == ["ready", "scheduled"]
        assert any(m["scheduledType"] == "personalRoomMeeting" for m in dates)
        assert "attendeePrivileges" not in next(m for m in dates if m["id"].startswith("w1"))


def test_a_change_mails_everybody_unless_told_not_to() -> None:
    with client(small()) as one:
        patch(one, "a1", publicMeeting=True)
        assert one.sim.world.mails == ["a1"]
        patch(one, "a1", publicMeeting=False, sendEmail=False)
        assert one.sim.world.mails == ["a1"]


@pytest.mark.parametrize(("nested", "annotate"), [("merge", False), ("replace", True)])
def test_an_object_sent_in_part(nested: str, *, annotate: bool) -> None:
    with client(small(behaviour={"nested": nested})) as one:
        answer = patch(one, "a1", attendeePrivileges={"enabledShareContent": False})
        assert answer["attendeePrivileges"]["enabledAnnotate"] is annotate


def test_put_resets_what_is_not_sent() -> None:
    with client(small()) as one:
        body = {"hostEmail": HOST, "title": "T", "start": at(3), "end": at(3, 11), "password": "Abcd@12345"}
        assert one.ask("PUT", "/meetings/a1", json=body)["meetingOptions"]["enabledChat"] is True
        one.refused("PUT", "/meetings/a1", json={"hostEmail": HOST, "title": "T"})


def test_new_times_call_off_the_changed_dates() -> None:
    with client(small(series("s1", exceptions=[{"date": at(8), "values": {"publicMeeting": True}}]))) as one:
        patch(one, "s1", publicMeeting=False)
        assert one.sim.world.meetings["s1"].exceptions
        patch(one, "s1", start=at(2), end=at(2, 11))
        assert not one.sim.world.meetings["s1"].exceptions


def test_a_converged_site_warns_and_drops() -> None:
    with client(small(sites=[{"siteUrl": SITE, "suite": True}])) as one:
        body = {"hostEmail": HOST, "publicMeeting": True, "enabledAutoRecordMeeting": True}
        answer = one.ask("PATCH", "/meetings/a1", None, json=body)
        assert "1001" in answer.headers["Warning"]
        assert (answer.json()["publicMeeting"], answer.json()["enabledAutoRecordMeeting"]) == (False, True)
        quiet = one.ask("PATCH", "/meetings/a1", None, json={"hostEmail": HOST, "enabledAutoRecordMeeting": False})
        assert "Warning" not in quiet.headers


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"live": True}, "in progress"),
        ({"connector": True}, "calendar connector"),
    ],
)
def test_what_is_refused_whatever_is_sent(change: dict[str, Any], said: str) -> None:
    with client(small(program("a1", **change))) as one:
        assert said in one.refused("PATCH", "/meetings/a1", json={"hostEmail": HOST, "publicMeeting": False})


def test_an_instance_cannot_be_updated() -> None:
    with client(small()) as one:
        assert "not allowed for this API" in one.refused("PATCH", "/meetings/a1_I_123", json={"hostEmail": HOST})


@pytest.mark.parametrize(
    "body",
    [
        {"publicMeeting": "no"},
        {"unlockedMeetingJoinSecurity": "lobby"},
        {"meetingOptions": {"enabledPolling": True}},
        {"meetingOptions": {"enabledNote": False, "noteType": "allowAll"}},
        {"audioConnectionOptions": {"enabledAudienceCallBack": True}},
        {"joinBeforeHostMinutes": 7},
        {"enabledLiveStream": True},
        {"password": "weak"},
        {"meetingOptions": []},
    ],
    ids=str,
)
def test_a_wrong_value_is_refused_and_nothing_changes(body: dict[str, Any]) -> None:
    with client(small()) as one:
        before = dict(one.sim.world.meetings["a1"].values)
        one.sim.lenient = True
        one.refused("PATCH", "/meetings/a1", json={"hostEmail": HOST, **body})
        assert one.sim.world.meetings["a1"].values == before


def test_a_webinar_s_own_rules() -> None:
    webinar = program("w1", scheduledType="webinar", registrants=1)
    with client(small(webinar)) as one:
        one.refused("PATCH", "/meetings/w1", json={"hostEmail": HOST, "requireAttendeeLogin": True})
        one.refused("PATCH", "/meetings/w1", json={"hostEmail": HOST, "restrictToInvitees": True})
        assert "attendeePrivileges" not in patch(one, "w1", attendeePrivileges={"enabledShareContent": True})


@pytest.mark.parametrize(
    "meeting",
    [
        series("s1"),
        program("s1", registration=None, values={"password": ""}),
        program("s1", registration=None, values={"enabledJoinBeforeHost": True}),
    ],
    ids=["recurring", "no password", "join before host"],
)
def test_registration_does_not_apply(meeting: dict[str, Any]) -> None:
    with client(small(meeting)) as one:
        one.refused("PUT", "/meetings/s1/registration", json={"hostEmail": HOST, **FORM})


def test_registration_and_its_questions() -> None:
    with client(small(program("a1", registration=None))) as one:
        one.refused("GET", "/meetings/a1/registration", 404, params={"hostEmail": HOST})
        one.refused("PUT", "/meetings/a1/registration", json={"hostEmail": HOST, **FORM, "requireLastName": False})
        nameless = {"question": "Card", "type": "checkbox"}
        one.refused(
            "PUT", "/meetings/a1/registration", json={"hostEmail": HOST, **FORM, "customizedQuestions": [nameless]}
        )
        card = {"question": "Card", "type": "singleLineTextBox", "maxLength": 20}
        put = one.ask(
            "PUT", "/meetings/a1/registration", json={"hostEmail": HOST, **FORM, "customizedQuestions": [card]}
        )
        assert put["customizedQuestions"][0]["id"]
        listed = one.get("/meetings", hostEmail=HOST)["items"][0]["registration"]
        assert "customizedQuestions" not in listed
        assert (
            one.get("/meetings/a1", hostEmail=HOST)["registration"]["customizedQuestions"] == put["customizedQuestions"]
        )


def test_whose_registration_is_deleted_stands_in_a_header() -> None:
    with client(small()) as one:
        one.refused("DELETE", "/meetings/a1/registration", 404)
        assert one.ask("DELETE", "/meetings/a1/registration", 204, headers={"hostEmail": HOST}) is None
        one.refused("GET", "/meetings/a1/registration", 404, params={"hostEmail": HOST})


def test_preferences_need_their_keys() -> None:
    with client(small()) as one:
        one.sim.lenient = True
        one.refused(
            "PUT",
            "/meetingPreferences/schedulingOptions",
            params={"userEmail": HOST},
            json={"enabledJoinBeforeHost": True},
        )
        one.refused("PUT", "/meetingPreferences/personalMeetingRoom", params={"userEmail": HOST}, json={"topic": "T"})


def test_an_empty_list_removes_delegates_and_none_keeps_them() -> None:
    people = [{"email": HOST, "scheduling": {"delegateEmails": [OTHER]}}, {"email": "app@example.org"}]
    whole = {"enabledJoinBeforeHost": False, "joinBeforeHostMinutes": 0, "enabledAutoShareRecording": False}
    with client(small(people=people)) as one:
        ask: dict[str, Any] = {"params": {"userEmail": HOST}}
        assert one.ask("PUT", "/meetingPreferences/schedulingOptions", json=whole, **ask)["delegateEmails"] == [OTHER]
        assert (
            one.ask("PUT", "/meetingPreferences/schedulingOptions", json={**whole, "delegateEmails": []}, **ask)[
                "delegateEmails"
            ]
            == []
        )


def test_common_settings_and_their_order() -> None:
    path = "/admin/meeting/config/commonSettings"
    with client(small()) as one:
        one.refused("PATCH", path, json={"securityOptions": {"joinBeforeHost": False, "audioBeforeHost": True}})
        after = one.ask("PATCH", path, json={"securityOptions": {"joinBeforeHost": False}})
        assert after["securityOptions"]["joinBeforeHost"] is False
        assert after["telephonyConfig"]["allowCallIn"] is True


def test_scopes_and_tokens() -> None:
    with client(small(), app=1) as one:
        one.refused("GET", "/admin/meeting/config/commonSettings", 403)
        one.session.headers["Authorization"] = "Bearer nonsense"
        one.refused("GET", "/meetings", 401)


def test_a_token_expires() -> None:
    with client(small(behaviour={"token_lifetime": 60})) as one:
        one.get("/people/me")
        one.sim.clock = lambda: NOW.timestamp() + 61
        one.refused("GET", "/people/me", 401)


def test_too_many_requests() -> None:
    with client(small(behaviour={"requests_per_minute": 2})) as one:
        one.get("/people/me")
        one.get("/people/me")
        answer = one.ask("GET", "/people/me", None)
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")


def test_a_person_s_consent() -> None:
    seed = small()
    seed["apps"][1]["redirect_uris"] = ["http://127.0.0.1:8910/"]
    with client(seed) as one:
        ask = {
            "client_id": "hid",
            "redirect_uri": "http://127.0.0.1:8910/",
            "response_type": "code",
            "state": "s",
            "scope": "spark:people_read",
        }
        sent = one.ask("GET", "/authorize", None, params=ask, allow_redirects=False)
        code = sent.headers["Location"].split("code=")[1].split("&")[0]
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": "hid",
            "client_secret": "very-secret",
            "redirect_uri": ask["redirect_uri"],
        }
        assert one.ask("POST", "/access_token", data=form)["expires_in"] == 1_209_599
        one.refused("POST", "/access_token", data=form)


def test_a_seed_that_is_not_understood_names_the_key() -> None:
    with pytest.raises(SeedError, match=r"people\.0"):
        WebexSimulator.from_seed(small(people=[{"mail": "x"}]), clock=NOW.timestamp)


@pytest.mark.skipif(not SPEC.exists(), reason="Webex's specification is not here")
def test_the_tables_are_the_specification_s() -> None:
    schemas = spec()["components"]["schemas"]
    pairs = {
        "PatchMeetingObject": shapes.MEETING,
        "RegistrationForUpdate": shapes.REGISTRATION,
        "UpdatePMRObject": shapes.ROOM,
        "SchedulingOptionsObject": shapes.SCHEDULING,
        "UpdateMeetingConfigurationCommonSettingObject": shapes.COMMON,
    }
    for name, table in pairs.items():
        assert set(table) == set(schemas[name]["properties"]), name
    told = {(m.upper(), p.replace("{meetingId}", "<meeting>")) for p, ms in spec()["paths"].items() for m in ms}
    assert {(each.method, each.rule) for each in OPERATIONS} <= told


def test_every_answer_of_a_whole_library_is_as_specified() -> None:
    seed = library_seed(datetime.fromtimestamp(NOW.timestamp(), UTC))
    with client(seed) as one:
        for person in seed["people"]:
            ask = {"hostEmail": person["email"], "from": at(-1), "to": at(28), "max": "100"}
            for kind in ("meetingSeries", "scheduledMeeting"):
                for item in one.get("/meetings", **ask, meetingType=kind)["items"]:
                    if item["hostEmail"] == person["email"]:
                        assert one.get(f"/meetings/{item['id']}", hostEmail=person["email"])["id"] == item["id"]


def test_the_same_moment_gives_the_same_seed() -> None:
    assert library_seed(NOW) == library_seed(NOW)
    assert len(library_seed(NOW)["planted"]) > 30
    assert len(library_seed(NOW)["right"]) > 5
