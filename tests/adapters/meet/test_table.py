"""The table of settings, held against Google's discovery documents."""

from __future__ import annotations

from typing import Any

import pytest
from tests.adapters.meet.made import Keys
from tests.specs import specification

from hardener.catalog import catalogue
from hardener.profile import load
from hardener.setting import ManualOnly, Presence, Setting
from hardener.vendor import Call
from hardener_meet import Meet
from hardener_meet.calls import EVENT, EVENTS, MEMBERS, POLICIES, SERVICE, SET_EVENT, SET_SPACE, SPACE, USER
from hardener_meet.documents import TELLS
from hardener_meet.events import GUEST_FLAGS
from hardener_meet.settings import SETTINGS

pytestmark = pytest.mark.unit

ROWS = [row for row in SETTINGS if row.path.startswith(("space.", "event."))]


def schema_of(path: str) -> dict[str, Any]:
    """Return what the discovery documents say of a row's path."""
    part, *names = path.split(".")
    spec_of = specification("meet")["meet" if part == "space" else "calendar"]
    node: dict[str, Any] = spec_of["schemas"]["Space" if part == "space" else "Event"]
    for name in names:
        node = node["properties"][name]
        node = spec_of["schemas"][node["$ref"]] if "$ref" in node else node
    return node


@pytest.mark.parametrize("row", ROWS, ids=lambda r: f"{r.control} {r.path}")
def test_a_row_s_path_and_values_are_google_s(row: Setting) -> None:
    schema = schema_of(row.path)
    if isinstance(row, Presence):
        assert schema["type"] == "array"
    elif schema["type"] == "boolean":
        assert set(row.values) == {True, False}
    elif "enum" in schema:
        assert set(row.values) == {v for v in schema["enum"] if not v.endswith("UNSPECIFIED")}
    else:
        assert row.path == "event.visibility"
        assert set(row.values) <= set(schema["x-values"])
    if row.can_write("meeting"):
        assert not schema.get("readOnly")


def test_what_an_event_leaves_out_is_what_google_documents() -> None:
    properties = specification("meet")["calendar"]["schemas"]["Event"]["properties"]
    documented = {"true": True, "false": False}
    for name, usual in GUEST_FLAGS.items():
        if name == "visibility":
            assert properties[name]["default"] == usual
        else:
            assert documented[properties[name]["default"]] is usual


@pytest.mark.parametrize("who", [SERVICE, USER])
@pytest.mark.parametrize(
    ("call", "api", "method"),
    [
        (EVENTS, "calendar", "calendar.events.list"),
        (EVENT, "calendar", "calendar.events.get"),
        (SET_EVENT, "calendar", "calendar.events.patch"),
        (SPACE, "meet", "meet.spaces.get"),
        (MEMBERS, "meet", "meet.spaces.members.list"),
        (SET_SPACE, "meet", "meet.spaces.patch"),
        (POLICIES, "policies", "cloudidentity.policies.list"),
    ],
    ids=str,
)
def test_scopes_are_those_of_the_call(call: Call, api: str, method: str, who: str) -> None:
    allowed = specification("meet")[api]["methods"][method]["scopes"]
    assert call.scopes[who]
    assert set(call.scopes[who]) <= set(allowed)


def test_looking_asks_for_nothing_that_can_change_anything() -> None:
    consent = Meet.consent({"auth": "user", "changes": False, "policies": True}, Keys({"client_id": "app"}))
    assert consent is not None
    looking = set(consent.scopes)
    assert looking.isdisjoint([*SET_SPACE.scopes[USER], *SET_EVENT.scopes[USER]])
    assert all(looking & set(call.scopes[USER]) for call in (EVENTS, EVENT, SPACE, MEMBERS, POLICIES))


def test_every_row_is_of_a_control_and_each_of_its_values_is_a_level() -> None:
    for row in SETTINGS:
        control = catalogue()[row.control]
        assert all(value in control.levels for value in row.writable_values()), row
        ranks = [control.rank(value) for value in row.writable_values()]
        assert ranks == sorted(ranks), f"{row.control}: from closed to open"


@pytest.mark.parametrize("profile", ["storytime", "teen", "board-meeting", "scuba-meet"])
def test_every_line_of_a_profile_has_a_row_or_is_no_matter_of_a_platform(profile: str) -> None:
    rows = {row.control for row in SETTINGS}
    lines = {ident for ident in load(profile).requires if "api" in catalogue()[ident].known_by}
    assert not lines - rows


def test_whatever_a_person_has_to_look_at_says_where() -> None:
    assert [row.control for row in SETTINGS if row.kinds and not row.by_hand] == []


def test_a_setting_that_leaves_it_open_comes_after_the_row_that_says_so() -> None:
    for name, (path, _) in TELLS.items():
        row = next(
            i for i, r in enumerate(SETTINGS) if isinstance(r, ManualOnly) and r.unless == (f"told.{name}", "tell")
        )
        shown = next(i for i, r in enumerate(SETTINGS) if r.path == path and r.control == SETTINGS[row].control)
        assert row < shown
