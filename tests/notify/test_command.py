"""hardener notify: an address is asked for, kept in the keyring, tried, and shown nowhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.end_to_end.library import library, small
from tests.end_to_end.test_connect import typed, with_ring
from tests.notify.made import CONFIG, office, webhook

from hardener.config import ConfigError, parse

SECRET = "T0psecretPath"


def test_an_address_is_stored_tried_and_never_shown(tmp_path: Path) -> None:
    here = office(tmp_path, "staff")
    with webhook() as there:
        assert "MISSING" in here.run("notify", "list", expect=0).out
        missing = here.run("notify", "test", expect=3).err
        assert "hardener notify set staff" in missing
        assert "HARDENER_NOTIFY_STAFF_URL" in missing
        said = [here.run("-vv", "notify", "set", "staff", text=f"{there.url()}\n", expect=0)]
        assert json.loads((tmp_path / "ring.json").read_text()) == {"hardener notify-staff/url": there.url()}
        said += [here.run("-vv", "notify", "test", expect=0), here.run("-vv", "notify", "list", expect=0)]
    assert "staff: arrived" in said[1].out
    assert "keyring" in said[2].out
    assert not any(SECRET in ran.out + ran.err for ran in said)
    (body,) = there.bodies
    assert body["title"] == "Maple County Library: a test of hardener's messages"
    assert "There is nothing to do." in body["message"]


def test_on_a_terminal_the_address_is_asked_for_and_not_echoed(tmp_path: Path) -> None:
    with library(tmp_path, small()) as made:
        config = tmp_path / "hardener.toml"
        config.write_text(f"{config.read_text()}\n[notify.staff]\n")
        ring = with_ring(made)
        status, screen = typed(made, ("notify", "set", "staff"), ("json://example.org/T0psecretPath",))
    assert status == 0, screen
    assert SECRET not in screen
    assert SECRET in ring.read_text()


def test_one_channel_that_is_down_does_not_hold_up_the_others(tmp_path: Path) -> None:
    here = office(tmp_path, "down", "fine", "new")
    with webhook() as there, webhook(status=500) as broken:
        here.environ["HARDENER_NOTIFY_DOWN_URL"] = broken.url()
        here.environ["HARDENER_NOTIFY_FINE_URL"] = there.url()
        ran = here.run("-vv", "notify", "test", expect=3)
    assert ran.out == "fine: arrived\n"
    assert re.search(r"^down: did not arrive: .*500", ran.err, re.MULTILINE)
    assert re.search(r"^new: did not arrive: .*hardener notify set new", ran.err, re.MULTILINE)
    assert "hardener.notify" in ran.err
    assert SECRET not in ran.out + ran.err


def test_a_server_may_use_a_credential_and_a_variable_wins(tmp_path: Path) -> None:
    here = office(tmp_path, "it-desk")
    folder = tmp_path / "credentials"
    folder.mkdir()
    here.environ |= {"CREDENTIALS_DIRECTORY": str(folder), "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    with webhook() as there:
        (folder / "hardener.notify-it-desk.url").write_text(there.url())
        assert "systemd credential" in here.run("notify", "list", expect=0).out
        here.run("notify", "test", "it-desk", expect=0)
        here.environ["HARDENER_NOTIFY_IT_DESK_URL"] = there.url("?b=1")
        assert "HARDENER_NOTIFY_IT_DESK_URL" in here.run("notify", "list", expect=0).out
        here.run("notify", "test", "it-desk", expect=0)
    assert len(there.bodies) == 2
    refused = here.run("notify", "set", "it-desk", text=there.url(), expect=2).err
    assert "no keyring that is safe" in refused
    assert SECRET not in refused


def test_what_is_set_while_a_variable_wins_is_said(tmp_path: Path) -> None:
    here = office(tmp_path, "staff")
    here.environ["HARDENER_NOTIFY_STAFF_URL"] = "json://example.org"
    ran = here.run("notify", "set", "staff", text="json://example.org/T0psecretPath", expect=0)
    assert "environment variable HARDENER_NOTIFY_STAFF_URL still wins" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("set", "staff"), "no address that Apprise can use"),
        (("test", "board"), "which channel? hardener.toml has staff"),
    ],
)
def test_a_mistake_is_one_line(tmp_path: Path, words: tuple[str, str], said: str) -> None:
    ran = office(tmp_path, "staff").run("notify", *words, text="nosuch://T0psecretPath", expect=2)
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert SECRET not in ran.err


def test_without_a_channel_it_says_how_to_make_one(tmp_path: Path) -> None:
    here = office(tmp_path)
    for words, status in ((("test",), 2), (("list",), 0), (("set", "staff"), 2)):
        assert "[notify.NAME]" in here.run("notify", *words, expect=status).err


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('[notify.staff]\nurl = "json://example.org/T0psecretPath"\n', "hardener notify set staff"),
        ('[notify.staff]\nto = "json://example.org/T0psecretPath"\n', "hardener notify set staff"),
        ('[notify.staff]\nleast = "loud"\n', "notify.staff.least"),
        ("[notify.staff]\nleats = 1\n", "unknown key"),
        ('[notify."st aff"]\n', "name a channel with letters"),
        ("[notify]\nstaff = 3\n", "notify.staff"),
    ],
)
def test_a_wrong_table_is_one_line(table: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(CONFIG + table, Path("hardener.toml"))
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert SECRET not in str(caught.value)


def test_an_address_in_the_configuration_is_not_repeated(tmp_path: Path) -> None:
    ran = office(tmp_path, more='[notify.x]\nurl = "json://h/T0psecretPath"\n').run("-vv", "notify", "list", expect=2)
    assert "store it with: hardener notify set x" in ran.err
    assert ran.err.count("\n") == 1
    assert SECRET not in ran.err
