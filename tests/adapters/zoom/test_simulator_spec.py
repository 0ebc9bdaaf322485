"""Every operation of the simulated Zoom, held against Zoom's specification."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.adapters.zoom.simulator_made import NOW, TAPED, Clock, Zoom, spec, zoom

from hardener.sandbox import serve
from hardener_zoom.simulator import ZoomSimulator, default_app, library_seed
from hardener_zoom.simulator.operations import operations
from hardener_zoom.simulator.shapes import shape

RULE = re.compile(r"<(\w+)>")


def test_the_table_of_operations_is_the_specification_s() -> None:
    told = {
        (method.upper(), re.sub(r"{(\w+?)(?:Id)}", r"<\1>", path)): each
        for path, methods in spec()["paths"].items()
        for method, each in methods.items()
    }
    assert {(each.method, each.rule) for each in operations()} == set(told)
    for each in operations():
        wanted = told[each.method, each.rule]
        assert set(each.classic) == set(wanted["x-scopes-classic"])
        assert set(each.granular) == set(wanted["x-scopes-granular"])
        assert each.weight == wanted.get("x-rate-limit", "MEDIUM").upper()
        assert each.name == wanted["operationId"]


def test_every_read_of_a_whole_library_is_as_specified() -> None:
    seed = library_seed(datetime.fromtimestamp(NOW, UTC))
    seed["limits"] = {"enforced": False}
    clock = Clock()
    app = ZoomSimulator.from_seed(seed, clock=clock)
    with serve(app) as server:
        client = Zoom(app, server.url, clock)
        login = default_app(seed)
        form = {"grant_type": "account_credentials", "account_id": login["account_id"]}
        auth = (str(login["client_id"]), str(login["client_secret"]))
        answer = client.session.post(f"{server.url}/oauth/token", data=form, auth=auth)
        client.use(answer.json()["access_token"])
        for number in app.world.programs:
            kind = "webinars" if app.world.programs[number].webinar else "meetings"
            assert client.get(f"/{kind}/{number}").status_code == 200
            assert client.get(f"/{kind}/{number}/registrants/questions").status_code in {200, 404}
            assert client.get(f"/{kind}/{number}/livestream").status_code == 200
        for user in app.world.users:
            for path in ("", "/settings", "/meetings", "/upcoming_meetings", "/schedulers", "/recordings"):
                assert client.get(f"/users/{user}{path}").status_code in {200, 400}
            for option in ("meeting_security", "meeting_authentication", "recording_authentication"):
                assert client.get(f"/users/{user}/settings", option=option).status_code in {200, 400}
        client.session.close()


@pytest.mark.parametrize("each", [each for each in operations() if each.method == "GET"], ids=lambda each: each.name)
def test_every_reading_operation_answers(each: Any) -> None:
    names = {"user": "u1", "group": "g1", "account": "me", "meeting": str(TAPED), "webinar": "91001"}
    with zoom() as client:
        settings = {"approval_type": 1}
        for number in (81_002, 91_001):
            kind = "webinars" if number == 91_001 else "meetings"
            client.patch(f"/{kind}/{number}", {"settings": settings})
        if "registrants" in each.rule and "recordings" not in each.rule:
            names["meeting"] = "81002"
        path = RULE.sub(lambda found: names[found[1]], each.rule)
        dates = {"from": "2026-11-20", "to": "2026-12-10"} if "report" in path else {}
        answer = client.get(path, **dates)
        assert answer.status_code == 200
        assert answer.json()


@pytest.mark.parametrize("each", [each for each in operations() if each.method == "PATCH"], ids=lambda each: each.name)
def test_every_writing_operation_answers_with_nothing(each: Any) -> None:
    names = {"user": "u1", "group": "g1", "account": "me", "meeting": str(TAPED), "webinar": "91001"}
    with zoom() as client:
        for kind, number in (("meetings", 81_002), ("webinars", 91_001)):
            client.patch(f"/{kind}/{number}", {"settings": {"approval_type": 1}})
        if "registrants" in each.rule and "recordings" not in each.rule:
            names["meeting"] = "81002"
        if "live_meetings" in each.rule:
            names["meeting"] = "81005"
        answer = client.patch(RULE.sub(lambda found: names[found[1]], each.rule), {"never_heard_of": 1})
        assert (answer.status_code, answer.content) == (204, b"")


def test_a_meeting_of_a_free_host_has_the_keys_of_a_real_answer() -> None:
    sample = spec()["answered"]
    with zoom() as client:
        made = client.ask("POST", "/users/u3/meetings", json={"topic": "Topic", "type": 2})
        assert made.status_code == 201
        body = made.json()
        assert set(sample["settings"]) - {"summary_template_id"} == set(body["settings"])
        assert set(sample["meeting"]) <= set(body)


def test_the_tables_know_every_setting_of_the_specification() -> None:
    levels = {"u": "/users/{userId}", "g": "/groups/{groupId}", "a": "/accounts/{accountId}"}
    tables = ("in_meeting", "schedule", "recording", "team_chat", "other")
    known = shape(*(f"settings_{name}" for name in tables))
    for flag, path in levels.items():
        operation = spec()["paths"][f"{path}/settings"]["get"]
        blocks = operation["responses"]["200"]["content"]["application/json"]["schema"]["oneOf"]
        for block in (each for each in blocks if "in_meeting" in each.get("properties", {})):
            if "session_security" in block["properties"]:
                continue
            told = set(block["properties"]["in_meeting"]["properties"])
            mine = {e.parts[1] for e in known.part(flag).entries.values() if e.parts[0] == "in_meeting"}
            assert mine == told
