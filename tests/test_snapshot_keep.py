"""Whatever a vendor answers, what is kept of it is judged as the whole is."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from hardener import adapter, profile
from hardener.catalog import catalogue
from hardener.evaluate import Judge
from hardener.model import Document, Program, Status, Target, Value
from hardener.path import Missing
from hardener.reason import noted
from hardener.setting import Setting
from hardener.snapshot.keep import NOT_HERE, NOT_KEPT, Keeper, merged
from tests import made
from tests.made import CONTROLS, ROWS, WITH_API, above, meeting

PROFILE = profile.load("storytime")
LEAF = (
    st.none()
    | st.booleans()
    | st.integers(-2, 9)
    | st.sampled_from(["", "none", "everyone", "card", "custom", "a@b.org", "pwd=1"])
)
KEYS = st.sampled_from(["enable", "mode", "role", "title", "question", "displayName", "field_name", "custom_questions", "custom", "customizedQuestions", "AllowedDomain", "stream_url"])  # fmt: skip
ANY = st.recursive(LEAF, lambda c: st.lists(c, max_size=3) | st.dictionaries(KEYS, c, max_size=3), max_leaves=6)


@pytest.mark.parametrize("vendor", WITH_API)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_a_vendor_says_is_judged_the_same_or_said_to_be_unread(vendor: str, data: st.DataObject) -> None:
    rows = adapter.load(vendor).settings
    keeper = Keeper(rows)
    kind = data.draw(st.sampled_from(sorted(keeper.looked())))
    document: dict[str, Any] = {}
    paths = sorted({place.path for use in keeper.uses(kind) for _, place in use.places})
    for path in data.draw(st.lists(st.sampled_from(paths), max_size=12)):
        _put(document, path.split("."), data.draw(ANY))
    whole = Target(
        id=f"{kind}/1",
        kind=kind,
        title="T",
        document=document,
        above=((f"{kind}/1",),),
        program=Program(id="1", kind="meeting"),
    )
    kept = keeper.cut(whole)
    found = [list(Judge("c", rows, catalogue(), {t.id: t}).program(t, PROFILE)) for t in (whole, kept)]
    assert found[0] == found[1] or NOT_KEPT in kept.unread.values()
    assert "a@b.org" not in json.dumps(kept.document)


def _put(node: dict[str, Any], keys: list[str], value: Any) -> None:
    for key in keys[:-1]:
        node = node.setdefault(key, {})
        if not isinstance(node, dict):
            return
    node[keys[-1]] = value


def test_a_choice_of_the_program_that_is_not_in_the_file_leaves_the_row_above_open() -> None:
    row = Setting(
        control="cap.live", path="settings.captions", kinds=("host",), governs=("meeting",), values={True: "on"},
        unless=("program.captions", "custom"),
    )  # fmt: skip
    host = above("host", "host/h", {}, captions=True)
    lacking = Keeper((row,)).lacking("meeting", ())
    assert lacking == {"program.captions": NOT_HERE}
    for unread, status in (({}, Status.PASS), (lacking, Status.ERROR)):
        target = Target(id="meeting/1", kind="meeting", title="T", document={}, above=(("host/h",),), unread=unread)
        (found,) = Judge("c", (row,), CONTROLS, {"host/h": host}).program(target, made.profile(cap__live=">on"))
        assert found.finding.status is status
        assert (NOT_HERE in noted(found.finding.note, found.finding.reason)) is bool(unread)


def test_what_no_json_has_and_what_is_too_long_is_not_kept() -> None:
    rows = (Setting(control="rec.auto", path="program.recording", kinds=("meeting",), values={None: "none"}),)
    for odd in (float("nan"), "x" * 1000, "\ud800"):
        kept = Keeper(rows).cut(meeting(recording=odd))
        assert kept.unread == {"program.recording": NOT_KEPT}
        kept_text = json.dumps(kept.document, allow_nan=False)
        assert "xxx" not in kept_text


@dataclass(frozen=True, kw_only=True)
class Strange(Setting):
    """A row of another package: it looks at nothing, and what it keeps is wrong."""

    def get(self, document: Document, kind: str) -> str:
        return "none"

    def closest_writable(self, value: Value, before: JsonValue | Missing) -> Value | None:
        return value

    def redacted(self, raw: JsonValue, path: str) -> JsonValue:
        return "wrong"


def test_what_would_be_judged_otherwise_is_unread() -> None:
    strange = Strange(control="rec.auto", path="locks.chat", kinds=("group",))
    group = above("group", "group/g", {"chat": True}, chat=True)
    assert Keeper((strange, ROWS[0])).cut(group).unread == {"locks.chat": NOT_KEPT}
    wrong = replace(strange, path="program.there.inside", kinds=("meeting",))
    assert Keeper((wrong,)).cut(meeting(there="a text")).unread == {}
    unless = replace(ROWS[0], unless=("program.who", "anna@example.org"))
    assert Keeper((unless,)).cut(meeting(who="anna@example.org")).unread == {"program.who": NOT_KEPT}


def test_lists_of_one_node_are_joined_entry_by_entry() -> None:
    assert merged([{"a": 1}, None, []], [{"b": 2}, {"c": 3}]) == [{"a": 1, "b": 2}, {"c": 3}, []]
    assert merged(None, "x") == merged("x", "y") == "x"
