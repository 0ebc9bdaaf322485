"""The profiles we ship: each says what it must for the people who come."""

from __future__ import annotations

import pytest

from hardener.catalog import catalogue
from hardener.model import Severity
from hardener.profile import builtin, load

pytestmark = pytest.mark.unit

PROGRAMS = [name for name in builtin() if load(name).judges == "programs"]
LIVE = [name for name in PROGRAMS if name != "premiere"]
ADULTS = ("book-club", "author-talk", "staff-meeting", "board-meeting", "community-room")


def limits(name: str) -> dict[str, str]:
    return {ident: str(requirement) for ident, requirement in load(name).requires.items()}


def test_all_kinds_of_programs_have_a_profile() -> None:
    assert set(PROGRAMS) == {
        "author-talk", "board-meeting", "book-club", "community-room", "premiere",
        "staff-meeting", "storytime", "storytime-interactive", "teen", "tutoring",
    }  # fmt: skip


@pytest.mark.parametrize("name", builtin())
def test_a_built_in_profile_loads_under_its_own_name(name: str) -> None:
    profile = load(name)
    assert profile.name == name
    assert profile.title
    assert profile.notes
    assert profile.requires
    assert set(profile.requires) <= set(catalogue())


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_line_can_be_missed(name: str) -> None:
    """A line that nothing can miss tells nobody anything, and can only ever be "could not tell"."""
    for ident, requirement in load(name).requires.items():
        levels = catalogue()[ident].levels
        if levels:
            assert requirement.limit != (levels[0] if requirement.opens else levels[-1]), ident


@pytest.mark.parametrize("name", PROGRAMS)
def test_captions_stay_on(name: str) -> None:
    assert limits(name)["cap.live"] == "at least on"


@pytest.mark.parametrize("name", LIVE)
def test_end_to_end_encryption_is_never_forced(name: str) -> None:
    line = load(name).requires["enc.e2ee"]
    assert line.opens
    assert line.limit in {"optional", "off"}


@pytest.mark.parametrize("name", [n for n in PROGRAMS if n != "staff-meeting"])
def test_no_patron_needs_an_account_or_an_app(name: str) -> None:
    assert limits(name)["door.vendor_account_required"] == "at least not-required"
    assert limits(name)["door.browser_join_allowed"] == "at least on"


@pytest.mark.parametrize("name", [n for n in PROGRAMS if n != "board-meeting"])
def test_only_a_few_things_may_be_too_closed(name: str) -> None:
    opens = {ident for ident, requirement in load(name).requires.items() if requirement.opens}
    assert opens <= {"door.vendor_account_required", "door.browser_join_allowed", "cap.live", "enc.e2ee"}


@pytest.mark.parametrize(
    ("ident", "limit"),
    [
        ("chan.rename_self", "off"),
        ("door.removed_can_rejoin", "off"),
        ("chan.chat_attendee", "off"),
        ("chan.mic_self_unmute", "off"),
        ("chan.camera_attendee", "off"),
        ("chan.annotate", "off"),
        ("chan.screen_share", "hosts"),
        ("door.registration_approval", "manual"),
        ("door.unique_join_link", "unique"),
        ("door.join_link_private", "private"),
        ("door.waiting_room", "everyone"),
        ("host.second_adult", "present"),
        ("host.briefed", "180"),
        ("door.lock_after_min", "10"),
    ],
)
def test_storytime_closes_what_real_disruptions_used(ident: str, limit: str) -> None:
    assert limits("storytime")[ident] == f"at most {limit}"


def test_interactive_storytime_differs_only_where_it_means_to() -> None:
    strict, loose = load("storytime").requires, load("storytime-interactive").requires
    assert strict.keys() == loose.keys()
    weaker = {ident: loose[ident].limit for ident in loose if loose[ident].limit != strict[ident].limit}
    assert weaker == {
        "chan.chat_attendee": "hosts",
        "chan.mic_self_unmute": "host-grant",
        "chan.camera_attendee": "host-grant",
        "chan.names_visible": "first-name",
        "rec.retention_days_max": 14,
    }
    profile = load("storytime-interactive")
    for ident in ("host.second_adult", "door.registration_approval", "door.unique_join_link"):
        assert profile.severity(catalogue()[ident]) is Severity.HIGH


@pytest.mark.parametrize("name", ADULTS)
def test_channels_weigh_one_less_where_adults_meet(name: str) -> None:
    profile = load(name)
    for ident in profile.requires:
        control = catalogue()[ident]
        if ident.startswith("chan.") and ident not in {"chan.screen_share", "chan.annotate"}:
            assert profile.severity(control) is list(Severity)[max(0, control.severity.rank - 1)], ident
        elif ident.startswith("chan."):
            assert profile.severity(control) is Severity.CRITICAL


@pytest.mark.parametrize("name", ["storytime", "premiere", "teen", "tutoring"])
def test_with_children_the_catalogue_has_the_word(name: str) -> None:
    assert all(requirement.severity is None for requirement in load(name).requires.values())


def test_a_board_meeting_is_open_and_shutting_the_public_out_is_grave() -> None:
    profile = load("board-meeting")
    opens = {ident: requirement.limit for ident, requirement in profile.requires.items() if requirement.opens}
    assert opens == {
        "door.registration_required": "not-required",
        "door.join_link_private": "public",
        "door.vendor_account_required": "not-required",
        "door.browser_join_allowed": "on",
        "door.dial_in": "on",
        "door.lock_after_min": 1440,
        "rec.access": "link",
        "rec.retention_days_max": 90,
        "cap.live": "on",
        "video.privacy": "public",
        "enc.e2ee": "off",
    }
    weighs = {ident for ident in opens if profile.severity(catalogue()[ident]) is Severity.HIGH}
    assert opens.keys() - weighs == {
        "door.browser_join_allowed", "enc.e2ee",
    }  # fmt: skip


def test_an_outside_groups_program_is_looked_at_and_never_changed() -> None:
    assert [name for name in PROGRAMS if not load(name).apply] == ["community-room"]


@pytest.mark.parametrize(
    ("name", "audience"),
    [("storytime", "children"), ("tutoring", "children"), ("teen", "teens"), ("board-meeting", "public")],
)
def test_a_profile_says_who_the_audience_is(name: str, audience: str) -> None:
    assert load(name).audience == audience
