"""A platform that a library describes itself: what makes one, and what is told of a file that makes none."""

from __future__ import annotations

import pytest

from hardener.adapter import AdapterError
from hardener.setting import FixedByVendor, ManualOnly, Setting
from hardener_checklist.platform import described

pytestmark = pytest.mark.unit

LOOK = '[[look]]\ncontrol = "chan.comments"\nwhere = "Studio > Comments"\n'
NAME = 'name = "Studio"\n'


def fixed(control: str, value: str) -> str:
    return f'[[fixed]]\ncontrol = "{control}"\nvalue = "{value}"\nnote = "so"\n'


def test_a_file_makes_a_platform() -> None:
    text = f'{NAME}kind = "webinar"\nelsewhere = ["door.dial_in"]\n{LOOK}{fixed("chan.mic_self_unmute", "off")}'
    made = described(text, "studio.toml")
    assert (made.name, made.kind) == ("Studio", "webinar")
    assert made.settings == (
        FixedByVendor(control="chan.mic_self_unmute", kinds=("webinar",), value="off", note="so"),
        ManualOnly(control="chan.comments", kinds=("webinar",), by_hand="Studio > Comments"),
        Setting(control="door.dial_in", path="", kinds=()),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "not TOML: "),
        ("", "name: is missing"),
        (NAME, "look: is missing"),
        (f"{NAME}look = []", "look: "),
        (f"{NAME}kind = 'room'\n{LOOK}", "kind: "),
        (f"{NAME}api = true\n{LOOK}", "api: unknown key"),
        (f"{NAME}[[look]]\ncontrol = 'chan.comments'", "look number 1: where: is missing"),
        (f"{NAME}{LOOK}[[look]]\ncontrol = 'chan.qa'\nwhere = 7", "look number 2: where: "),
        (f'{NAME}{LOOK}[[look]]\ncontrol = "chan.qa"\nwhere = "a\\nb"', "look number 2: where: expected one line"),
        (f"{NAME}{LOOK}{LOOK}", "look number 2: chan.comments is there already, as look number 1"),
        (f"{NAME}elsewhere = ['chan.comments']\n{LOOK}", "elsewhere number 1: chan.comments is there already"),
        (f"{NAME}{LOOK.replace('comments', 'coments')}", "no control 'chan.coments'; list them with: hardener controls; did you mean 'chan.comments'"),
        (f"{NAME}{LOOK.replace('chan.comments', 'cis-zoom.1.1.1.1.1')}", "no control"),
        (f"{NAME}{LOOK}{fixed('chan.mic_self_unmute', 'never')}", "fixed number 1: value: 'never' is not a level"),
        (f"{NAME}{LOOK}{fixed('chan.mic_self_unmute', 'off').replace('note', 'why')}", "fixed number 1: note: is missing"),
        (f"{NAME}a = {'[' * 3000}", "studio.toml: "),
        ("#" * 200_000, "too long"),
    ],
)  # fmt: skip
def test_a_file_that_makes_none_is_told_in_one_line_with_the_entry(text: str, said: str) -> None:
    with pytest.raises(AdapterError) as told:
        described(text, "studio.toml")
    assert str(told.value).startswith("studio.toml: ")
    assert said in str(told.value)
    assert "\n" not in str(told.value)
