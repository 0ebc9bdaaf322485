"""Pages in Chromium: for everybody to read, on any screen and on paper, and silent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.pages import browser, made

pytestmark = [pytest.mark.browser, pytest.mark.long]
PAGES = made.all_pages()
WIDE = (320, 768, 1280)
SHEETS = {"Letter": (8.5, 11.0), "A4": (8.27, 11.69)}
"""Width and height in inches."""
DOTS, MARGINS = 96, 1.2
"""Of CSS, an inch; and what printing leaves blank at the top and bottom at most, in inches."""


@pytest.fixture(scope="module")
def axe() -> str:
    return browser.found()[1]


@pytest.fixture(scope="module")
def chromium(axe: str) -> Iterator[Browser]:
    with browser.chromium(browser.found()[0]) as started:
        yield started


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("pages")
    for name, text in PAGES.items():
        (written / f"{name}.html").write_text(text, encoding="utf-8")
    return written


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_everybody_can_read_it(chromium: Browser, folder: Path, axe: str, name: str, colours: Any) -> None:
    file = folder / f"{name}.html"
    with browser.opened(chromium, file, color_scheme=colours) as (page, asked):
        page.evaluate(axe)
        page.evaluate("document.querySelectorAll('details').forEach((each, n) => each.open = n < 40)")
        for width in WIDE:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{width}: scrolls sideways"
            found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            wrong = [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found["violations"]]
            assert not wrong, f"{width}: {wrong}"
        assert asked == [file.as_uri()], "it asked for something"


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("name", [name for name in PAGES if name.startswith("card")])
def test_a_card_is_exactly_one_sheet(chromium: Browser, folder: Path, name: str, sheet: str) -> None:
    with browser.opened(chromium, folder / f"{name}.html") as (page, _):
        printed = page.pdf(format=sheet)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("name", ["week", "plan", "board", "incident"])
def test_no_row_is_cut_on_paper(chromium: Browser, folder: Path, name: str, sheet: str) -> None:
    """A row that must not be broken, and fits on a sheet, is not: nor is anything wider than the paper."""
    width, height = SHEETS[sheet]
    with browser.opened(chromium, folder / f"{name}.html") as (page, _):
        page.emulate_media(media="print")
        page.set_viewport_size({"width": round((width - MARGINS) * DOTS), "height": round(height * DOTS)})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "wider than the paper"
        rows = page.evaluate(
            "[...document.querySelectorAll('tr, .card, .say, figure')].filter(each => each.offsetHeight)"
            ".map(each => [getComputedStyle(each).breakInside, each.offsetHeight])"
        )
        heads = page.evaluate("[...document.querySelectorAll('thead')].map(each => getComputedStyle(each).display)")
    assert rows
    assert {how for how, _ in rows} == {"avoid"}
    assert max(tall for _, tall in rows) < (height - MARGINS) * DOTS
    assert set(heads) == {"table-header-group"}, "the head of a table is on each of its sheets"


def test_a_link_to_a_program_opens_it(chromium: Browser, folder: Path) -> None:
    with browser.opened(chromium, folder / "week.html") as (page, _):
        page.click("a.item >> nth=0")
        assert page.evaluate("document.querySelector(location.hash).closest('details').open")


def test_what_is_folded_stays_so_on_paper_and_the_verdict_has_its_word(chromium: Browser, folder: Path) -> None:
    with browser.opened(chromium, folder / "week.html") as (page, _):
        page.emulate_media(media="print", forced_colors="active")
        assert page.is_visible(".word >> nth=0")
        assert not page.is_visible("#p-1")
