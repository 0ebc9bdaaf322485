"""Rows: what is put is got, what is unknown is never guessed, and a difference is as small as it can be."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from hardener.path import MISSING, UnknownValueError, deep_diff, get_path, with_path
from hardener.setting import Presence, Setting

pytestmark = pytest.mark.unit

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.dictionaries(st.sampled_from(["a", "b", "c"]), inner, max_size=3),
    max_leaves=8,
)
DOCUMENTS = st.dictionaries(st.sampled_from(["a", "b", "c"]), JSON, max_size=3)
PATHS = st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1, max_size=3).map(".".join)
ROW = Setting(control="x", path="a.b", kinds=("meeting",), values={1: "off", 2: "hosts", 3: "all", 4: "all"})


@given(DOCUMENTS, PATHS, JSON)
def test_what_is_placed_is_found_and_nothing_else_moves(document: dict[str, Any], path: str, raw: Any) -> None:
    before = deepcopy(document)
    try:
        after = with_path(document, path, raw)
    except UnknownValueError:
        return
    finally:
        assert document == before
    assert get_path(after, path) == raw
    assert _leaves(document) - _leaves(after) <= {leaf for leaf in _leaves(document) if leaf[0].startswith(path)}


@given(DOCUMENTS, DOCUMENTS)
def test_a_difference_put_onto_the_old_gives_the_new(before: dict[str, Any], after: dict[str, Any]) -> None:
    merged = _merge(before, deep_diff(before, after))
    assert all(
        merged[key] == value and type(merged[key]) is type(value)
        for key, value in after.items()
        if not isinstance(value, dict)
    )
    assert deep_diff(after, after) == {}


@given(st.sampled_from([1, 2, 3, 4]), st.sampled_from(["off", "hosts", "all"]))
def test_put_then_get(before: int, value: str) -> None:
    after = ROW.put({"a": {"b": before, "c": 7}}, "meeting", value)
    assert ROW.get(after, "meeting") == value
    assert get_path(after, "a.c") == 7


def test_a_value_that_already_means_it_stays_as_it_was() -> None:
    assert get_path(ROW.put({"a": {"b": 4}}, "meeting", "all"), "a.b") == 4


@pytest.mark.parametrize("raw", [True, "1", 1.0, None, 9, [1], {"b": 1}])
def test_only_the_vendors_own_values_are_known(raw: Any) -> None:
    with pytest.raises(UnknownValueError, match=r"a\.b"):
        ROW.get({"a": {"b": raw}}, "meeting")


def test_absent_is_missing_and_a_wrong_shape_is_unknown() -> None:
    assert ROW.get({"a": {}}, "meeting") is MISSING
    assert ROW.get({}, "meeting") is MISSING
    with pytest.raises(UnknownValueError):
        ROW.get({"a": "text"}, "meeting")


def test_presence_looks_no_further() -> None:
    row = Presence(control="x", path="p", kinds=("meeting",), present="set", absent="none", secret=True)
    held: list[JsonValue] = ["", "x", None, [], ["x"]]
    assert [row.get({"p": raw}, "meeting") for raw in held] == [
        "none",
        "set",
        "none",
        "none",
        "set",
    ]
    with pytest.raises(UnknownValueError):
        row.get({"p": 5}, "meeting")
    assert row.writable_values() == ()


def _leaves(node: Any, path: str = "") -> set[tuple[str, str]]:
    if not isinstance(node, dict):
        return {(path, repr(node))}
    return {leaf for key, value in node.items() for leaf in _leaves(value, f"{path}.{key}" if path else key)}


def _merge(before: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    out = dict(before)
    for key, value in changes.items():
        old = out.get(key)
        out[key] = _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return out
