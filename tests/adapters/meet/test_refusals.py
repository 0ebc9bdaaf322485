"""What Google's refusals are turned into, without a Google: each answer is given once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import responses
from tests.adapters.answered import answered
from tests.adapters.meet.made import ROOT, Keys

from hardener.errors import AdapterError, RefusedError, ScopeError
from hardener.http import Session
from hardener_meet import Meet
from hardener_meet.calls import SETTINGS, SPACE, SPACES

SECRETS = {"client_id": "c", "client_secret": "s", "refresh_token": "r"}
TOKENS, MEETINGS = "https://oauth2.googleapis.com/token", "https://meet.googleapis.com/v2/spaces/abc-mnop-xyz"


@pytest.fixture
def google() -> Iterator[responses.RequestsMock]:
    with answered() as mock:
        yield mock


def said(scope: str, google: responses.RequestsMock) -> AdapterError:
    """Return what is made of the refusal to show a space to a log-in with `scope`."""
    google.post(TOKENS, json={"access_token": "t", "expires_in": 3599, "scope": scope, "token_type": "Bearer"})
    with Session("main", read_only=True) as session:
        meet = Meet.connect({"auth": "user"}, session, Keys(dict(SECRETS)))
        with pytest.raises(AdapterError) as raised:
            meet.reader.of("primary").get(SPACE, id="abc-mnop-xyz")
    return raised.value


@pytest.mark.parametrize("scope", ["", ROOT + SPACES])
def test_a_log_in_that_google_finds_too_small_is_said_to_be(google: responses.RequestsMock, scope: str) -> None:
    message = "Request had insufficient authentication scopes."
    google.get(MEETINGS, json={"error": {"code": 403, "message": message}}, status=403)
    found = said(scope, google)
    assert isinstance(found, ScopeError)
    assert str(found).startswith("the log-in lacks a scope for this: ")


def test_what_the_log_in_cannot_do_is_not_asked_for(google: responses.RequestsMock) -> None:
    found = said(f"{ROOT}calendar", google)
    assert isinstance(found, ScopeError)
    assert str(found) == f"the log-in lacks the scope {ROOT}{SETTINGS}"


def test_another_refusal_is_told_as_google_says_it_without_the_code(google: responses.RequestsMock) -> None:
    google.get(MEETINGS, json={"error": {"code": 404, "message": "No space abc-mnop-xyz"}}, status=404)
    found = said("", google)
    assert isinstance(found, RefusedError)
    assert not isinstance(found, ScopeError)
    assert "No space (redacted)" in str(found)
