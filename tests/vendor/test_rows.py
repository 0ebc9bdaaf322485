"""What rows of one table have in common, and which calls a module tells of."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from hardener.setting import Number, Setting
from hardener.vendor import Call, told_of
from hardener.vendor.kinds import rows_at

ROW = rows_at("program.settings", kinds=("meeting",), by_hand="the page")


@dataclass(frozen=True, kw_only=True)
class Switched(Number):
    beside = ("switch", "other")
    switch: str
    other: str = ""


pytestmark = pytest.mark.unit


def test_a_row_has_what_is_common_unless_it_says_otherwise() -> None:
    same = {"control": "a", "path": "program.settings.chat", "kinds": ("meeting",)}
    assert ROW("a", "chat", {True: "on"}) == Setting(**same, values={True: "on"}, by_hand="the page")  # type: ignore[arg-type]
    assert ROW("a", "chat", sort=Number, by_hand="there") == Number(**same, by_hand="there")  # type: ignore[arg-type]


def test_a_field_that_no_row_has_is_refused() -> None:
    with pytest.raises(TypeError, match="govern"):
        ROW("a", "chat", govern=("meeting",))


def test_a_sort_of_row_looks_at_what_its_fields_name() -> None:
    found = ROW("a", "size", sort=Switched, switch="program.settings.sized")
    assert found.looks_at("meeting") == ("program.settings.size", "program.settings.sized")


def test_a_call_without_words_is_not_told_of() -> None:
    module = {
        "ONE": Call("/one", what="read one"),
        "NAME": "x",
        "TWO": Call("/two"),
        "SET": Call("/one", what="set one"),
    }
    assert told_of(module) == (module["ONE"], module["SET"])
