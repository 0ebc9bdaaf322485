"""The simulated Entra ID and Graph: who may come in, batches, limits, webinars."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.adapters.teams.made import HELPER, STORY, Graph, custom, graph, predefined, small, webinar

from hardener.sandbox import SeedError
from hardener_teams.simulator import TeamsSimulator, library_seed

BY_USER = f"/solutions/virtualEvents/webinars/getByUserIdAndRole(userId='{STORY}',role='organizer')"


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 400, "unauthorized_client"),
        ({"scope": "OnlineMeetings.Read.All"}, 400, "invalid_scope"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, 400, "invalid_grant"),
    ],
)
def test_a_log_in_that_is_wrong_is_refused_in_entra_s_words(changes: dict[str, str], status: int, error: str) -> None:
    seed = small()
    with graph(seed, login=False) as client:
        answer = client.log_in(seed["apps"][0], **changes)
        assert (answer.status_code, answer.json()["error"]) == (status, error)
        assert answer.json()["error_description"].startswith("AADSTS")
        assert client.get(f"/users/{STORY}/calendarView").status_code == 401


def test_another_tenant_is_not_found() -> None:
    with graph(login=False) as client:
        assert client.session.post(f"{client.url}/elsewhere.example/oauth2/v2.0/token", data={}).status_code == 400
        told = client.session.get(f"{client.url}/library.example/v2.0/.well-known/openid-configuration").json()
        assert told["token_endpoint"].endswith("/library.example/oauth2/v2.0/token")


def test_a_token_ends() -> None:
    with graph(small(behaviour={"token_seconds": -1})) as client:
        answer = client.get(f"/users/{STORY}/events/E0")
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "InvalidAuthenticationToken")
        assert "expired" in answer.json()["error"]["message"]


def test_each_operation_wants_its_permission() -> None:
    seed = small()
    seed["apps"][0]["roles"] = ["Calendars.Read"]
    with graph(seed) as client:
        assert client.get(f"/users/{STORY}/events/E0").status_code == 200
        refused = client.get(f"/users/{STORY}/onlineMeetings", **{"$filter": f"JoinWebUrl eq '{client.link()}'"})
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "Forbidden")
        assert client.get(BY_USER).status_code == 403
        assert client.ask("PATCH", f"/users/{STORY}/events/E0", json={}).json()["error"]["code"] == "ErrorAccessDenied"


@pytest.mark.parametrize(
    ("old", "words"),
    [(False, "No application access policy found for this app"), (True, "is not authorized to")],
)
def test_without_an_application_access_policy_calendars_open_and_meetings_do_not(*, old: bool, words: str) -> None:
    seed = small(behaviour={"old_policy_words": old})
    seed["apps"][0]["policy"] = [HELPER]
    with graph(seed) as client:
        refused = client.get(f"/users/{STORY}/onlineMeetings", **{"$filter": f"JoinWebUrl eq '{client.link()}'"})
        assert refused.status_code == 403
        assert words in refused.json()["error"]["message"]
        assert client.get(BY_USER).status_code == 403


def test_what_nobody_knows_is_refused() -> None:
    with graph() as client:
        assert client.get("/nonsense").json()["error"]["message"].startswith("Resource not found for the segment")
        assert client.ask("DELETE", f"/users/{STORY}/events/E0").status_code == 405
        assert (
            client.get("/users/nobody/calendarView", startDateTime="2026-01-01", endDateTime="2026-01-02").status_code
            == 404
        )
        assert client.get("/me").status_code == 400, "an app alone is nobody"


def test_a_limit_says_how_long_to_wait() -> None:
    with graph(small(behaviour={"per_second": 3})) as client:
        found = [client.get(f"/users/{STORY}/events/E0") for _ in range(12)]
        refused = [answer for answer in found if answer.status_code == 429]
        assert refused
        assert refused[0].headers["Retry-After"] == "1"
        assert refused[0].json()["error"]["code"] == "TooManyRequests"


def batch(client: Graph, *requests: dict[str, Any]) -> dict[str, Any]:
    answer = client.ask("POST", "/$batch", json={"requests": list(requests)})
    assert answer.status_code == 200, answer.text
    return {each["id"]: each for each in answer.json()["responses"]}


def test_a_batch_answers_each_request_on_its_own() -> None:
    with graph() as client:
        ident = client.meeting()["id"]
        got = batch(
            client,
            {"id": "1", "method": "GET", "url": f"/users/{STORY}/onlineMeetings/{ident}"},
            {"id": "2", "method": "GET", "url": "/nonsense"},
            {"id": "3", "method": "GET", "url": f"/users/{STORY}/events/E0?$select=subject", "dependsOn": ["2"]},
            {
                "id": "4", "method": "PATCH", "url": f"/users/{STORY}/onlineMeetings/{ident}",
                "headers": {"Content-Type": "application/json"}, "body": {"allowRecording": True},
            },
            {"id": "5", "method": "GET", "url": f"/users/{STORY}/events/E0?$select=subject"},
        )  # fmt: skip
        assert {k: v["status"] for k, v in got.items()} == {"1": 200, "2": 400, "3": 424, "4": 200, "5": 200}
        assert got["5"]["body"]["subject"] == "Storytime 0"
        assert client.meeting()["allowRecording"] is True
        assert [
            each["id"]
            for each in client.ask(
                "POST", "/$batch", json={"requests": [{"id": str(n), "method": "GET", "url": "/x"} for n in (1, 2)]}
            ).json()["responses"]
        ] == ["2", "1"]


def test_a_batch_of_more_than_twenty_is_refused() -> None:
    with graph() as client:
        requests = [{"id": str(n), "method": "GET", "url": "/x"} for n in range(21)]
        assert client.ask("POST", "/$batch", json={"requests": requests}).status_code == 400
        assert client.ask("POST", "/$batch", json={}).status_code == 400
        assert client.ask("POST", "/$batch", json={"requests": [{"id": "1"}]}).status_code == 400


def test_webinars_of_an_organizer_with_their_form_and_sessions() -> None:
    with graph(small(webinars=[webinar(questions=[predefined("city"), custom("Card")])])) as client:
        (found,) = client.get(BY_USER).json()["value"]
        base = f"/solutions/virtualEvents/webinars/{found['id']}"
        assert found["id"].endswith("@11111111-0000-4000-a000-000000000001")
        assert client.get(base).json()["displayName"] == "Puppets"
        assert client.get("/solutions/virtualEvents/webinars").json()["value"][0]["id"] == found["id"]
        (session,) = client.get(f"{base}/sessions").json()["value"]
        assert client.get(f"{base}/sessions/{session['id']}").json()["allowMeetingChat"] == "disabled"
        assert client.get(f"{base}/registrationConfiguration").json()["isManualApprovalEnabled"] is True
        form = f"{base}/registrationConfiguration/questions"
        first, second = client.get(form).json()["value"]
        assert (first["label"], second["displayName"]) == ("city", "Card")
        assert client.ask("DELETE", f"{form}/{first['id']}").status_code == 204
        assert client.ask("DELETE", f"{form}/{first['id']}").status_code == 404
        assert client.ask("POST", form, json=predefined("state")).status_code == 201
        assert client.ask("POST", form, json=predefined("state")).status_code == 400
        assert client.ask("POST", form, json=predefined("shoeSize")).status_code == 400
        assert client.ask("POST", form, json={"displayName": "x"}).status_code == 400
        assert [q["displayName"] for q in client.get(form).json()["value"]] == ["Card", "state"]


def test_a_webinar_s_settings_cannot_be_changed() -> None:
    with graph(small(webinars=[webinar()], townhalls=[webinar("t1")])) as client:
        (found,) = client.get(BY_USER).json()["value"]
        path = f"/solutions/virtualEvents/webinars/{found['id']}"
        assert client.ask("PATCH", path, json={"isRegistrationRequired": False}).status_code == 400
        assert client.ask("PATCH", path, json={"displayName": "New"}).json()["displayName"] == "New"
        (hall,) = client.get(BY_USER.replace("webinars", "townhalls")).json()["value"]
        assert {"isInviteOnly", "capacity"} <= set(hall)
        assert client.get(f"/solutions/virtualEvents/townhalls/{hall['id']}").status_code == 200


def test_people_and_groups() -> None:
    seed = small(groups=[{"id": "g", "name": "Hosts", "members": [STORY, "a-nested-group"]}])
    with graph(seed) as client:
        assert client.get("/users/story@library.example", **{"$select": "id"}).json()["id"] == STORY
        members = client.get("/groups/g/members").json()["value"]
        assert [m["@odata.type"] for m in members] == ["#microsoft.graph.user", "#microsoft.graph.group"]


def test_a_seed_with_a_mistake_says_where() -> None:
    for changes, said in (
        ({"meetings": [{"key": "m", "organizer": "nobody"}]}, "no user 'nobody'"),
        ({"events": [], "meetings": [{"key": "m", "organizer": STORY, "settings": {"nonsense": 1}}]}, "nonsense"),
        ({"nonsense": 1}, "nonsense: unknown key"),
    ):
        with pytest.raises(SeedError, match=said):
            TeamsSimulator.from_seed(small(**changes), clock=lambda: 0.0)


def test_the_sample_is_a_seed_with_planted_and_right_programs() -> None:
    seed = library_seed(datetime.now(UTC))
    TeamsSimulator.from_seed(seed, clock=lambda: 0.0)
    keys = {m["key"] for m in (*seed["meetings"], *seed["webinars"])}
    assert {entry["program"] for entry in seed["planted"]} | set(seed["right"]) <= keys
    assert {entry["fixable"] for entry in seed["planted"]} == {True, False}


def test_lists_of_people_entries_and_policies() -> None:
    seed = small({"recurrence": {"type": "daily", "count": 3}}, {})
    seed["apps"][0]["roles"].append("TeamsUserConfiguration.Read.All")
    with graph(seed) as client:
        assert client.get("/users").json()["value"][0]["userPrincipalName"] == "story@library.example"
        entries = client.get(f"/users/{STORY}/events").json()["value"]
        assert [(e["type"], bool(e["recurrence"])) for e in entries] == [
            ("seriesMaster", True),
            ("singleInstance", False),
        ]
        first = client.get("/admin/teams/userConfigurations", **{"$top": "1", "$count": "true"}).json()
        assert first["@odata.count"] == 3
        (given,) = first["value"][0]["effectivePolicyAssignments"]
        assert (given["policyType"], given["policyAssignment"]["displayName"]) == ("TeamsMeetingPolicy", "Global")
        assert client.get("/users", **{"$top": "none"}).status_code == 400


def test_a_meeting_is_found_by_its_teleconference_whatever_the_policy() -> None:
    seed = small()
    with graph(seed) as client:
        number = client.meeting()["videoTeleconferenceId"]
        seed["apps"][0]["policy"] = []
        client.sim.world.seed.apps[0].policy = []
        path = "/communications/onlineMeetings"
        found = client.get(path, **{"$filter": f"VideoTeleconferenceId eq '{number}'"}).json()["value"]
        assert [m["videoTeleconferenceId"] for m in found] == [number]
        assert client.get(path, **{"$filter": "JoinWebUrl eq 'x'"}).status_code == 400


def test_a_person_sees_what_is_theirs() -> None:
    app = {
        "client_id": "person",
        "user": HELPER,
        "scopes": ["Calendars.Read", "OnlineMeetings.ReadWrite", "VirtualEvent.ReadWrite", "User.Read"],
    }
    seed = small({}, apps=[app], webinars=[webinar(), webinar("w2", co_organizers=[])])
    with graph(seed, login=False) as client:
        back = "http://localhost:1/"
        asked = {"client_id": "person", "redirect_uri": back, "state": "s", "response_type": "code"}
        answer = client.session.get(
            f"{client.url}/library.example/oauth2/v2.0/authorize", params=asked, allow_redirects=False
        )
        code = answer.headers["Location"].split("code=")[1].split("&")[0]
        form = {"grant_type": "authorization_code", "client_id": "person", "code": code, "redirect_uri": back}
        token = client.session.post(f"{client.url}/library.example/oauth2/v2.0/token", data=form)
        assert {"access_token", "refresh_token", "scope"} <= set(token.json())
        assert client.session.post(f"{client.url}/library.example/oauth2/v2.0/token", data=form).status_code == 400, (
            "a code is good once"
        )
        client.session.headers["Authorization"] = f"Bearer {token.json()['access_token']}"
        assert client.get("/me").json()["id"] == HELPER
        mine = "/solutions/virtualEvents/webinars/getByUserRole(role='coOrganizer')"
        assert [w["displayName"] for w in client.get(mine).json()["value"]] == ["Puppets"]
        assert client.get(BY_USER).status_code == 403, "an application's call"
        assert client.get("/solutions/virtualEvents/webinars").status_code == 403
        link = client.sim.world.seed.meetings[0]
        refused = client.get(f"/users/{STORY}/onlineMeetings", **{"$filter": f"JoinWebUrl eq '{link.key}'"})
        assert "3003" in refused.json()["error"]["message"]


def test_the_log_in_page_knows_its_apps() -> None:
    with graph(login=False) as client:
        page = f"{client.url}/library.example/oauth2/v2.0/authorize"
        assert (
            client.session.get(page, params={"client_id": "nobody", "redirect_uri": "http://localhost:1/"}).status_code
            == 400
        )
        assert client.session.get(f"{client.url}/common/discovery/instance").json()["metadata"] == []


def test_a_town_hall_is_renamed() -> None:
    with graph(small(townhalls=[webinar("t1")])) as client:
        (hall,) = client.get(BY_USER.replace("webinars", "townhalls")).json()["value"]
        path = f"/solutions/virtualEvents/townhalls/{hall['id']}"
        assert client.ask("PATCH", path, json={"displayName": "New"}).json()["displayName"] == "New"
        assert client.ask("PATCH", path, json={"audience": "organization"}).status_code == 400
        assert client.get(BY_USER.replace("organizer", "guest")).status_code == 400
