"""What wins, by the rules of the published code: parameters, properties, load balancers, configurations."""

from __future__ import annotations

from typing import Any

import pytest

from hardener_bigbluebutton.balancers import Balancer, BalancerError, bbblb, scalelite
from hardener_bigbluebutton.merging import alone, deciding, everything, resolved

CAM = "lockSettingsDisableCam"
STRAIGHT = Balancer()


def who(
    name: str, room: dict[str, Any], site: dict[str, Any] | None = None, lb: Balancer | None = STRAIGHT
) -> set[str]:
    return {layer for layer, decides in deciding(name, room, {} if site is None else site, lb).items() if decides}


@pytest.mark.parametrize(
    ("name", "room", "site", "layers"),
    [
        (CAM, {}, {}, {"server"}),
        (CAM, {CAM: "false"}, {}, {"room"}),
        (CAM, {CAM: ""}, {}, {"server"}),
        ("guestPolicy", {"guestPolicy": "ASK_MODERATOR"}, {"guestPolicy": "optional"}, {"room"}),
        ("guestPolicy", {"guestPolicy": "ASK_MODERATOR"}, {"guestPolicy": "true"}, {"site"}),
        ("guestPolicy", {}, {"guestPolicy": "false"}, {"site"}),
        ("guestPolicy", {}, {"guestPolicy": "optional"}, {"server"}),
        ("guestPolicy", {}, {"guestPolicy": "true"}, {"server"}),
        ("glAnyoneCanStart", {}, {"glAnyoneCanStart": "false"}, {"site"}),
        ("glAnyoneCanStart", {"glAnyoneCanStart": "true"}, {"glAnyoneCanStart": "default_enabled"}, {"room"}),
        ("glViewerAccessCode", {"glViewerAccessCode": False}, {"glViewerAccessCode": "true"}, {"room"}),
        ("glViewerAccessCode", {}, {"glViewerAccessCode": "false"}, {"site"}),
        ("muteOnStart", {"muteOnStart": "false"}, {"muteOnStart": "optional"}, {"room", "server"}),
        ("muteOnStart", {"muteOnStart": "true"}, {"muteOnStart": "true"}, {"site"}),
        ("muteOnStart", {}, {"muteOnStart": "false"}, {"server"}),
        # another word replaces what the room says, and nobody knows by what
        ("guestPolicy", {"guestPolicy": "ASK_MODERATOR"}, {"guestPolicy": "ALWAYS_ACCEPT"}, {"site"}),
        ("glAnyoneCanStart", {"glAnyoneCanStart": "false"}, {"glAnyoneCanStart": None}, {"site"}),
        ("muteOnStart", {"muteOnStart": "true"}, {"muteOnStart": ["true"]}, {"site"}),
        # an old name counts where the new one is not there
        ("lockSettingsDisableNotes", {"lockSettingsDisableNote": "false"}, {}, {"room"}),
        ("lockSettingsDisableNotes", {"lockSettingsDisableNote": ""}, {}, {"server"}),
    ],
)
def test_who_decides(name: str, room: dict[str, Any], site: dict[str, Any], layers: set[str]) -> None:
    assert who(name, room, site) == layers


def test_a_row_that_is_not_shown_is_not_taken_for_one_that_is_not_there() -> None:
    assert {k for k, v in deciding("guestPolicy", {}, None, STRAIGHT).items() if v} == {"room"}


def test_a_load_balancer_forces_fills_gaps_and_drops() -> None:
    lb = scalelite(
        "OVERRIDE_CREATE_PARAMS=guestPolicy=ALWAYS_ACCEPT,record=\n"
        "DEFAULT_CREATE_PARAMS=lockSettingsDisableCam=false,muteOnStart=true\nCREATE_EXCLUDE_PARAMS=muteOnStart\n"
    )
    assert who("guestPolicy", {"guestPolicy": "ASK_MODERATOR"}, lb=lb) == {"balancer"}
    assert who(CAM, {}, lb=lb) == {"balancer"}, "its default beats the server's"
    assert who(CAM, {CAM: "true"}, lb=lb) == {"room"}
    assert who("muteOnStart", {"muteOnStart": "false"}, lb=lb) == {"balancer"}
    assert who("record", {"record": "true"}, lb=lb) == {"balancer"}, "an empty value takes it out"
    assert lb.create == {"guestPolicy": "ALWAYS_ACCEPT", CAM: "false", "muteOnStart": "true"}


@pytest.mark.parametrize(
    "text",
    [
        "OVERRIDE_CREATE_PARAMS='a=b'", 'DEFAULT_JOIN_PARAMS="role=VIEWER"',
        "OVERRIDE_CREATE_PARAMS=disabledFeatures=chat,privateChat",
        "OVERRIDE_CREATE_PARAMS=lockSettingsDisableCam=true \n", "DEFAULT_CREATE_PARAMS= a=b",
        "MULTITENANCY_ENABLED=True", "MULTITENANCY_ENABLED='false'",
    ],
)  # fmt: skip
def test_what_two_readers_read_differently_or_none_takes_cannot_be_told(text: str) -> None:
    with pytest.raises(BalancerError):
        scalelite(text)


