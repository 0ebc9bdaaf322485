"""Several platforms in one configuration: read side by side, and one that fails leaves the others whole."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests import command
from tests.command import Ran

from hardener import adapter
from hardener.sandbox import Simulator, serve, simulator


@contextmanager
def platforms(folder: Path) -> Iterator[tuple[dict[str, str], dict[str, Simulator]]]:
    """Serve the sample of every platform and configure a library that uses them all."""
    lines, environ, apps = ['default = "storytime"'], dict(os.environ), {}
    with ExitStack() as stack:
        for vendor in adapter.installed():
            kind = simulator(vendor)
            seed = kind.sample(datetime.now(UTC))
            apps[vendor] = kind.from_seed(seed, clock=time.time)
            server = stack.enter_context(serve(apps[vendor]))
            options, secrets = kind.connection(seed, server.url)
            lines.append(f"[connections.{vendor}]")
            lines += [f"{key} = {json.dumps(value)}" for key, value in {**options, "vendor": vendor}.items()]
            environ |= {f"HARDENER_{vendor.upper()}_{name.upper()}": str(value) for name, value in secrets.items()}
        (folder / "hardener.toml").write_text(
            "\n".join([*lines, "[[programs]]", 'title = "*"', 'profile = "storytime"'])
        )
        yield {**environ, "HARDENER_STORE": str(folder / "hardener.sqlite3"), "NO_COLOR": "1"}, apps


def run(folder: Path, environ: dict[str, str], *words: str) -> Ran:
    done = command.run(words, folder, environ, timeout=300)
    assert "Traceback" not in done.err, done.err
    return done


@pytest.fixture
def three(tmp_path: Path) -> Iterator[tuple[Path, dict[str, str], dict[str, Simulator]]]:
    with platforms(tmp_path) as (environ, apps):
        yield tmp_path, environ, apps


def test_all_platforms_are_read_and_one_that_fails_leaves_the_others_whole(
    three: tuple[Path, dict[str, str], dict[str, Simulator]],
) -> None:
    folder, environ, apps = three
    whole = json.loads(run(folder, environ, "audit", "--format", "json-flat").out)
    by_vendor = {vendor: [p for p in whole["programs"] if p["vendor"] == vendor] for vendor in apps}
    assert all(by_vendor.values())
    secret = next(name for name in environ if name.startswith("HARDENER_ZOOM_") and "SECRET" in name)
    broken = run(folder, {**environ, secret: "wrong"}, "audit", "--format", "json-flat")
    assert broken.status == 3
    report = json.loads(broken.out)
    assert not report["complete"]
    state = {c["name"]: c["complete"] for c in report["connections"]}
    assert state["zoom"] is False
    for vendor in set(apps) - {"zoom"}:
        told = {p["target"]: p["state"] for p in report["programs"] if p["vendor"] == vendor}
        assert told == {p["target"]: p["state"] for p in by_vendor[vendor]}


def test_a_baseline_of_one_platform_says_nothing_of_another(
    three: tuple[Path, dict[str, str], dict[str, Simulator]],
) -> None:
    folder, environ, _ = three
    report = json.loads(run(folder, environ, "audit", "--profile", "cis-zoom", "--format", "json-flat").out)
    assert {row["vendor"] for row in report["targets"]} == {"zoom"}
    assert report["programs"] == []


@pytest.mark.parametrize("vendor", adapter.installed())
def test_the_demo_tells_its_story_on_every_platform(tmp_path: Path, vendor: str) -> None:
    done = run(tmp_path, dict(os.environ), "demo", vendor)
    assert done.status == 0, done.err
    assert "5. Take all of it back" in done.out
    assert "That was it" in done.out
    assert not list(tmp_path.iterdir()), "nothing is left behind"
