"""What Zoom's rows make of values that no documentation has, and of a program's helpers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hardener.model import Target
from hardener.path import UnknownValueError, with_path
from hardener.setting import FixedByVendor, ManualOnly, Setting
from hardener.snapshot.keep import Keeper
from hardener_zoom.documents import Host, helpers, people
from hardener_zoom.limits import unavailable
from hardener_zoom.settings import SETTINGS, settings_of

pytestmark = pytest.mark.unit

ODD: tuple[Any, ...] = (None, [], {}, "odd", 7, 1.5, True, False, -(10**40), [None], [[]], {"": None}, [{"a": []}])
HOST = Host("h1", "story@…", email="story@example.org")
LARGE = {"large_meeting": True, "large_meeting_capacity": 300}
DOCUMENT: dict[str, Any] = {
    "program": {
        "type": 2, "join_url": "https://example.org/j/1",
        "settings": {"approval_type": 1, "alternative_hosts": "a@example.org", "resources": [{"permission_level": "viewer"}]},
    },
    "team": {"ours": 1},
    "recording": {"share_recording": "publicly", "password": "secret-99"},
    "settings": {"in_meeting": {"custom_data_center_regions": True, "data_center_regions": ["US"]}, "feature": LARGE},
}  # fmt: skip


def rows() -> list[Any]:
    table = settings_of(["Biblio pass"], ["us"])
    found = [(r, k) for r in table for k in r.kinds[:1] if not isinstance(r, FixedByVendor | ManualOnly)]
    return [pytest.param(row, kind, id=f"{number}-{row.control}") for number, (row, kind) in enumerate(found)]


@pytest.mark.parametrize(("row", "kind"), rows())
def test_an_odd_value_is_unknown_and_no_mistake_of_ours(row: Setting, kind: str) -> None:
    for path in row.looks_at(kind):
        for odd in ODD:
            try:
                document = with_path(DOCUMENT, path, odd)
            except UnknownValueError:
                continue
            target = Target(id=f"{kind}/1", kind=kind, title="t", document=document)
            kept = Keeper((row,)).cut(target)
            assert "secret-99" not in json.dumps(kept.document)
            try:
                value = row.get(document, kind)
            except UnknownValueError:
                continue
            if not kept.unread:
                assert row.get(kept.document, kind) == value


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("at", ["type", "settings", "settings.use_pmi", "settings.alternative_hosts"])
def test_an_odd_program_rules_nothing_out_by_mistake(at: str, odd: object) -> None:
    answer: dict[str, Any] = dict(with_path(DOCUMENT, f"program.{at}", odd)["program"])  # type: ignore[arg-type]  # JSON
    strange: Any = odd
    assert all(unavailable("meeting", answer, HOST, strange or {}, {"in_meeting": strange}).values())
    helpers(answer, HOST, people([odd, {"id": odd, "email": odd}]))


@pytest.mark.parametrize(
    ("named", "known", "count"),
    [
        ("anna@example.org", None, 1),
        ("anna@elsewhere.org", None, 0),
        ("h7", None, 1),
        ("anna@example.org;h7, story@example.org,h1", None, 2),
        ("anna@example.org", frozenset({"story@example.org"}), 0),
        ("ANNA@example.org", frozenset({"anna@example.org"}), 1),
        ("", None, 0),
        (None, None, None),
    ],
)
def test_who_of_the_helpers_is_the_library_s_own(named: object, known: frozenset[str] | None, count: object) -> None:
    assert helpers({"settings": {"alternative_hosts": named}}, HOST, known) == count


def test_without_a_domain_an_address_tells_nothing() -> None:
    assert helpers({"settings": {"alternative_hosts": "anna@example.org"}}, Host("h1", "h1"), None) is None


def test_the_table_is_the_same_but_for_what_the_library_says() -> None:
    assert settings_of(SETTINGS_CARDS, ()) == SETTINGS
    assert len(settings_of(["Biblio pass"], ["US"])) == len(SETTINGS)


SETTINGS_CARDS = next(row.cards for row in SETTINGS if hasattr(row, "cards"))
