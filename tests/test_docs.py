"""What the documents say is so."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from hardener import profile
from hardener_zoom.calls import CALLS, GRANULAR

ROOT = Path(__file__).parents[1]
COMMAND = Path(sys.executable).parent / "hardener"


def test_the_table_of_platforms_is_the_one_that_the_command_prints() -> None:
    printed = subprocess.run([str(COMMAND), "adapters", "--matrix"], capture_output=True, text=True, check=True).stdout
    told = (ROOT / "docs" / "controls-by-platform.md").read_text(encoding="utf-8")
    assert printed in told, "write it anew: see the first lines of the file"


@pytest.mark.parametrize("text", ["README.md"])
def test_the_readme_names_every_scope(text: str) -> None:
    told = (ROOT / text).read_text(encoding="utf-8")
    for call in CALLS:
        granular = call.scopes[GRANULAR][0]
        assert granular in told or granular.startswith("account:update"), granular


def test_the_readme_names_every_profile() -> None:
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in profile.builtin():
        assert f"`{name}`" in told, name


@pytest.mark.parametrize(
    "path", sorted(p.relative_to(ROOT).as_posix() for p in ROOT.glob("**/*.md") if ".venv" not in p.parts)
)
def test_every_link_leads_somewhere(path: str) -> None:
    file = ROOT / path
    for target in re.findall(r"\]\((?!https?://)([^)#]+)", file.read_text(encoding="utf-8")):
        assert (file.parent / target).exists(), f"{path}: {target}"
