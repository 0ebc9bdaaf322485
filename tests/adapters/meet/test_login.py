"""Logging in to Google: a person's refresh token, and a service account that acts for people."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from tests.adapters.meet.made import ANN, BOB, ROOT, Client, Keys, adapter, event, google, options, read, seed, space

from hardener.adapter import AdapterError
from hardener.errors import RefusedError
from hardener.http import Session
from hardener.model import Target
from hardener.oauth import begin, finish
from hardener_meet import Meet
from hardener_meet.documents import ACCOUNT

EMAIL = "hardener@project.iam.gserviceaccount.com"
READING = ("meetings.space.readonly", "calendar.events.readonly")
WRITING = ("meetings.space.settings", "meetings.space.readonly", "calendar.events.readonly", "calendar.events.owned")


@cache
def key() -> tuple[str, str]:
    """Return a key file and its public half, made once."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    info = {
        "type": "service_account", "client_email": EMAIL, "private_key": pem, "private_key_id": "k1",
        "token_uri": "https://oauth2.googleapis.com/token",
    }  # fmt: skip
    return json.dumps(info), public.decode()


def delegated(*scopes: str, **changes: Any) -> dict[str, Any]:
    """Return a seed whose admin lets a service account act with `scopes`."""
    account = {"client_email": EMAIL, "public_key": key()[1], "scopes": [ROOT + scope for scope in scopes]}
    bobs = event("bobs", "bob-sown-one", calendar=BOB)
    spaces = [space(), space("bob-sown-one", owner=BOB)]
    return seed(event(), bobs, service_accounts=[account], spaces=spaces, **changes)


def keys() -> Keys:
    return Keys({"service_account": key()[0]})


def logins(client: Client) -> int:
    return sum(call.path == "/token" for call in client.app.calls)


def test_a_service_account_reads_each_calendar_as_the_person_whose_it_is() -> None:
    with google(delegated(*WRITING)) as client:
        found = read(client, auth="service-account", calendars=[ANN, BOB], keys=keys())
        for ident in ("story", "bobs"):
            one = found[ident]
            assert isinstance(one, Target)
            assert one.unread == {}
        assert logins(client) == 3, "the test's own, and one for each person"


def test_a_scope_that_the_admin_did_not_grant_costs_what_needs_it_and_nothing_else() -> None:
    with google(delegated("meetings.space.settings")) as client:
        found = read(client, auth="service-account", keys=keys())
        reason = next(t.reason for t in found.values() if not isinstance(t, Target))
        assert f"lacks the scope {ROOT}calendar.events.readonly" in reason
        with adapter(client, auth="service-account", keys=keys()) as meet:
            access = {(a.kind, a.what.split(" as ")[0]): a.allowed for a in meet.access()}
        assert access == {
            ("read", "list the events of a calendar"): False, ("read", "read a meeting's settings"): True,
            ("read", "see who else is host"): False,
            ("write", "change a meeting's settings"): True, ("write", "change what guests may do"): False,
            ("read", "read the organization's policies"): None,
        }  # fmt: skip


def test_for_looking_only_no_other_scope_is_asked_for() -> None:
    with google(delegated(*READING)) as client:
        found = read(client, auth="service-account", keys=keys(), changes=False)
        assert isinstance(found["story"], Target)
        assert logins(client) == 2


def test_policies_are_read_as_the_admin_and_with_no_other_scope() -> None:
    rule = {
        "setting": {"type": "settings/meet.meet_polls", "value": {"enabled": True}},
        "policyQuery": {"orgUnit": "o"},
    }
    made = delegated(*WRITING, "cloud-identity.policies.readonly", policies=[rule])
    with google(made) as client:
        more: dict[str, Any] = {"auth": "service-account", "calendars": [BOB], "policies": True, "admin": ANN}
        account = read(client, keys=keys(), **more)[ACCOUNT]
        assert isinstance(account, Target)
        assert account.document["policies"] == {"meet_polls": {"enabled": [True]}}
        with adapter(client, keys=keys(), **more) as meet:
            assert meet.reader.of(ANN).scopes == {ROOT + "cloud-identity.policies.readonly"}
            assert ROOT + "cloud-identity.policies.readonly" not in meet.reader.of(BOB).scopes


@pytest.mark.parametrize(
    ("calendar", "scopes", "said"),
    [("nobody@library.example.org", WRITING, "not in the domain"), (ANN, (), "admin has not granted")],
)
def test_a_log_in_that_is_refused_says_why(calendar: str, scopes: tuple[str, ...], said: str) -> None:
    with (
        google(delegated(*scopes)) as client,
        adapter(client, auth="service-account", calendars=[calendar], keys=keys()) as meet,
        pytest.raises(RefusedError, match=said),
    ):
        list(meet.access())


