"""Facebook Live: what its file says, held against what Meta's own SDK has and has not."""

from __future__ import annotations

import pytest

from hardener import redact, registry
from hardener.attainable import to_look_at
from hardener.by_hand import mistake, sheet
from hardener.profile import load
from hardener.setting import FixedByVendor, ManualOnly
from hardener_facebook import Facebook

pytestmark = pytest.mark.unit


def test_no_control_is_named_twice_and_each_is_one() -> None:
    assert mistake(sheet("hardener_facebook")) == ""


def test_nothing_of_it_is_met_unless_somebody_looks() -> None:
    """What is fixed is what a storytime must not be; all else is asked, or not there."""
    asked = load("storytime")
    for row in Facebook.settings:
        if isinstance(row, FixedByVendor):
            assert row.value != asked.requires[row.control].limit, row.control
        assert isinstance(row, FixedByVendor | ManualOnly) or not row.kinds


@pytest.mark.parametrize("control", ["chan.comments", "video.live_chat", "video.comments", "chan.names_visible"])
def test_what_viewers_write_is_asked_with_a_place(control: str) -> None:
    (row,) = [row for row in Facebook.settings if row.control == control]
    assert isinstance(row, ManualOnly)
    assert row.by_hand
    assert control in (to_look_at(load("storytime"), Facebook.settings) or ())


def test_an_address_of_a_live_video_is_shown_nowhere() -> None:
    registry.learn("facebook", {})
    for link in ("https://www.facebook.com/springfield/videos/123", "fb.watch/abc", "https://fb.me/e/1"):
        assert link not in redact.text(f"see {link} now")
