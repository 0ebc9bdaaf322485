"""Whose platform a calendar's entry leads to."""

from __future__ import annotations

import time

import pytest

from hardener.elsewhere import counted, platform_of
from hardener.model import Elsewhere

pytestmark = pytest.mark.unit

LINKS = {
    "Zoom": (
        "https://zoom.us/j/81234567890?pwd=x",
        "https://lib.zoom.us/my/storytime",
        "zoomgov.com/j/1",
        "zoommtg://zoom.us/join?confno=1",
        "https://events.zoom.us/ev/abc",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Flib.zoom.us%2Fj%2F812&data=05",
        "https://www.google.com/url?q=https%253A%252F%252Fzoom.us%252Fj%252F812",
        '<a href="https:&#x2F;&#x2F;zoom.us&#x2F;j&#x2F;812">Join</a>',
    ),
    "Webex": ("https://lib.webex.com/lib/j.php?MTID=m1", "https://lib.my.webex.com/meet/jane"),
    "Microsoft Teams": (
        "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x",
        "https://gov.teams.microsoft.us/l/meetup-join/x",
        "https://dod.teams.microsoft.us/meet/123?p=x",
        "https://teams.live.com/meet/9",
        "https://events.teams.microsoft.com/event/a@b",
    ),
    "Google Meet": ("https://meet.google.com/abc-defg-hij", "g.co/meet/storytime"),
    "GoTo": ("https://meet.goto.com/123456789", "https://global.gotomeeting.com/join/1", "gotomeet.me/jane"),
    "YouTube": ("https://youtu.be/x", "https://www.youtube.com/live/x"),
    "Jitsi": ("https://meet.jit.si/Room", "https://8x8.vc/tenant/room"),
    "BigBlueButton": ("https://bbb.library.example/rooms/abc-def-ghi-jkl/join", "http://x.example/b/jan-abc-def"),
    "Nextcloud Talk": (
        "https://cloud.library.example/index.php/call/a1b2c3d4",
        "https://cloud.library.example/call/ab1cd2ef",
    ),
    "": (
        "",
        "Main branch, story room",
        "https://library.libcal.com/event/1",
        "ask staff@zoom.us",
        "https://notzoom.us/j/1",
        "https://zoom.us.example/j/1",
        "Ask whether the room is free; we zoom.usually.",
        "https://www.facebook.com/library",
        "https://library.example/call/reference",
    ),
}


@pytest.mark.parametrize(("name", "link"), [(name, link) for name, links in LINKS.items() for link in links])
def test_a_link_tells_the_platform(name: str, link: str) -> None:
    assert platform_of(link) == name
    assert platform_of(f"Join us at\n{link}\nand bring a bear") == name


def test_the_first_link_counts() -> None:
    assert platform_of("https://meet.google.com/abc or https://zoom.us/j/1") == "Google Meet"


def test_entries_are_counted_by_platform() -> None:
    found = counted(["Zoom", "", "Zoom", "Webex"])
    assert found == [
        Elsewhere(platform="", count=1),
        Elsewhere(platform="Webex", count=1),
        Elsewhere(platform="Zoom", count=2),
    ]


@pytest.mark.parametrize("text", ["a." * 200_000, "https://" + "a-." * 200_000, "%25" * 200_000, "http://" * 90_000])
def test_a_hostile_invitation_takes_no_time(text: str) -> None:
    began = time.monotonic()
    assert platform_of(text) == ""
    assert time.monotonic() - began < 2
