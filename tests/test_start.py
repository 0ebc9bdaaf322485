"""What starts fast: help is printed without what only verbs have a use for, and an audit loads only its own rooms."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from hardener.cli import VERBS
from tests.end_to_end.library import library, small

HEAVY = ("sqlalchemy", "pydantic", "requests", "ruamel", "keyring", "hardener.catalog", "hardener.cli.audit")


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_help_imports_no_verb(word: str) -> None:
    code = (
        "import sys\nfrom hardener.cli import cli\n"
        f"try:\n    cli([{word!r}])\nexcept SystemExit:\n    print('FOUND', [m for m in {HEAVY!r} if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.endswith("FOUND []\n"), said


def test_help_lists_every_verb_once() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "from hardener.cli import main; main()", "-h"], capture_output=True, text=True, check=True
    ).stdout  # fmt: skip
    listed = said.split("Commands:\n")[1].split("\n\n")[0].splitlines()
    assert [line.split()[0] for line in listed if not line.startswith("   ")] == list(VERBS)


def test_templates_are_loaded_only_to_make_a_page() -> None:
    code = "import sys, hardener.pages, hardener.cli.audit, hardener.cli.plan; print('jinja2' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said == "False\n"


UNUSED = (
    "hardener.announced.events", "hardener.announced.heard", "hardener.app.calendars", "hardener.app.notices",
    "hardener.app.reviews", "hardener.history.compare", "hardener.history.difference", "hardener.history.month",
    "hardener.http.cookies", "hardener.http.markup", "hardener.incident", "hardener.notice.published",
    "hardener.remedy.journal", "hardener.remedy.plan", "hardener.report.csv_report", "hardener.report.screen",
    "hardener.review.record", "hardener.vendor.calendar", "hardener.yamlfile",
    "http.server", "jinja2", "keyring", "oauthlib", "ruamel.yaml", "tabulate", "tenacity", "tqdm",
)  # fmt: skip
"""What an audit of Zoom has no use for where there is no calendar, notice, review or waiver, and a script reads it."""
KEPT = "hardener.history.record"
"""One that it has a use for at its very end: so the list has all."""


def test_an_audit_loads_only_what_it_has_a_use_for(tmp_path: Path) -> None:
    code = "from hardener.cli import main; main()"
    with library(tmp_path, small()) as made:
        words = [sys.executable, "-X", "importtime", "-c", code, "audit", "--format", "json", "--output", "r.json"]
        ran = subprocess.run(words, cwd=tmp_path, env=made.environ, capture_output=True, text=True, check=False)
    loaded = set(re.findall(r"^import time: .*\| +([\w.]+)$", ran.stderr, re.MULTILINE))
    assert (tmp_path / "r.json").exists(), ran.stderr
    assert KEPT in loaded
    assert sorted(loaded & set(UNUSED)) == []


def test_what_an_audit_has_a_use_for_is_loaded_after_all(tmp_path: Path) -> None:
    """The same with a review, notices and a waiver that cannot be read: nobody takes them for nothing."""
    (tmp_path / "reviews").mkdir()
    (tmp_path / "reviews" / "zoom.yaml").write_text("platform: [")
    with library(tmp_path, small()) as made:
        assert "reviews/zoom.yaml" in made.run("audit", "--format", "json", expect=None).out
        for name in ("notices.yaml", "waivers.yaml"):
            (tmp_path / name).write_text("notices: [")
            assert name in made.run("audit", "--format", "json", expect=2).err
            (tmp_path / name).unlink()
