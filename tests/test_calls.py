"""How often each vendor is asked for its sample: one call more shows here."""

from __future__ import annotations

import pytest
from bench.calls import VENDORS, Counted, looked

from hardener import profile
from hardener.asked import controls_of

SAMPLES = {
    ("zoom", "storytime"): Counted(programs=138, above=132, each=392, alone=524),
    ("zoom", "staff-meeting"): Counted(programs=138, above=132, each=318, alone=450),
    ("webex", "storytime"): Counted(programs=149, above=56, each=85, alone=141),
    ("webex", "staff-meeting"): Counted(programs=149, above=56, each=0, alone=56),
    ("teams", "storytime"): Counted(programs=39, above=2, each=3, alone=70),
    ("teams", "staff-meeting"): Counted(programs=39, above=2, each=3, alone=64),
    ("meet", "storytime"): Counted(programs=66, above=15, each=127, alone=142),
    ("meet", "staff-meeting"): Counted(programs=66, above=15, each=64, alone=79),
}


@pytest.mark.parametrize(("vendor", "name"), SAMPLES)
def test_a_look_takes_so_many_calls(vendor: str, name: str) -> None:
    assert looked(vendor, controls_of([profile.load(name)])) == SAMPLES[vendor, name]


@pytest.mark.parametrize("vendor", VENDORS)
def test_what_nobody_asks_about_takes_none(vendor: str) -> None:
    """Beside who can get in, which is looked at always."""
    least, whole = looked(vendor, frozenset()), looked(vendor, None)
    assert least.programs == whole.programs
    assert least.alone < whole.alone