def test_one_person_who_cannot_log_in_does_not_hide_the_others() -> None:
    with (
        google(delegated(*WRITING)) as client,
        adapter(client, auth="service-account", calendars=[ANN, "nobody@library.example.org"], keys=keys()) as meet,
    ):
        access = list(meet.access())
        assert [a.what for a in access if a.allowed is False] == ["act as nobody@…"]
        assert sum(a.allowed is True for a in access) == 5


def test_an_admin_who_cannot_log_in_costs_the_policies_only() -> None:
    more: dict[str, Any] = {"auth": "service-account", "policies": True, "admin": "gone@library.example.org"}
    with google(delegated(*WRITING)) as client, adapter(client, keys=keys(), **more) as meet:
        assert [a.what for a in meet.access() if a.allowed is False] == ["read policies as the admin"]
        found = read(client, keys=keys(), **more)
        assert isinstance(found["story"], Target)
        account = found[ACCOUNT]
        assert isinstance(account, Target)
        assert "not in the domain" in account.unread["policies"]


@pytest.mark.parametrize("text", ["", "no JSON", "[]", "{}", '{"client_email": "a", "private_key": "SECRET-PART"}'])
def test_a_broken_key_file_is_named_and_not_shown(text: str) -> None:
    with (
        google(delegated(*WRITING)) as client,
        adapter(client, auth="service-account", keys=Keys({"service_account": text})) as meet,
        pytest.raises(AdapterError, match="service_account: ") as caught,
    ):
        list(meet.access())
    assert "SECRET" not in str(caught.value)


def test_without_google_auth_the_message_says_what_to_install() -> None:
    script = (
        "import sys; sys.modules['google.auth'] = None\n"
        "from hardener.errors import AdapterError\nfrom hardener_meet.login import signer_of\n"
        "try: signer_of('{}')\nexcept AdapterError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert "pip install '.[google]' in " in done.stdout, "what is said works in a checkout"


def test_a_token_that_ends_in_mid_run_is_replaced() -> None:
    with google(seed(behaviour={"token_lifetime": 100})) as client, adapter(client) as meet:
        list(meet.access())
        client.clock.now += 101
        list(meet.access())
        assert logins(client) == 3


def test_a_revoked_refresh_token_says_to_connect_again() -> None:
    with (
        google() as client,
        adapter(
            client, keys=Keys({"client_id": "app", "client_secret": "very-secret", "refresh_token": "old"})
        ) as meet,
        pytest.raises(RefusedError, match="connect again"),
    ):
        list(meet.access())


def test_a_person_agrees_in_the_browser_and_the_refresh_token_is_kept() -> None:
    with google() as client, Session("main", read_only=True, clock=client.clock) as session:
        held = Keys({"client_id": "app", "client_secret": "very-secret"})
        chosen = options(client)
        consent = Meet.consent(chosen, held)
        assert consent is not None
        assert consent.extra["access_type"] == "offline"
        asked = begin(consent)
        screen = f"{client.url}/o/oauth2/v2/auth?{asked.url.partition('?')[2]}"
        sent = client.http.get(screen, allow_redirects=False, timeout=10)
        Meet.exchange(chosen, session, held, finish(consent, asked, sent.headers["Location"]))
        assert client.log_in(held.get("refresh_token")).json()["scope"].split() == list(consent.scopes)


def test_scopes_that_a_person_did_not_tick_are_missing() -> None:
    with google(seed(scopes=READING)) as client, adapter(client) as meet:
        missing = {a.scope for a in meet.access() if a.allowed is False}
        assert missing == {ROOT + "meetings.space.settings", ROOT + "calendar.events.owned"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"strange": 1}, "strange: unknown key"),
        ({"auth": "password"}, "auth: "),
        ({"calendars": []}, "calendars: name at least one"),
        ({"calendars": ["a@b.example", "a@b.example"]}, "each once"),
        ({"calendars": ["x@group.calendar.google.com"]}, "user: say as whom"),
        ({"auth": "user", "user": "a@b.example"}, "a person acts as themselves"),
        ({"calendars": ["a@b.example"], "policies": True}, "admin: say as which"),
    ],
)
def test_wrong_options_are_named(given: dict[str, Any], said: str) -> None:
    with Session("main", read_only=True) as session, pytest.raises(AdapterError, match=said):
        Meet.connect(given, session, Keys())


def test_what_is_asked_for_fits_the_kind_of_log_in() -> None:
    assert [c.name for c in Meet.credentials({"calendars": [ANN]})] == ["service_account"]
    assert [c.name for c in Meet.credentials({"auth": "user"})] == ["client_id", "client_secret"]
    assert Meet.consent({"calendars": [ANN]}, Keys()) is None
