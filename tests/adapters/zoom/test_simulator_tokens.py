"""Logging in to the simulated Zoom: tokens, scopes, and whose things a token shows."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from tests.adapters.zoom.simulator_made import SINGLE, Zoom, seed, zoom

BACK = "http://127.0.0.1:1/back"


def token(client: Zoom, auth: tuple[str, str] = ("app", "secret"), **how: Any) -> requests.Response:
    return requests.post(f"{client.url}/oauth/token", auth=auth, **how)


@pytest.mark.parametrize("where", ["data", "params"])
def test_a_token_is_given_for_a_form_and_for_a_query(where: str) -> None:
    with zoom() as client:
        how: dict[str, Any] = {where: {"grant_type": "account_credentials", "account_id": "acc"}}
        answer = token(client, **how)
        assert answer.status_code == 200
        said = answer.json()
        assert said["token_type"] == "bearer"
        assert said["expires_in"] == 3600
        assert "meeting:read:admin" in said["scope"].split()
        assert said["api_url"] == client.url


def test_a_wrong_client_or_account_gets_no_token() -> None:
    with zoom() as client:
        form = {"grant_type": "account_credentials", "account_id": "acc"}
        wrong = token(client, ("app", "guess"), data=form)
        assert wrong.status_code == 401
        assert wrong.json() == {"reason": "Invalid client_id or client_secret", "error": "invalid_client"}
        assert token(client, ("nobody", "secret"), data=form).status_code == 401
        assert requests.post(f"{client.url}/oauth/token", data=form).status_code == 401
        assert token(client, data={**form, "account_id": "other"}).status_code == 400
        strange = token(client, data={"grant_type": "password"})
        assert (strange.status_code, strange.json()["error"]) == (400, "unsupported_grant_type")
        garbage = {"Authorization": "Basic \x7f"}
        assert requests.post(f"{client.url}/oauth/token", data=form, headers=garbage).status_code == 401


def test_a_disabled_app_gets_no_token() -> None:
    apps = [{**seed()["apps"][0], "active": False}]
    with zoom(apps=apps) as client:
        assert client.login().status_code == 400


def test_a_token_dies_in_the_middle_of_a_run() -> None:
    with zoom(behaviour={"token_lifetime": 60}) as client:
        assert client.get("/users").status_code == 200
        client.clock.now += 60
        late = client.get("/users")
        assert (late.status_code, late.json()) == (401, {"code": 124, "message": "Access token is expired."})
        client.login()
        assert client.get("/users").status_code == 200


def test_a_new_token_can_end_the_old_one() -> None:
    with zoom(behaviour={"one_token": True}) as client:
        other = Zoom(client.app, client.url, client.clock)
        other.login()
        assert client.get("/users").json() == {"code": 124, "message": "Invalid access token."}
        assert other.get("/users").status_code == 200
    with zoom() as client:
        Zoom(client.app, client.url, client.clock).login()
        assert client.get("/users").status_code == 200


def test_a_token_in_the_query_is_none() -> None:
    with zoom() as client:
        good = str(client.session.headers.pop("Authorization")).partition(" ")[2]
        assert client.get("/users", access_token=good).status_code == 401


def test_a_revoked_token_is_worthless() -> None:
    with zoom() as client:
        good = str(client.session.headers["Authorization"]).partition(" ")[2]
        url = f"{client.url}/oauth/revoke"
        assert requests.post(url, auth=("app", "secret"), data={"token": good}).json() == {"status": "success"}
        assert client.get("/users").status_code == 401
        assert requests.post(url, auth=("app", "secret"), data={"token": good}).status_code == 400


def authorize(client: Zoom, **query: str) -> requests.Response:
    how = {"response_type": "code", "client_id": "own", "redirect_uri": BACK, "state": "s 1", **query}
    return requests.get(f"{client.url}/oauth/authorize", params=how, allow_redirects=False)


def code_of(answer: requests.Response) -> str:
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert query["state"] == ["s 1"]
    return query["code"][0]


def exchange(client: Zoom, **form: str) -> requests.Response:
    return token(client, ("own", "secret"), data={"grant_type": "authorization_code", "redirect_uri": BACK, **form})


def test_a_person_agrees_and_the_code_works_once() -> None:
    with zoom() as client:
        sent = authorize(client)
        assert sent.status_code == 302
        code = code_of(sent)
        first = exchange(client, code=code)
        assert first.status_code == 200
        assert {"access_token", "refresh_token", "scope"} <= set(first.json())
        assert exchange(client, code=code).json()["error"] == "invalid_grant"
        assert exchange(client, code=code_of(authorize(client)), redirect_uri="http://x").status_code == 400


def test_proof_keys_are_checked() -> None:
    verifier = "v" * 50
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    with zoom() as client:

        def code() -> str:
            return code_of(authorize(client, code_challenge=challenge, code_challenge_method="S256"))

        assert exchange(client, code=code(), code_verifier="wrong").json()["error"] == "invalid_grant"
        assert exchange(client, code=code(), code_verifier=verifier).status_code == 200
        plain = code_of(authorize(client, code_challenge=verifier))
        assert exchange(client, code=plain, code_verifier=verifier).status_code == 200


def test_a_wrong_request_for_consent_is_refused() -> None:
    with zoom() as client:
        assert authorize(client, client_id="app").status_code == 400
        assert authorize(client, redirect_uri="http://evil.example.org").status_code == 400
        assert authorize(client, response_type="token").status_code == 400


@pytest.mark.parametrize(("reuse", "status"), [(True, 200), (False, 400)])
def test_refresh_tokens_rotate(reuse: bool, status: int) -> None:
    with zoom(behaviour={"refresh_reuse": reuse}) as client:
        old = exchange(client, code=code_of(authorize(client))).json()["refresh_token"]

        def renew(refresh: str) -> requests.Response:
            form = {"grant_type": "refresh_token", "refresh_token": refresh}
            return token(client, ("own", "secret"), data=form)

        new = renew(old).json()["refresh_token"]
        assert new != old
        assert renew(old).status_code == status
        assert renew(new).status_code == 200
        assert renew("made up").status_code == 400


def test_an_app_of_one_user_gets_no_account_token() -> None:
    with zoom() as client:
        assert client.login("own").json()["error"] == "unsupported_grant_type"


def test_a_user_sees_only_what_is_their_own() -> None:
    with zoom() as client:
        client.use(exchange(client, code=code_of(authorize(client))).json()["access_token"])
        assert client.get("/users/me").json()["id"] == "u1"
        assert client.get("/users/u2").json()["code"] == 1001
        assert [user["id"] for user in client.get("/users").json()["users"]] == ["u1"]
        assert client.get(f"/meetings/{SINGLE}").status_code == 200
        assert client.get("/meetings/81004").json()["code"] == 3003
        assert client.get("/groups").json()["code"] == 4700


def test_me_is_nobody_to_an_app_without_a_user() -> None:
    with zoom() as client:
        assert client.get("/users/me").json()["code"] == 1001
    with zoom(behaviour={"s2s_me": True}) as client:
        assert client.get("/users/me").json()["id"] == "u1"


@pytest.mark.parametrize(("status", "code"), [(400, 4700), (401, 4711)])
def test_a_missing_scope_is_named(status: int, code: int) -> None:
    apps = [{**seed()["apps"][0], "scopes": ["user:read:list_users:admin"]}]
    with zoom(apps=apps, behaviour={"missing_scope_status": status, "missing_scope_code": code}) as client:
        assert client.get("/users").status_code == 200
        answer = client.get(f"/meetings/{SINGLE}")
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert "does not contain scopes:[" in answer.json()["message"]
        assert "meeting:read:meeting:admin" in answer.json()["message"]


def test_granular_scopes_do_not_show_the_locks_of_the_account() -> None:
    fine = [scope for scope in seed()["apps"][1]["scopes"] if scope.endswith(":admin")]
    with zoom(apps=[{**seed()["apps"][0], "scopes": fine}]) as client:
        assert client.get("/accounts/me/lock_settings").json()["code"] == 4700
        assert client.get("/groups/g1/lock_settings").status_code == 200
        assert client.patch("/accounts/me/lock_settings", {"in_meeting": {"chat": True}}).status_code == 204
