"""Pages through the installed command, of every platform: what is in them, and what never is."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests import command
from tests.end_to_end.library import EVERYTHING, library, small, story
from tests.end_to_end.test_hostile import SECRETS, TITLES, hostile
from tests.texts import texts

from hardener import redact
from hardener.incident import Incident
from hardener.sandbox import serve, simulator

VENDORS = {
    "zoom": "Suspend participant activities",
    "webex": "Mute all",
    "teams": "End meeting",
    "meet": "End meeting for all",
}
"""Each platform, and what a host presses first."""


def secrets(node: Any) -> Iterator[str]:
    """Yield from a seed what must not be on a page: addresses, links, and what is kept under a secret key."""
    for key, text in texts(node):
        yield from re.findall(r"[\w.+-]+@[\w-]+\.[\w.]+", text)
        if len(text) > 5 and (redact.secret(key) or re.match(r"https?://[^/]+/.", text)):
            yield text


@pytest.mark.parametrize("vendor", VENDORS)
def test_no_page_has_a_link_a_passcode_or_an_address(vendor: str, tmp_path: Path) -> None:
    kind = simulator(vendor)
    seed = kind.sample(datetime.now(UTC))
    with serve(kind.from_seed(seed, clock=time.time)) as server:
        options, given = server.connection(seed)
        keys = "".join(f"{key} = {json.dumps(value)}\n" for key, value in {"vendor": vendor, **options}.items())
        rules = '[[programs]]\ntitle = "*"\nprofile = "storytime"\n'
        (tmp_path / "hardener.toml").write_text(
            f'[library]\nname = "Maple"\nweeks = 1\n[connections.main]\n{keys}{rules}'
        )
        environ = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")}
        environ |= {f"HARDENER_MAIN_{name.upper()}": value for name, value in given.items()}
        environ["HARDENER_STORE"] = str(tmp_path / "store.sqlite3")

        def page(*words: str) -> str:
            ran = command.run((*words, "--output", "page.html"), tmp_path, environ)
            assert ran.status in {0, 1, 3}, ran.err
            return (tmp_path / "page.html").read_text(encoding="utf-8")

        week = page("audit", "--format", "html", "--details")
        title = re.findall(r"<b><bdi>([\w ]{6,})</bdi></b>", week)[0]
        pages = [week, page("plan", "--format", "html", *EVERYTHING), page("card", title)]
        month = f"{datetime.now(UTC):%Y-%m}"
        pages += [page("board", "--month", month), (tmp_path / "page.csv").read_text(encoding="utf-8")]
    assert VENDORS[vendor] in pages[2]
    never = {secret for secret in secrets(seed) if not secret.isdigit()} | set(given.values())
    assert len(never) > 5
    for number, text in enumerate(pages):
        assert "<script" not in text.lower()
        assert not [secret for secret in never if secret in text], number
        assert not re.search(r"@[\w-]+\.[a-z]", text.partition("</style>")[2]), number


def test_titles_are_text_on_every_page(tmp_path: Path) -> None:
    with library(tmp_path, hostile()) as made:
        for words in (("audit", "--format", "html"), ("plan", "--format", "html", *EVERYTHING), ("card", "203")):
            page = made.run(*words).out
            assert "<script" not in page.lower()
            assert "<img" not in page
            assert not [secret for secret in SECRETS if secret in page]
            assert "x" * 100 not in page
        assert "=HYPERLINK(" in made.run("card", "203").out
    assert TITLES


def test_a_plan_is_saved_and_then_signed_on_paper(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81, waiting_room=False))) as made:
        made.run("plan", *EVERYTHING, "--output", "plan.json", expect=0)
        saved = json.loads((tmp_path / "plan.json").read_text())
        made.run("plan", "--show", "plan.json", "--format", "html", "--output", "plan.html", expect=0)
        page = (tmp_path / "plan.html").read_text(encoding="utf-8")
        assert saved["fingerprint"] in page
        assert "Approved by" in page
        made.run("apply", "--plan", "plan.json", "--expect", saved["fingerprint"], "--yes", expect=0)
        month = f"{datetime.now(UTC):%Y-%m}"
        made.run("board", "--month", month, "--output", "board.html", expect=0)
        board = (tmp_path / "board.html").read_text(encoding="utf-8")
        assert re.search(r"(\d+) of \1</td>", board), "every change was read back"
        rows = list(csv.reader(io.StringIO((tmp_path / "board.csv").read_text(encoding="utf-8"))))
        assert rows[0][2] == "program"


def test_a_card_is_of_one_program(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81), story(82, days=4), story(83, topic="Baby Lapsit"))) as made:
        assert "<h1><bdi>Baby Storytime</bdi></h1>" in made.run("card", "baby storytime", expect=0).out
        assert "'baby' fits 2 programs: Baby Storytime; Baby Lapsit" in made.run("card", "baby", expect=2).err
        assert "no program 'opera' is coming up" in made.run("card", "opera", expect=2).err


@pytest.mark.parametrize(
    ("month", "said"),
    [("november", "expected a year and a month"), ("2026-13", "expected a year"), ("2999-01", "has not begun")],
)
def test_a_month_that_is_none_is_one_clear_line(tmp_path: Path, month: str, said: str) -> None:
    with library(tmp_path, small()) as made:
        ran = made.run("board", "--month", month)
        assert (ran.status, said in ran.err, len(ran.err.splitlines())) == (2, True, 1)


@pytest.mark.parametrize("vendor", VENDORS)
def test_each_platform_says_what_to_press(vendor: str) -> None:
    from hardener.registry import incident_of  # noqa: PLC0415

    told = incident_of(vendor)
    assert isinstance(told, Incident)
    assert told.end
    assert told.does.endswith(".")
