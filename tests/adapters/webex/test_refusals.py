"""What Webex's refusals are turned into, without a Webex: each answer is given once, as its documentation has it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import responses
from tests.adapters.answered import answered
from tests.adapters.webex.made import Vault

from hardener.errors import AdapterError, RefusedError, ScopeError
from hardener.http import Session
from hardener.vendor import Call
from hardener_webex import calls
from hardener_webex.client import Api, Options

TOKEN = {"access_token": "t", "refresh_token": "r", "expires_in": 1209600, "token_type": "Bearer"}
SECRETS = {"client_id": "c", "client_secret": "s", "refresh_token": "r"}
URL = "https://webexapis.com/v1"


@pytest.fixture
def webex() -> Iterator[responses.RequestsMock]:
    with answered() as mock:
        yield mock


def said(webex: responses.RequestsMock, call: Call, status: int, **options: str) -> AdapterError:
    """Return what is made of one answer to `call`, which is a read of one meeting or of settings."""
    webex.post(f"{URL}/access_token", json=TOKEN)
    webex.get(URL + call.path.format(id="m1"), json={"message": "no"}, status=status)
    names = {"id": "m1"} if "{id}" in call.path else {}
    with Session("main", read_only=True) as session, pytest.raises(AdapterError) as raised:
        Api(session, Options.of(dict(options)), Vault(dict(SECRETS))).get(call, None, **names)
    return raised.value


def test_a_refusal_names_the_scope_and_the_role(webex: responses.RequestsMock) -> None:
    found = said(webex, calls.COMMON, 403)
    assert isinstance(found, ScopeError)
    assert "meeting:admin_config_read" in str(found)
    assert "site administrator" in str(found)


def test_one_person_is_told_that_it_is_for_their_own_only(webex: responses.RequestsMock) -> None:
    found = said(webex, calls.SCHEDULING, 403, auth="user")
    assert "meeting:preferences_read" in str(found)
    assert "only for one's own" in str(found)


def test_a_meeting_that_is_not_there_may_be_another_host_s(webex: responses.RequestsMock) -> None:
    found = said(webex, calls.MEETING, 404)
    assert isinstance(found, RefusedError)
    assert "another host's" in str(found)


def test_a_conflict_is_told_as_webex_says_it(webex: responses.RequestsMock) -> None:
    found = said(webex, calls.MEETING, 409)
    assert isinstance(found, RefusedError)
    assert not isinstance(found, ScopeError)
    assert found.status == 409
    assert "scope" not in str(found)


@pytest.mark.parametrize(("auth", "told"), [("service", "Control Hub"), ("user", "wrong or too old")])
def test_a_refused_log_in_says_what_a_person_does(webex: responses.RequestsMock, auth: str, told: str) -> None:
    webex.post(f"{URL}/access_token", json={"message": "invalid_grant"}, status=400)
    with Session("main", read_only=True) as session, pytest.raises(AdapterError, match=told):
        Api(session, Options.of({"auth": auth}), Vault(dict(SECRETS))).get(calls.MEETING, id="m1")
