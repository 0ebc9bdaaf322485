"""Where a person has to look is data: what it names is there, once, and a row that reads is not contradicted."""

from __future__ import annotations

import sys
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from tools.trees import written

from hardener.adapter import installed, load
from hardener.by_hand import FILE, Fixed, Look, Sheet, sheet, whole
from hardener.catalog import catalogue, of_benchmark
from hardener.files import FileError
from hardener.setting import FixedByVendor, ManualOnly, Setting
from hardener.trees import PARSED, shipped

OWN = ["checklist"]
"""Platforms that libraries describe themselves, in files of their own."""
VENDORS = [name for name in installed() if files(f"hardener_{name}").joinpath(FILE).is_file()]
SHEETS = {name: sheet(f"hardener_{name}") for name in VENDORS}
KINDS = {"program": ("meeting", "webinar"), "meeting": ("meeting",), "host": ("host",)}


def rows(name: str) -> tuple[Setting, ...]:
    return tuple(load(name).settings)


def covers(row: Setting) -> set[tuple[str, str]]:
    return {(row.control, kind) for kind in (*row.kinds, *row.governs)}


def reading(name: str) -> set[tuple[str, str]]:
    """Return the controls and kinds of program that a row with a value of the vendor's decides for."""
    read = [row for row in rows(name) if not isinstance(row, ManualOnly | FixedByVendor) and not row.default_for_new]
    return set().union(*(covers(row) for row in read))


def test_every_adapter_has_its_file() -> None:
    assert installed() == sorted([*VENDORS, *OWN])


def made_of(name: str, entry: Look | Fixed) -> list[Setting]:
    """Return the rows of an adapter's table that come of an entry."""
    sort: type[Setting] = FixedByVendor if isinstance(entry, Fixed) else ManualOnly
    found = [row for row in rows(name) if isinstance(row, sort) and row.control == entry.control]
    return [row for row in found if (row.by_hand, row.note) == (entry.where or "", entry.note or "")]


def of_each_entry(check: Callable[[str, Look | Fixed], None]) -> Callable[[str], None]:
    """Make a check of one entry a test of each whole file, which tells of every entry that does not hold to it."""

    @pytest.mark.parametrize("name", VENDORS)
    def test(name: str) -> None:
        told = {}
        entries: list[Look | Fixed] = [*SHEETS[name].look, *SHEETS[name].fixed]
        for number, entry in enumerate(entries):
            try:
                check(name, entry)
            except Exception:  # noqa: BLE001 - whatever it was, it is told of its entry
                told[f"{number} {entry.control}"] = traceback.format_exc(limit=-1)
        assert not told, "\n".join(f"{entry}: {said}" for entry, said in told.items())

    return test


@of_each_entry
def test_an_entry_names_a_control_and_kinds_that_are_there(name: str, entry: Look | Fixed) -> None:
    assert entry.control in catalogue()
    made = made_of(name, entry)
    assert len(made) >= len(entry.kinds)
    judged = {kind for row in rows(name) if row.path for kind in (*row.kinds, *row.governs)}
    if getattr(load(name), "api", True):
        assert {kind for row in made for kind in row.kinds} <= judged
    if isinstance(entry, Fixed):
        assert catalogue()[entry.control].accepts(entry.value) == ""
        assert entry.note or entry.why, "what a vendor fixes has a reason"


@of_each_entry
def test_an_entry_beside_a_row_that_reads_says_why(name: str, entry: Look | Fixed) -> None:
    both = set().union(*(covers(row) for row in made_of(name, entry))) & reading(name)
    assert not both or entry.why, sorted(both)


@pytest.mark.parametrize("name", VENDORS)
def test_nothing_is_said_twice_but_for_a_reason(name: str) -> None:
    found = [row for row in rows(name) if isinstance(row, ManualOnly | FixedByVendor)]
    counted = Counter(pair for row in found for pair in covers(row))
    twice = {control for (control, _), times in counted.items() if times > 1}
    told = (*SHEETS[name].look, *SHEETS[name].fixed)
    assert [entry for entry in told if entry.control in twice and not entry.why] == []


@pytest.mark.parametrize("name", VENDORS)
def test_what_only_other_platforms_have_has_no_other_row(name: str) -> None:
    elsewhere = SHEETS[name].elsewhere
    assert set(elsewhere) <= set(catalogue())
    assert len(set(elsewhere)) == len(elsewhere)
    assert {row.control for row in rows(name) if row.kinds}.isdisjoint(elsewhere)


@of_each_entry
def test_a_path_is_a_line_of_plain_text(name: str, entry: Look | Fixed) -> None:
    assert entry.where or isinstance(entry, Fixed)
    assert all(text.isprintable() and text.isascii() for text in (entry.where, entry.note, entry.why) if text)


