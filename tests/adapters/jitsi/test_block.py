"""The block of a config.js comes off to the letter, whatever the file before it ends with."""

from __future__ import annotations

import pytest

from hardener_jitsi.block import changed, value_of, without
from hardener_jitsi.script import UNDEFINED, own

pytestmark = pytest.mark.unit

BEGIN = "var config = {};"


@pytest.mark.parametrize(
    "end", ["", "\n", "\r\n", "\r", "\n\n", "\r\r", "\n\r", "\r\n\r", "// x", "\rvar a = 1;\r", "\u2028"]
)
@pytest.mark.parametrize("before", ["", "// a\n", "// a\r\n", "// a\r"])
def test_what_is_added_comes_off_to_the_letter(before: str, end: str) -> None:
    text = before + BEGIN + end
    made = changed(text, {"disableChat": True}, "", UNDEFINED)
    assert own(value_of(made), "disableChat") is True
    assert without(made) == text
    assert changed(made, {"disableChat": True}, "", UNDEFINED) == made