def test_scalelite_s_lists_are_cut_at_each_comma_and_not_trimmed() -> None:
    assert dict(scalelite("OVERRIDE_CREATE_PARAMS=a=b=c, d=e").create) == {"a": "b=c", " d": "e"}
    assert scalelite("# OVERRIDE_CREATE_PARAMS=a=b\nGET_MEETINGS_API_DISABLED=true\n") == Balancer(hides_meetings=True)
    old = scalelite("OVERRIDE_CREATE_PARAMS=lockSettingsDisableNote=false")
    assert old.forces("lockSettingsDisableNotes"), "the old name of a parameter still counts"


def test_bbblb_s_operators_by_the_tenant_that_is_named() -> None:
    state = """{"v": 1, "tenants": {"ours": {"secret": "x", "overrides": {
        "create": {"guestPolicy": "=ASK_MODERATOR", "record": "=", "muteOnStart": "?true", "disabledFeatures": "+chat",
                   "lockSettingsDisableCam": "true"},
        "join": {"role": "=VIEWER"}}}, "other": {}}}"""
    found = bbblb(state, "ours")
    assert found.forced == {"guestPolicy"}
    assert dict(found.create) == {"guestPolicy": "ASK_MODERATOR", "muteOnStart": "true", CAM: "rue"}
    assert found.dropped == {"record"}
    assert set(found.unclear) == {"disabledFeatures"}
    assert found.joins("role")
    assert bbblb(state, "other") == Balancer()
    with pytest.raises(BalancerError, match="no tenant 'nobody'"):
        bbblb(state, "nobody")
    assert bbblb('{"tenants": {"t": {"overrides": {"record": "=false"}}}}', "t").forced == {"record"}


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"v": 1, "tenants": {"t": {"overrides": []}}}', '{"tenants": {"t": 7}}']
)
def test_a_state_of_another_shape_cannot_be_told(text: str) -> None:
    with pytest.raises(BalancerError):
        bbblb(text, "t")


def test_without_a_word_about_load_balancers_only_what_is_open_counts() -> None:
    found = everything({"guestPolicy": "ALWAYS_ACCEPT", "record": "false"}, {}, None)
    assert found["guestPolicy"] == {"room": True, "site": False, "balancer": True, "server": False}
    assert found["record"] == {"room": False, "site": False, "balancer": True, "server": False}
    assert found["guest"]["balancer"]


def test_of_join_a_default_is_only_for_what_greenlight_does_not_send() -> None:
    assert dict(scalelite("DEFAULT_JOIN_PARAMS=role=VIEWER,guest=true").join) == {"guest": "true"}
    assert scalelite("OVERRIDE_JOIN_PARAMS=role=VIEWER").joins("role")
    state = '{"v": 1, "tenants": {"t": {"overrides": {"join": {"role": "?VIEWER", "guest": "?false"}}}}}'
    assert dict(bbblb(state, "t").join) == {"guest": "false"}


@pytest.mark.parametrize(("how", "sent"), [("DEFAULT", False), ("OVERRIDE", True)])
def test_a_list_that_only_fills_a_gap_is_not_counted_on_where_the_room_has_one(how: str, sent: bool) -> None:
    lb = scalelite(f"{how}_CREATE_PARAMS=disabledFeatures=chat")
    assert everything({"disabledFeatures": "polls"}, {}, lb)["disabledFeatures"]["sent"] is sent
    assert everything({}, {}, lb)["disabledFeatures"]["sent"]


def test_a_feature_that_may_be_taken_out_again_is_not_counted_on() -> None:
    lb = scalelite("OVERRIDE_CREATE_PARAMS=disabledFeatures=chat")
    assert everything({}, {}, lb)["disabledFeatures"] == {"kept": True, "sent": True, "alone": False}
    loosened = everything({"disabledFeaturesExclude": "chat"}, {}, lb)["disabledFeatures"]
    assert loosened == {"kept": False, "sent": False, "alone": False}
    assert alone(STRAIGHT)["disabledFeatures"] == {"kept": False, "sent": False, "alone": True}


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("true", "true"), ("${a}", "yes"), ("${a}s", "yess"), ("${b}", "yes"), ("${none:no}", "no"), ("${none}", None),
        ("${loop}", None), ("${bad}", None), ("x${", None),
    ],
)  # fmt: skip
def test_other_keys_are_filled_in(raw: str, text: str | None) -> None:
    known = {"a": "y\\u0065s", "b": "${a}", "loop": "${loop}", "bad": "\\u00"}
    assert resolved(raw, known) == text