@pytest.mark.parametrize("name", VENDORS)
def test_an_exact_place_is_that_of_a_row(name: str) -> None:
    for path, where in SHEETS[name].places.items():
        found = {row.by_hand for row in rows(name) if row.path == path and not of_benchmark(row.control)}
        assert found == {where}, path


@pytest.mark.parametrize(
    "entry",
    [
        {"control": "a", "kinds": ["program"]},
        {"control": "a", "kinds": [], "where": "there"},
        {"control": "a", "kinds": ["program"], "where": ""},
        {"control": "a", "kinds": ["program"], "where": "one\nanother"},
        {"control": "a", "kinds": ["program"], "where": " there"},
        {"control": "a", "kinds": ["program"], "where": "there", "path": "settings.chat"},
    ],
)
def test_an_entry_that_says_too_little_or_too_much_is_refused(entry: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Sheet.model_validate({"look": [entry]})


def package(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> str:
    """Make a package that has `text` as its file; return its name."""
    home = folder / "hardener_made"
    home.mkdir()
    (home / "__init__.py").touch()
    (home / FILE).write_text(text, encoding="utf-8")
    (home / PARSED).write_text(written(home), encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "hardener_made", raising=False)
    return "hardener_made"


TEXT = """
look:
  - {control: a, kinds: [program, meeting], where: there, note: so}
  - {control: b, kinds: [host], governs: [program], unless: [told.b, tell], where: here}
fixed:
  - {control: c, kinds: [meeting], value: off, why: it has none}
elsewhere: [d]
places: {host.b: the page > the switch}
"""


def test_what_gives_way_or_is_fixed_stands_before_what_is_shown_and_the_rest_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Setting(control="b", path="host.b", kinds=("host",), by_hand="the page")
    assert whole(package(tmp_path, monkeypatch, TEXT), [shown], KINDS) == (
        ManualOnly(
            control="b", kinds=("host",), governs=("meeting", "webinar"), unless=("told.b", "tell"), by_hand="here"
        ),
        FixedByVendor(control="c", kinds=("meeting",), value="off"),
        replace(shown, by_hand="the page > the switch"),
        ManualOnly(control="a", kinds=("meeting", "webinar"), by_hand="there", note="so"),
        ManualOnly(control="a", kinds=("meeting",), by_hand="there", note="so"),
        Setting(control="d", path="", kinds=()),
    )


COMMON = """
look:
  - {control: a, kinds: [program, meeting], where: there, note: so}
  - kinds: [host]
    governs: [program]
    controls:
      b: {unless: [told.b, tell], where: here}
fixed:
  - kinds: [meeting]
    why: it has none
    controls: {c: off}
elsewhere: [d]
places: {host.b: the page > the switch}
"""


def test_what_several_controls_have_in_common_is_as_if_each_said_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = package(tmp_path, monkeypatch, COMMON)
    (tmp_path / "one").mkdir()
    assert shipped(name, FILE, Sheet) == shipped(package(tmp_path / "one", monkeypatch, TEXT), FILE, Sheet)


@pytest.mark.parametrize(
    ("group", "said"),
    [
        ("{kinds: [program], controls: {a: there, b: {were: there}}}", "b: where: is missing"),
        ("{kinds: [program], controls: {a: there, b: {where: there, path: c}}}", "b: path: unknown key"),
        ("{kinds: [program], where: there, controls: [a, [b]]}", "control: "),
        ("{kinds: [program], where: there, controls: a}", "controls: names no control"),
        ("{kinds: [program], where: there, controls: []}", "controls: names no control"),
        ("{kinds: [program], where: there, controls: {}}", "controls: names no control"),
        ("{kinds: [program], where: there, controls: }", "controls: names no control"),
        ("{kinds: [program], where: there, control: a, controls: [b]}", "b: control: it is among controls already"),
        ("{kinds: [program], where: there, controls: {a: {control: b}}}", "a: control: it is among controls already"),
        ("{kinds: [program], controls: [a]}", "a: where: is missing"),
        ("{controls: {a: there}}", "a: kinds: is missing"),
    ],
)
def test_what_is_wrong_with_one_of_several_controls_is_said_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, group: str, said: str
) -> None:
    name = package(tmp_path, monkeypatch, f"look:\n  - {group}\n")
    with pytest.raises(FileError, match=rf"by_hand\.yaml:.*({said})"):
        shipped(name, FILE, Sheet)


def test_a_key_that_nobody_knows_is_said_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = package(tmp_path, monkeypatch, "look:\n  - {control: a, kinds: [program], were: there}\n")
    with pytest.raises(FileError, match=r"by_hand\.yaml:.*(is missing|unknown key)"):
        shipped(name, FILE, Sheet)
