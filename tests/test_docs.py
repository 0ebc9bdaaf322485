"""What the documents say is so."""

from __future__ import annotations

import inspect
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import pytest
from tools import man

from hardener import app, profile
from hardener.adapter import installed, load
from hardener.cli import VERBS, cli
from hardener.vendor import Call
from hardener_meet import calls as meet
from hardener_meet.calls import SERVICE
from hardener_meet.options import Options

ROOT = Path(__file__).parents[1]
COMMAND = Path(sys.executable).parent / "hardener"


def test_the_table_of_platforms_is_the_one_that_the_command_prints() -> None:
    printed = subprocess.run([str(COMMAND), "adapters", "--matrix"], capture_output=True, text=True, check=True).stdout
    told = (ROOT / "docs" / "controls-by-platform.md").read_text(encoding="utf-8")
    assert printed in told, "write it anew: see the first lines of the file"


def test_the_manual_page_is_what_the_commands_say() -> None:
    assert man.PAGE.read_text(encoding="utf-8") == man.page(), "write it anew: python -m tools.man"
    for verb in VERBS:
        assert f".SS hardener {verb}\n" in man.page()


@pytest.mark.skipif(shutil.which("groff") is None, reason="nothing here reads manual pages")
def options(command: click.Command, context: click.Context) -> Iterator[str]:
    """Yield every option of a command and of all below it."""
    yield from (name for each in command.params if isinstance(each, click.Option) for name in each.opts)
    if isinstance(command, click.Group):
        for verb in command.list_commands(context):
            found = command.get_command(context, verb)
            assert found is not None
            yield from options(found, context)


def test_each_option_stands_in_the_manual_page() -> None:
    page = man.PAGE.read_text(encoding="utf-8").replace("\\-", "-")
    told = set(re.findall(r"(?<!\S)--?[a-z][a-z-]*|-[a-z]\b", page))
    assert not set(options(cli, click.Context(cli))) - told


@pytest.mark.parametrize("name", [name for name in app.__all__ if name != "Surroundings"])
def test_what_a_script_may_say_stands_in_the_page_for_scripts(name: str) -> None:
    page = (ROOT / "docs" / "scripts.md").read_text(encoding="utf-8")
    for word in set(inspect.signature(getattr(app, name)).parameters) - {"context"}:
        assert re.search(rf"\b{word}\b", page), word


def test_the_manual_page_is_one_that_man_reads() -> None:
    words = ["groff", "-man", "-Tutf8", "-ww", str(man.PAGE)]
    read = subprocess.run(words, capture_output=True, text=True, check=True)
    assert read.stderr == ""
    assert "hardener audit" in read.stdout


def blocks(path: str) -> dict[str, list[str]]:
    """Return what the blocks of a document hold that have a name behind their language, by that name."""
    text = (ROOT / path).read_text(encoding="utf-8")
    found = re.findall(r"^ *```text ([\w -]+)\n(.*?)^ *```$", text, flags=re.MULTILINE | re.DOTALL)
    return {name: re.split(r"[\s,]+", body.strip()) for name, body in found}


def granted(vendor: str, role: str, kind: str) -> list[str]:
    """Return the scope to grant first for each of a vendor's calls of a kind, by who is logged in."""
    rows = vars(import_module(f"hardener_{vendor}.calls")).values()
    calls = [row for row in rows if isinstance(row, Call) and row.kind == kind]
    fallback = FALLBACK.get(vendor, set())
    return sorted({call.scopes[role][0] for call in calls if call.scopes.get(role)} - fallback)


FALLBACK = {"teams": {"Organization.Read.All", "User.Read"}}
"""Scopes of calls that are tried only where the token does not say whose it is."""
ROLES = [
    ("zoom", "granular"),
    ("zoom", "classic"),
    ("webex", "admin"),
    ("webex", "user"),
    ("teams", "app"),
    ("teams", "user"),
]


@pytest.mark.parametrize("kind", ["read", "write"])
@pytest.mark.parametrize(("vendor", "role"), ROLES)
def test_the_scopes_to_paste_are_those_of_the_calls(vendor: str, role: str, kind: str) -> None:
    assert blocks(f"adapters/hardener_{vendor}/README.md")[f"{role} {kind}"] == granted(vendor, role, kind)


@pytest.mark.parametrize(("name", "changes"), [("all", True), ("read", False)])
def test_the_scopes_to_paste_for_google_are_those_that_are_asked_for(name: str, changes: bool) -> None:
    given: dict[str, Any] = {"calendars": ["a@b.example"], "policies": True, "admin": "a@b.example", "changes": changes}
    assert blocks("adapters/hardener_meet/README.md")[name] == sorted(Options.of(given).wanted("a@b.example"))
    asked = {call.scopes[SERVICE][0] for call in vars(meet).values() if isinstance(call, Call)}
    assert not changes or set(blocks("adapters/hardener_meet/README.md")[name]) == asked


@pytest.mark.parametrize(("name", "changes"), [("all", True), ("read", False)])
def test_the_scopes_to_paste_for_youtube_are_those_that_are_asked_for(name: str, changes: bool) -> None:
    model: Any = load("youtube")
    assert blocks("adapters/hardener_youtube/README.md")[name] == list(
        model.options_type.of({"changes": changes}).consent
    )


def test_the_readme_has_the_same_scopes_as_the_adapter() -> None:
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    assert blocks("README.md")["granular read"] == granted("zoom", "granular", "read")
    for scope in granted("zoom", "granular", "write"):
        assert f"`{scope}`" in told, scope


@pytest.mark.parametrize("vendor", installed())
def test_a_vendors_readme_names_every_address_that_its_adapter_talks_to(vendor: str) -> None:
    if vendor == "toy":
        pytest.skip("a toy has no README")
    told = (ROOT / "adapters" / f"hardener_{vendor}" / "README.md").read_text(encoding="utf-8")
    model: Any = load(vendor)
    for name, field in model.options_type.model_fields.items():
        if name.endswith(("_url", "_uri")):
            assert urlsplit(str(field.default)).netloc in told, name
    for cloud in model.options_type.clouds.values():
        for address in cloud.values():
            assert urlsplit(address).netloc in told, address


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
