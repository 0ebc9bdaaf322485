"""What starts fast: help is printed without what only verbs have a use for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hardener.cli import VERBS

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
