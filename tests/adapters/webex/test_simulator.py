"""The simulated Webex by itself: lists, tokens, and its specification."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from tests.adapters.webex.independent import client
from tests.adapters.webex.made import HOST, NOW, OTHER, at, program, series, small, spec

from hardener.sandbox import SeedError
from hardener_webex.simulator import WebexSimulator, library_seed, shapes
from hardener_webex.simulator.operations import OPERATIONS


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
    paths = {re.sub(r"{(\w+)Id}", r"<\1>", path): verbs for path, verbs in spec()["paths"].items()}
    told = {(verb.upper(), path) for path, verbs in paths.items() for verb in verbs}
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


def test_people_are_listed_for_an_administrator_and_looked_up_by_others() -> None:
    with client(small()) as one:
        assert len(one.get("/people")["items"]) == 3
    with client(small(), app=1) as one:
        one.refused("GET", "/people")
        assert [p["emails"] for p in one.get("/people", email=OTHER)["items"]] == [[OTHER]]


@pytest.mark.parametrize(
    "params",
    [
        {"meetingType": "weekly"},
        {"max": "many"},
        {"from": "soon"},
        {"from": at(3), "to": at(2)},
        {"isModified": "maybe"},
    ],
    ids=str,
)
def test_a_wrong_parameter_is_refused(params: dict[str, str]) -> None:
    with client(small()) as one:
        one.refused("GET", "/meetings", params={"hostEmail": HOST, **params})


def test_a_page_that_was_never_given_out_is_refused() -> None:
    with client(small()) as one:
        one.refused("GET", "/meetings", params={"hostEmail": HOST, "_cursor": "bm8="})
