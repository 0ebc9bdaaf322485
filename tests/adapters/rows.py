"""What every row of an adapter's table must hold to, whatever its vendor."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hardener import adapter, catalog
from hardener.path import MISSING, deep_diff, get_path
from hardener.setting import FixedByVendor, ManualOnly, Setting

CONTROLS = catalog.catalogue()


def of_each_row(check: Callable[[Setting], None]) -> Callable[[str], None]:
    """Make a check of one row a test of each vendor's whole table, which tells of every row that does not hold to it."""

    @pytest.mark.parametrize("name", adapter.installed())
    def test(name: str) -> None:
        told = {}
        for number, row in enumerate(adapter.load(name).settings):
            try:
                check(row)
            except Exception:  # noqa: BLE001 - whatever it was, it is told of its row
                told[f"{number} {row.control}"] = traceback.format_exc(limit=-1)
        assert not told, "\n".join(f"{row}: {said}" for row, said in told.items())

    return test


@of_each_row
def test_a_row_speaks_the_words_of_the_catalogue(row: Setting) -> None:
    control = CONTROLS[row.control]
    levels = (
        [row.value]
        if isinstance(row, FixedByVendor)
        else [value for value in row.writable_values() if isinstance(value, str)]
    )
    if control.levels:
        assert set(levels) <= set(control.levels)
    if not row.kinds:
        assert not row.values, "a row without kinds says that the vendor has no such thing"
        return
    assert row.path or isinstance(row, ManualOnly | FixedByVendor)
    if not isinstance(row, FixedByVendor) and not any(row.can_write(kind) for kind in row.kinds):
        assert row.by_hand or row.note, "what no API changes needs the path that a person clicks, or the reason"


@of_each_row
def test_what_a_row_puts_it_gets_and_nothing_else_moves(row: Setting) -> None:
    for kind in row.kinds:
        if not row.can_write(kind) or isinstance(row, FixedByVendor | ManualOnly):
            continue
        for value in row.writable_values():
            before: dict[str, Any] = {row.at(kind).split(".", maxsplit=1)[0]: {"another": [1]}}
            after = row.put(before, kind, value)
            raw = get_path(after, row.at(kind))
            assert raw is not MISSING
            assert row.decode(raw) == value
            assert row.put(after, kind, value) == after
            told = [row.at(kind), *row.also]
            assert set(_paths(deep_diff(before, after))) <= set(told) | {
                f"{path}.{rest}" for path in told for rest in _below(after, path)
            }


@of_each_row
def test_a_row_that_waits_or_protects_little_says_how(row: Setting) -> None:
    assert row.restart or not row.running, "where what is running may differ, a service is to be restarted"
    for said in (row.restart, row.advisory):
        assert said == said.strip()
        assert said.isprintable()
        assert not said.endswith(".")


def _paths(node: object, above: str = "") -> Iterator[str]:
    if isinstance(node, dict) and node:
        for key, value in node.items():
            yield from _paths(value, f"{above}.{key}" if above else key)
    else:
        yield above


def _below(document: Any, path: str) -> list[str]:
    for key in path.split("."):
        document = document[key]
    return list(_paths(document)) if isinstance(document, dict) else []
