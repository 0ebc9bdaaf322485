"""The keys of a connection, and what a room's name shows of itself: nothing."""

from __future__ import annotations

from typing import Any

import pytest

from hardener import links, redact
from hardener.adapter import AdapterError
from hardener_jitsi import Jitsi
from hardener_jitsi.options import Options

URL = "https://meet.library.example"
NAME = "quiet-otters-paint-kites"


def room(title: str = "Storytime", name: str = NAME) -> dict[str, Any]:
    return {"title": title, "name": name}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "url"),
        ({"url": "meet.library.example"}, "expected the address"),
        ({"url": "ftp://meet.library.example"}, "expected the address"),
        ({"url": f"{URL}?x=1"}, "expected the address"),
        ({"url": 7}, "url"),
        ({"url": URL, "rooms": [room(), room(name="another")]}, "a title of its own"),
        ({"url": URL, "rooms": [room("Any")]}, "a title of its own"),
        ({"url": URL, "rooms": [room(f"Join {NAME.upper()}")]}, "must not have its name"),
        ({"url": URL, "rooms": [room(name=f"{URL}/x")]}, "what stands behind the host"),
        ({"url": URL, "rooms": [room(name="two words")]}, "what stands behind the host"),
        ({"url": URL, "rooms": [room("two\nlines")]}, "one line"),
        ({"url": URL, "rooms": [NAME]}, "rooms"),
        ({"url": URL, "rooms": [["a", "b", "c"]]}, "rooms"),
        ({"url": URL, "file": "x.js"}, "folder"),
        ({"url": URL, "folder": "/etc", "file": "../x.js"}, "name of a file"),
        ({"url": URL, "prosody": "x.cfg.lua"}, "whole path"),
        ({"url": URL, "token": "x"}, "unknown key"),
    ],
)
def test_what_is_wrong_is_one_clear_line_without_the_name(given: dict[str, Any], said: str) -> None:
    with pytest.raises(AdapterError, match=said) as caught:
        Options.of(given)
    assert NAME not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_rooms_may_be_written_long_or_short_and_are_known_by_their_titles() -> None:
    long = Options.of({"url": f"{URL}/", "rooms": [room("Storytime at Maple"), room("Cuentos, niños")]})
    short = Options.of({"url": URL, "rooms": [["Storytime at Maple", NAME], ["Cuentos, niños", NAME]]})
    assert long == short
    first, second = (each.id for each in long.rooms)
    assert first == "storytime-at-maple"
    assert second.isalnum()
    assert NAME not in repr(long)
    assert Options.of({"url": "https://MEET.library.example:8443/tenant"}).config == "meet.library.example-config.js"


@pytest.mark.parametrize("written", [NAME, NAME.upper().lower(), f"{URL}/{NAME}", f"{URL}:8443/{NAME}#config.x=1", "sub.meet.library.example/x"])  # fmt: skip
def test_what_opens_a_room_is_hidden(written: str) -> None:
    redact.learn(Jitsi.links({"url": URL, "rooms": [room()]}))
    assert NAME not in redact.text(f"see {written} now")
    assert written not in redact.text(f"see {written} now")


@pytest.mark.parametrize(
    "given", [{"url": "http://[", "rooms": 7}, {"url": [], "rooms": [7, [], ["a", 7], {"name": None}, None]}]
)
def test_links_are_asked_before_anything_is_checked(given: dict[str, Any]) -> None:
    links.pattern(Jitsi.links(given))
