"""The simulated Google, tokens, scopes, limits, policies and seeds."""

from __future__ import annotations

from typing import Any

import pytest
from tests.adapters.meet.made import EVENTS, NOW, ROOT, SPACE, Client, as_bob, event, google, said, seed, space

from hardener.sandbox import SeedError
from hardener_meet.simulator import MeetSimulator


def test_without_a_token_and_after_its_end_nobody_gets_in() -> None:
    with google(seed(behaviour={"token_lifetime": 60})) as client:
        client.clock.now += 61
        assert said(client.get(SPACE)) == (401, "UNAUTHENTICATED")
        assert said(client.get(EVENTS)) == (401, "authError")
        assert client.log_in().status_code == 200
        assert client.get(SPACE).status_code == 200


@pytest.mark.parametrize(
    ("scope", "path", "word"),
    [
        ("calendar.events", SPACE, "PERMISSION_DENIED"),
        ("meetings.space.readonly", EVENTS, "insufficientPermissions"),
        ("meetings.space.settings", "/v1/policies", "PERMISSION_DENIED"),
    ],
)
def test_a_scope_that_is_missing_is_a_403(scope: str, path: str, word: str) -> None:
    with google(seed(scopes=(scope,))) as client:
        answer = client.get(path)
        assert said(answer) == (403, word)
        assert "insufficient authentication scopes" in answer.json()["error"]["message"]


def test_reading_is_no_scope_for_writing() -> None:
    with google(seed(scopes=("meetings.space.readonly", "calendar.events.readonly"))) as client:
        assert client.get(SPACE).status_code == 200
        assert said(client.patch(SPACE, {"config": {"accessType": "OPEN"}}))[0] == 403
        assert said(client.patch(f"{EVENTS}/story", {"visibility": "private"}))[0] == 403


@pytest.mark.parametrize(("limit", "path", "expect"), [
    ("meet_reads", SPACE, (429, "RESOURCE_EXHAUSTED")), ("calendar", EVENTS, (403, "rateLimitExceeded")),
])  # fmt: skip
def test_too_many_in_a_minute(limit: str, path: str, expect: tuple[int, str]) -> None:
    with google(seed(limits={limit: 2})) as client:
        assert [client.get(path).status_code for _ in range(3)] == [200, 200, expect[0]]
        assert said(client.get(path)) == expect
        client.clock.now += 60
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("form", [
    {"refresh_token": "1//other"}, {"client_secret": "wrong"}, {"client_id": "nobody"}, {"grant_type": "password"},
    {"scope": f"{ROOT}calendar"},
])  # fmt: skip
def test_a_wrong_log_in_is_an_oauth_error(form: dict[str, str]) -> None:
    with google() as client:
        good = {
            "grant_type": "refresh_token",
            "refresh_token": "1//refresh",
            "client_id": "app",
            "client_secret": "very-secret",
        }
        answer = client.http.post(f"{client.url}/token", data=good | form, timeout=10)
        assert answer.status_code in {400, 401}
        assert set(answer.json()) == {"error", "error_description"}


def test_a_person_s_consent_is_good_for_one_exchange() -> None:
    with google() as client:
        back = "http://127.0.0.1:8911/"
        asked = {
            "client_id": "app",
            "redirect_uri": back,
            "response_type": "code",
            "scope": f"{ROOT}calendar",
            "state": "s",
        }
        sent = client.http.get(f"{client.url}/o/oauth2/v2/auth", params=asked, allow_redirects=False, timeout=10)
        query = dict(part.split("=") for part in sent.headers["Location"].partition("?")[2].split("&"))
        assert query["state"] == "s"
        form = {
            "grant_type": "authorization_code", "code": query["code"].replace("%2F", "/"), "redirect_uri": back,
            "client_id": "app", "client_secret": "very-secret",
        }  # fmt: skip
        assert client.http.post(f"{client.url}/token", data=form, timeout=10).json()["refresh_token"]
        assert client.http.post(f"{client.url}/token", data=form, timeout=10).json()["error"] == "invalid_grant"


RULE = {"type": "settings/meet.meet_joining", "value": {"allowedAudience": "OPEN"}}
POLICIES = [
    {
        "name": f"policies/p{n}", "customer": "customers/C0sandbox1", "type": "ADMIN", "setting": setting,
        "policyQuery": {"orgUnit": "orgUnits/a", "sortOrder": n},
    }
    for n, setting in enumerate(
        [RULE, {"type": "settings/gmail.x", "value": {}}, {**RULE, "type": "settings/meet.safety_domain"}]
    )
]  # fmt: skip


def listed(client: Client, **params: Any) -> list[str]:
    return [p["name"] for p in client.get("/v1/policies", **params).json().get("policies", [])]


def test_policies_are_filtered_and_paged() -> None:
    with google(seed(policies=POLICIES)) as client:
        assert listed(client, filter=r"setting.type.matches('^settings/meet\\..*$')") == ["policies/p0", "policies/p2"]
        assert listed(client, filter="setting.type.matches('joining') && customer == 'customers/my_customer'") == [
            "policies/p0"
        ]
        assert listed(client, filter="setting.type.matches('calendar')") == []
        assert client.get("/v1/policies", filter="setting.type == 'x'").status_code == 400
        first = client.get("/v1/policies", pageSize=2).json()
        assert [p["name"] for p in first["policies"]] == ["policies/p0", "policies/p1"]
        assert listed(client, pageSize=2, pageToken=first["nextPageToken"]) == ["policies/p2"]
        assert client.get("/v1/policies/p1").json()["setting"]["type"] == "settings/gmail.x"


def test_policies_are_for_a_super_admin() -> None:
    with google(as_bob(seed(policies=POLICIES))) as client:
        client.log_in("1//bob")
        assert said(client.get("/v1/policies")) == (403, "PERMISSION_DENIED")


@pytest.mark.parametrize("change", [
    {"people": "nobody"}, {"strange": []}, {"spaces": [space(owner="nobody@example.org")]},
    {"spaces": [space(config={"chat": "off"})]}, {"events": [event(calendar="none")]},
    {"events": [event(code="no-such-code")]},
    {"events": [event(recurrence=["RRULE:FREQ=YEARLY"])]},
    {"events": [event(end={"dateTime": "2020-01-01T00:00:00Z"})]},
])  # fmt: skip
def test_a_seed_that_does_not_fit_together_says_so(change: dict[str, Any]) -> None:
    with pytest.raises(SeedError):
        MeetSimulator.from_seed({**seed(), **change}, clock=NOW.timestamp)


def test_the_sample_is_a_library_system_with_every_kind_of_mistake() -> None:
    sample = MeetSimulator.sample(NOW)
    assert sample == MeetSimulator.sample(NOW)
    MeetSimulator.from_seed(sample, clock=NOW.timestamp)
    planted: Any = sample["planted"]
    paths = {entry["path"] for entry in planted}
    assert {"config.accessType", "config.moderation", "event.guestsCanSeeOtherGuests", "phones"} <= paths
    assert sample["right"]
