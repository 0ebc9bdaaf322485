"""Whose account it is: two accounts are never one, whatever form of log-in, and what cannot be told is said."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.adapters.connected import Kept

from hardener import adapter
from hardener.adapter import Adapter
from hardener.errors import AdapterError, MalformedError
from hardener.http import Session
from hardener.sandbox import serve, simulator
from hardener.vendor import ident_of
from hardener.whose import Whose, place_of, unknown, whose

Seed = dict[str, Any]
Change = Callable[[Seed, dict[str, Any]], None]


@contextmanager
def connected(vendor: str, change: Change = lambda _seed, _options: None, **more: str) -> Iterator[Adapter]:
    """Serve the vendor's sample after a `change` of it and of the connection's options, and connect."""
    kind = simulator(vendor)
    seed: Seed = copy.deepcopy(dict(kind.sample(datetime.now(UTC))))
    changed: dict[str, Any] = {}
    change(seed, changed)
    with serve(kind.from_seed(seed, clock=time.time)) as server, Session("main", read_only=True) as session:
        options, secrets = server.connection(seed)
        given = {key: value for key, value in {**options, **changed}.items() if key != "vendor" and value is not None}
        yield adapter.load(vendor).connect(given, session, Kept({**secrets, **more}))


def told(vendor: str, change: Change = lambda _seed, _options: None, **more: str) -> str:
    with connected(vendor, change, **more) as made:
        return made.account()


def zoom(seed: Seed, _options: Mapping[str, Any]) -> None:
    seed["account"]["id"] = "another"


def webex(seed: Seed, _options: Mapping[str, Any]) -> None:
    seed["org"] = "9a7f0f9c-0000-4000-8000-000000000001"


def teams(seed: Seed, _options: Mapping[str, Any]) -> None:
    seed["tenant"]["id"] = "22222222-0000-4000-a000-000000000002"


def youtube(seed: Seed, _options: Mapping[str, Any]) -> None:
    seed["clients"][0]["grants"][0]["channel"] = seed["channels"][1]["id"]


def bigbluebutton(seed: Seed, _options: Mapping[str, Any]) -> None:
    """Let a person log in who sees their own rooms alone: they are part of the account."""
    seed["users"].reverse()


@pytest.mark.parametrize(
    ("vendor", "change"),
    [("zoom", zoom), ("webex", webex), ("teams", teams), ("youtube", youtube), ("bigbluebutton", bigbluebutton)],
)
def test_two_accounts_are_two(vendor: str, change: Change) -> None:
    one, other = told(vendor), told(vendor, change)
    assert one != other
    assert other == told(vendor, change)


def test_a_tenant_is_the_same_by_its_domain_and_by_its_id() -> None:
    def by_domain(seed: Seed, options: dict[str, Any]) -> None:
        options["tenant"] = seed["tenant"]["domain"]

    def by_id(seed: Seed, options: dict[str, Any]) -> None:
        options["tenant"] = seed["tenant"]["id"]

    assert told("teams", by_domain) == told("teams", by_id)


def test_a_token_that_nobody_can_read_is_told_by_the_tenant_that_granted_it() -> None:
    def opaque(seed: Seed, _options: dict[str, Any]) -> None:
        seed["behaviour"] = {**seed.get("behaviour", {}), "opaque_tokens": True}

    def nobodys(seed: Seed, options: dict[str, Any]) -> None:
        opaque(seed, options)
        options["tenant"] = "organizations"

    assert told("teams", opaque)
    with pytest.raises(AdapterError, match="does not say whose account"):
        told("teams", nobodys)


def test_without_a_scope_for_people_an_organization_is_told_by_its_site() -> None:
    def narrow(seed: Seed, _options: dict[str, Any]) -> None:
        for app in seed["apps"]:
            app["scopes"] = [scope for scope in app["scopes"] if "people" not in scope]

    found = told("webex", narrow)
    assert found == "site/maplecounty.webex.com"


def test_a_person_is_part_of_the_account_where_only_theirs_is_seen() -> None:
    def person(number: int) -> Change:
        def change(seed: Seed, options: dict[str, Any]) -> None:
            host = seed["people"][number]["email"]
            for app in seed["apps"]:
                app.update(user=host, scopes=[*app["scopes"], "spark:people_read", "meeting:schedules_read"])
            options["auth"] = "user"

        return change

    first, second = told("webex", person(0)), told("webex", person(1))
    assert first != second
    assert first.split("/")[0] == second.split("/")[0], "of one organization"


OWNER = "programs@maple.example.org"


def meet(person: str = OWNER, *, events: bool = True) -> Change:
    """Let a person log in; `person` is the address of whose programs those of the sample are."""

    def change(seed: Seed, options: dict[str, Any]) -> None:
        text = json.dumps(seed).replace(OWNER, person)
        seed.clear()
        seed.update(json.loads(text))
        scopes = ("calendar.events.readonly", "meetings.space.settings")
        whole = [f"https://www.googleapis.com/auth/{scope}" for scope in scopes]
        grant = {"refresh_token": "known", "user": person, "scopes": whole}
        seed["clients"] = [{"client_id": "cid", "client_secret": "very-secret", "grants": [grant]}]
        if not events:
            seed["events"] = [event for event in seed["events"] if event["calendar"] != person]
        options.update(auth="user", calendars=["primary"], user=None, admin=None, policies=False)

    return change


GOOGLE = {"client_id": "cid", "client_secret": "very-secret", "refresh_token": "known"}


def test_a_person_who_logged_in_to_google_is_told_by_their_own_events_and_not_named() -> None:
    first, second = told("meet", meet(), **GOOGLE), told("meet", meet("second@maple.example.org"), **GOOGLE)
    assert first != second
    assert first == told("meet", meet(), **GOOGLE)
    assert "@" not in first
    with pytest.raises(AdapterError, match="whose calendar it is"):
        told("meet", meet(events=False), **GOOGLE)


@pytest.mark.parametrize("said", [None, "", " ", True, [], {}, ["x"], {"id": 1}, 1.5])
def test_an_answer_of_any_other_type_is_no_id(said: object) -> None:
    with pytest.raises(MalformedError):
        ident_of("acc", said)


def test_the_vendor_the_address_and_the_id_make_an_account() -> None:
    made = whose("zoom", "https://api.zoom.us/v2", "abc")
    assert str(made) == "Zoom account abc at api.zoom.us"
    assert Whose.of(made.key) == made
    others = {
        whose("webex", "https://api.zoom.us/v2", "abc").key,
        whose("zoom", "https://api.zoomgov.com/v2", "abc").key,
        whose("zoom", "https://api.zoom.us:8443/v2", "abc").key,
        whose("zoom", "http://127.0.0.1:8080/v2", "abc").key,
        whose("zoom", "https://api.zoom.us/v2", "ABC").key,
        unknown("abc").key,
    }
    assert len(others) == 6
    assert made.key not in others
    assert whose("zoom", "https://API.zoom.us:443/v3/", "abc") == made


@pytest.mark.parametrize(
    "ident", ["a b", "x" * 500, "anna@example.org", "https://zoom.us/j/81?pwd=x", "a\nb", "\ud800"]
)
def test_an_id_of_a_kind_that_is_not_kept_is_told_apart_by_a_fingerprint(ident: str) -> None:
    made = whose("zoom", "https://api.zoom.us", ident)
    assert made.ident.isalnum()
    assert len(made.key) <= 200
    assert made != whose("zoom", "https://api.zoom.us", f"{ident}x")
    assert Whose.of(made.key) == made


@pytest.mark.parametrize("url", ["", "nonsense", "https://", "https://host:port/x"])
def test_an_address_that_is_none_is_no_other(url: str) -> None:
    assert " " not in place_of(url)
