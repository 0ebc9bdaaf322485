"""The simulator's subscriptions: what Graph refuses, and what it shows of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import jsonschema
import pytest
from tests.adapters.teams.made import STORY, schema, small
from tests.inbox import inbox
from werkzeug.test import Client

from hardener_teams.simulator import TeamsSimulator

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def sim() -> TeamsSimulator:
    return TeamsSimulator.from_seed(small(), clock=NOW.timestamp)


@pytest.fixture
def client(sim: TeamsSimulator) -> Client:
    web = Client(sim)
    app = sim.world.seed.apps[0]
    form = {
        "grant_type": "client_credentials", "client_id": app.client_id, "client_secret": app.client_secret,
        "scope": "https://graph.microsoft.com/.default",
    }  # fmt: skip
    token = web.post("/library.example/oauth2/v2.0/token", data=form).get_json()["access_token"]
    web.environ_base = {"HTTP_AUTHORIZATION": f"Bearer {token}"}  # type: ignore[attr-defined]
    return web


def order(**more: Any) -> dict[str, Any]:
    until = (NOW + timedelta(minutes=4200)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "changeType": "updated", "notificationUrl": "https://127.0.0.1:9/x", "resource": f"users/{STORY}/events",
        "expirationDateTime": until, "clientState": "x", **more,
    }  # fmt: skip


def ask(client: Client, method: str, path: str, body: Any = None) -> Any:
    return client.open(f"/v1.0{path}", method=method, json=body, environ_overrides=client.environ_base)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "more",
    [
        {"clientState": "x" * 129}, {"notificationUrl": "http://library.example/x"}, {"changeType": "renamed"},
        {"expirationDateTime": (NOW + timedelta(minutes=4231)).isoformat()}, {"resource": "users/nobody/events"},
        {"resource": f"users/{STORY}/messages"}, {"unknown": 1}, {"resource": ""}, {"expirationDateTime": "soon"},
    ],
)  # fmt: skip
def test_what_graph_would_not_take(sim: TeamsSimulator, client: Client, more: dict[str, Any]) -> None:
    assert ask(client, "POST", "/subscriptions", order(**more)).status_code in {400, 404}
    assert not sim.world.subscriptions.handshakes, "nobody was asked"


def test_an_endpoint_that_does_not_send_the_token_back_gets_none(sim: TeamsSimulator, client: Client) -> None:
    with inbox(lambda _: None) as url:
        assert ask(client, "POST", "/subscriptions", order(notificationUrl=url)).status_code == 400
    assert ask(client, "POST", "/subscriptions", order()).status_code == 400
    assert not sim.world.subscriptions.held


def test_a_list_does_not_show_the_secret_and_a_subscription_ends_with_the_clock(
    sim: TeamsSimulator, client: Client
) -> None:
    one = {**order(), "id": "s1", "applicationId": sim.world.seed.apps[0].client_id, "tenant": "t"}
    sim.world.subscriptions.held["s1"] = one
    (shown,) = ask(client, "GET", "/subscriptions").get_json()["value"]
    assert "clientState" not in shown
    jsonschema.validate(shown, schema("subscription"))
    soon = (NOW + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    renewed = ask(client, "PATCH", "/subscriptions/s1", {"expirationDateTime": soon}).get_json()
    assert renewed["expirationDateTime"] == "2026-11-23T09:45:00Z", "three quarters of an hour at least"
    assert ask(client, "PATCH", "/subscriptions/s1", {"resource": "x"}).status_code == 400
    sim.clock = (NOW + timedelta(minutes=50)).timestamp
    assert ask(client, "GET", "/subscriptions").get_json()["value"] == []
    assert ask(client, "DELETE", "/subscriptions/s1").status_code == 404
