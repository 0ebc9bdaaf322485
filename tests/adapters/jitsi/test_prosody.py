"""What the XMPP server's file enforces, by prosody's own rules: what a host does not say, it has from above."""

from __future__ import annotations

import pytest

from hardener_jitsi.prosody import enforced

pytestmark = pytest.mark.unit

LOBBY = """
    modules_enabled = { "muc_lobby_rooms"; "persistent_lobby" }
    main_muc = "conference.m"
    lobby_muc = "lobby.m"
"""
AUTOSTART = 'modules_enabled = { "lobby_autostart" }'
GUESTS = '\nVirtualHost "guest.m"\n    c2s_require_encryption = false'


def told(name: str, *, above: str = "", host: str = "", rooms: str = "", way: str = '"internal_hashed"') -> object:
    """Return what the file comes to in one thing; None where that is not certain."""
    text = f'{above}\nVirtualHost "m"\n{host}\nComponent "conference.m" "muc"\n{rooms}\n'
    if way:
        text = text.replace('VirtualHost "m"\n', f'VirtualHost "m"\n    authentication = {way}\n')
    found, unsure = enforced(text, "m")
    assert (name in found) is not (name in unsure or "" in unsure)
    return found.get(name)


@pytest.mark.parametrize(
    ("above", "host", "way", "expected"),
    [
        ("", "", '"internal_hashed"', "accounts"),
        ('authentication = "internal_hashed"', "", "", "accounts"),
        ('authentication = "anonymous"', "", "", "anonymous"),
        ('authentication = "jitsi-anonymous"', GUESTS, '"internal_hashed"', "guests"),
        ("", GUESTS + '\n    authentication = "token"\n    allow_empty_token = true', '"internal_hashed"', "guests"),
        ("", GUESTS + '\n    authentication = "token"', '"internal_hashed"', "accounts"),
        ("", "allow_empty_token = true", '"token"', "anonymous"),
        ("", "allow_empty_token = false", '"token"', None),
        (
            "",
            GUESTS.replace(' "guest.m"', '("guest.m")') + '\n    authentication = "anonymous"',
            '"internal_hashed"',
            "guests",
        ),
        ("", '\nVirtualHost("guest.m" .. x)\n    authentication = "anonymous"', '"internal_hashed"', None),
        ("", GUESTS + '\n    authentication = "of_our_own"', '"internal_hashed"', None),
        ("", GUESTS + '\n    authentication = { "a" }', '"internal_hashed"', None),
        ("", "", '{ "anonymous" }', None),
        ("", "", '"anonymou\\115"', None),
    ],
)
def test_how_people_come_in_hangs_on_every_host(above: str, host: str, way: str, expected: str | None) -> None:
    assert told("sign_in", above=above, host=host, way=way) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        (LOBBY, "everybody"),
        (LOBBY + 'muc_lobby_whitelist = { "recorder.m" }', "everybody"),
        (LOBBY + 'muc_lobby_whitelist = { "recorder.m", "m" }', None),
        (LOBBY + 'muc_lobby_whitelist = { "guest.m" }' + GUESTS + '\n    authentication = "anonymous"', None),
        (LOBBY + "muc_lobby_whitelist = { 5 }", None),
        (LOBBY.replace('lobby_muc = "lobby.m"', ""), None),
        (LOBBY.replace('main_muc = "conference.m"', ""), None),
    ],
)
def test_a_lobby_that_lacks_something_or_lets_a_host_by_holds_nobody_for_certain(
    host: str, expected: str | None
) -> None:
    assert told("lobby", host=host, rooms=AUTOSTART) == expected


@pytest.mark.parametrize(("most", "expected"), [("30", 30), ('"30"', 30), ("0", None), ("-5", None), ("{}", None)])
def test_a_limit_is_a_number_of_people(most: str, expected: int | None) -> None:
    rooms = f'modules_enabled = {{ "muc_max_occupants" }}\nmuc_max_occupants = {most}'
    assert told("max_occupants", rooms=rooms) == expected


def test_what_stands_before_all_hosts_is_no_host_whatever_it_says() -> None:
    assert told("sign_in", above="enabled = false") == "accounts"
