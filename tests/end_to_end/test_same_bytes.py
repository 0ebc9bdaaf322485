"""The same answers give the same bytes in every format, whatever order a process happens to keep its sets in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.test_side_by_side import platforms, run

from hardener.report import FORMATS

SEEDS = ("1", "2", "6")
"""Of the hashes of words: each gives another order to a set of them."""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    folder = tmp_path_factory.mktemp("same")
    with platforms(folder) as (environ, _):
        run(folder, environ, "snapshot", "a.snapshot", "--weeks", "1")
        yield folder, environ


@pytest.mark.parametrize("style", sorted(FORMATS))
def test_a_report_is_the_same_in_every_process(library: tuple[Path, dict[str, str]], style: str) -> None:
    folder, environ = library
    asked = ("audit", "--from", "a.snapshot", "--format", style)
    said = {run(folder, {**environ, "PYTHONHASHSEED": seed}, *asked).out for seed in SEEDS}
    assert len(said) == 1
    assert len(said.pop()) > 1000


def test_what_is_read_is_the_same_in_every_process(library: tuple[Path, dict[str, str]]) -> None:
    folder, environ = library
    asked = ("audit", "--format", "json", "--weeks", "1")
    said = [told(run(folder, {**environ, "PYTHONHASHSEED": seed}, *asked).out) for seed in SEEDS[:2]]
    assert said[0] == said[1]


def told(text: str) -> str:
    """Return a report without what no two looks have in common: the time, and what it took."""
    report: dict[str, Any] = json.loads(text)
    del report["made"], report["window"]
    for connection in report["connections"]:
        del connection["seconds"], connection["calls"]
    return json.dumps(report)
