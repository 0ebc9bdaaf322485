"""Logging in, and what the log-in allows, over real HTTP."""

from __future__ import annotations

from dataclasses import replace

import pytest
import requests
from tests.adapters.webex.made import (
    OTHER,
    SITE,
    Vault,
    office,
    program,
    scopes_without,
    small,
)
from tests.made import ask

from hardener.errors import AdapterError, ScopeError, WriteForbiddenError
from hardener.http import Session
from hardener.model import Target
from hardener.oauth import begin, finish
from hardener_webex import Webex
from hardener_webex.simulator.seed import ADMIN_SCOPES, USER_SCOPES


def test_a_missing_scope_is_named_before_anything_is_asked() -> None:
    with office(scopes_without(small(), "spark-admin:people_read")) as made:
        with pytest.raises(ScopeError, match="spark-admin:people_read"):
            made.everything()
        assert "/v1/people" not in made.calls("GET")


def test_where_webex_does_not_tell_the_scopes_its_refusal_is_explained() -> None:
    seed = scopes_without(small(behaviour={"tell_scopes": False}), "spark-admin:people_read")
    with office(seed) as made, pytest.raises(ScopeError, match="spark-admin:people_read"):
        made.everything()


def test_hosts_that_the_configuration_names_need_no_directory() -> None:
    seed = scopes_without(small(program("b1", host=OTHER), program("a1")), "spark-admin:people_read")
    with office(seed, hosts=["Story@Example.org"]) as made:
        assert {t.program.id for t in made.everything() if t.program} == {"a1"}
        assert not [a for a in made.webex.access() if a.allowed is False]


def test_one_host_sees_their_own_programs_and_nobody_else_s() -> None:
    with office(small(program("a1"), program("b1", host=OTHER)), app=1, auth="user") as made:
        found = {t.id.split("/")[1] if t.program else t.id: t for t in made.everything()}
        assert "a1" in found
        assert "b1" not in found
        site = found[f"account/{SITE}"]
        assert isinstance(site, Target)
        assert "administrator" in site.unread["common"]
        assert not any("hostEmail" in c.query for c in made.sim.calls)


def test_a_reading_session_sends_no_write() -> None:
    with office(small(), read_only=True) as made:
        target = made.targets()["Baby Storytime"]
        item = target.document["program"]
        assert isinstance(item, dict)
        after = replace(target, document={**target.document, "program": {**item, "publicMeeting": True}})
        with pytest.raises(WriteForbiddenError):
            ask(made.webex, target, after)
        assert not made.calls("PATCH")


def test_doctor_names_every_scope_that_is_missing() -> None:
    lacking = {"meeting:admin_preferences_read", "meeting:admin_schedule_write"}
    with office(scopes_without(small(), *lacking)) as made:
        assert {a.scope for a in made.webex.access() if a.allowed is False} == lacking


def test_a_slow_vendor_s_retry_after_is_waited_for() -> None:
    fault = {"path": "/v1/meetings$", "nth": [1], "status": 429, "headers": {"Retry-After": "1"}}
    with office(small(faults=[fault])) as made:
        assert "Baby Storytime" in made.targets()


def test_a_refresh_token_that_webex_replaces_is_kept_and_one_that_stays_is_not_written() -> None:
    with office(small()) as made:
        made.everything()
        assert made.vault.kept == []
    with office(small(behaviour={"rotate_refresh": True})) as made:
        made.everything()
        assert made.vault.kept == ["refresh_token"]


def test_a_refresh_token_that_is_too_old_says_what_to_do() -> None:
    with office(small()) as made:
        made.vault.secrets["refresh_token"] = "long gone"
        with pytest.raises(AdapterError, match="hardener connect"):
            list(made.webex.access())


@pytest.mark.parametrize("auth", ["user", "admin"])
def test_a_person_s_consent_becomes_a_refresh_token(auth: str) -> None:
    seed = small()
    seed["apps"][1] |= {"redirect_uris": ["http://127.0.0.1:8910/"], "scopes": [*ADMIN_SCOPES, *USER_SCOPES]}
    with office(seed, app=1) as made, Session("main", read_only=True) as session:
        options = {"auth": auth, "token_url": f"{made.url}/v1/access_token"}
        consent = Webex.consent(options, made.vault)
        assert consent is not None
        asked = begin(consent)
        there = asked.url.replace("https://webexapis.com", made.url)
        callback = requests.get(there, allow_redirects=False, timeout=10).headers["Location"]
        before = made.vault.secrets["refresh_token"]
        Webex.exchange(options, session, made.vault, finish(consent, asked, callback))
        assert made.vault.secrets["refresh_token"] != before
        assert [c.name for c in Webex.credentials(options)] == ["client_id", "client_secret"]


def test_a_service_app_needs_its_refresh_token_and_nobody_s_consent() -> None:
    assert Webex.consent({}, Vault({})) is None
    assert [c.name for c in Webex.credentials({})] == ["client_id", "client_secret", "refresh_token"]


def test_bad_options_name_the_key() -> None:
    with pytest.raises(AdapterError, match="nonsense: unknown key"), office(small(), nonsense=1):
        pass
