"""Which calendars say where somebody gets mail: a person's own does, a shared one is nobody's."""

from __future__ import annotations

from typing import Any, cast

from hardener_meet.dates import Place
from hardener_meet.options import GROUP_CALENDAR, Options
from hardener_meet.reading import Reader


def test_only_a_persons_calendar_has_an_address() -> None:
    anna = "anna@library.example"
    options = Options.of({"calendars": [anna, f"c_1{GROUP_CALENDAR}"], "user": anna})
    reader = Reader(cast("Any", None), options, {})
    assert reader.addresses() == {f"host/{Place(anna, '').mark}": anna}
