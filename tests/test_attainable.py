"""How closed a platform can be made at most: computed from the adapters' tables, as planning has it."""

from __future__ import annotations

import pytest

from hardener import adapter, profile
from hardener.attainable import kinds_of, out_of_reach
from hardener.catalog import catalogue
from hardener.model import Severity
from hardener.profile import Profile, Requirement
from hardener.report import reach
from hardener.setting import FixedByVendor, ManualOnly, Setting
from tests.made import control

pytestmark = pytest.mark.unit
CHAT = control("chan.chat", "off", "hosts", "everyone", severity=Severity.HIGH)
ASKS = {"chan.chat": Requirement(at_most="off")}
OURS = Profile(
    name="ours", title="Ours", version=1, audience="children", apply=True, judges="programs", notes=(), requires=ASKS
)


def row(*levels: str, **more: object) -> Setting:
    values = dict(enumerate(levels))
    return Setting(**{"control": "chan.chat", "path": "a.b", "kinds": ("meeting",), "values": values, **more})  # type: ignore[arg-type]  # fields of Setting


@pytest.mark.parametrize(
    ("rows", "reached"),
    [
        ((row("off", "everyone"),), True),
        ((row("off", "everyone", writable=()),), True),
        ((row("off", "everyone", writable=(), fixed=True),), False),
        ((row("hosts", "everyone"),), False),
        ((row("off", "everyone"), row("hosts", "everyone")), False),
        ((row("hosts", "everyone"), row("off", "everyone", gate=True, writable=())), True),
        ((row("off", "everyone"), row("hosts", "everyone", gate=True)), True),
        ((FixedByVendor(control="chan.chat", kinds=("meeting",), value="everyone"),), False),
        ((FixedByVendor(control="chan.chat", kinds=("meeting",), value="off"),), True),
        ((ManualOnly(control="chan.chat", kinds=("meeting",)),), True),
        ((row("hosts", default_for_new=True),), True),
        ((row("hosts", kinds=("webinar",)),), True),
        ((row("hosts", kinds=("account",), governs=("meeting",)),), False),
    ],
)
def test_what_the_api_or_a_person_can_set_is_reached(rows: tuple[Setting, ...], *, reached: bool) -> None:
    assert out_of_reach(OURS, rows, {"chan.chat": CHAT}, "meeting") == (() if reached else ("chan.chat",))


@pytest.mark.parametrize(
    ("vendor", "kind", "short"),
    [
        ("zoom", "meeting", ()),
        ("zoom", "webinar", ()),
        ("webex", "meeting", ("data.registration_fields",)),
        ("webex", "webinar", ("data.registration_fields",)),
        ("teams", "meeting", ("door.unique_join_link",)),
        ("teams", "webinar", ("data.registration_fields",)),
        ("teams", "broadcast", ()),
        ("bigbluebutton", "meeting", ("door.unique_join_link",)),
        ("youtube", "broadcast", ("door.unique_join_link", "door.passcode")),
        ("youtube", "video", ("door.unique_join_link", "door.passcode")),
        ("meet", "meeting", ("door.unique_join_link", "chan.chat_attendee", "ai.summary")),
    ],
)
def test_a_storytime_on_each_platform_is_as_closed_as_the_vendors_documents_say(
    vendor: str, kind: str, short: tuple[str, ...]
) -> None:
    settings = adapter.load(vendor).settings
    assert kind in kinds_of(settings)
    assert out_of_reach(profile.load("storytime"), settings, catalogue(), kind) == short


@pytest.mark.parametrize("name", [n for n in profile.builtin() if profile.load(n).judges == "programs"])
def test_what_strangers_use_can_be_closed_on_every_platform(name: str) -> None:
    """A gap that is left is one for the door or the papers; only Meet's chat stays with its hosts."""
    for vendor in adapter.installed():
        settings = adapter.load(vendor).settings
        for kind in kinds_of(settings):
            short = out_of_reach(profile.load(name), settings, catalogue(), kind)
            reaching = {c for c in short if catalogue()[c].reach}
            assert reaching <= ({"chan.chat_attendee"} if vendor == "meet" else set()), (vendor, kind)


def test_the_line_names_the_platform_and_the_kinds_where_it_is_not_all_of_them() -> None:
    tables = {"zoom": (row("off"), row("off", kinds=("webinar",))), "teams": adapter.load("teams").settings}
    first, _ = reach.render(
        OURS.model_copy(update={"requires": {"chan.chat_attendee": Requirement(at_most="off")}}), tables
    )
    assert first == "As closed as Zoom gets: everything"
    _, second = reach.render(profile.load("storytime"), tables)
    assert second.startswith("As closed as Teams gets: everything but a link of their own for each family")
    assert "(data.registration_fields, in webinar)" in second
