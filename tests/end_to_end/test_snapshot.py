"""A snapshot of every platform, judged again without network, configuration or secrets."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.adapters.conformance import secrets
from tests.command import Ran
from tests.end_to_end.test_side_by_side import platforms, run
from tests.made import WITH_API

from hardener import adapter
from hardener.sandbox import Simulator, simulator

SOON = ("--weeks", "1")
TUTORING = ("--profile", "tutoring")
SOME = ("--connection", "teams", "--connection", "zoom")


@dataclass
class Kept:
    """A library with snapshots, and what live audits of the same state said."""

    folder: Path
    apps: dict[str, Simulator]
    done: dict[str, Ran]
    known: dict[tuple[str, ...], Ran] = field(default_factory=dict)

    def again(self, *words: str) -> Ran:
        """Run hardener in an empty folder, without any secret; once for the same words."""
        if words not in self.known:
            self.known[words] = self._again(*words)
        return self.known[words]

    def _again(self, *words: str) -> Ran:
        empty = self.folder / "elsewhere"
        empty.mkdir(exist_ok=True)
        environ = {k: v for k, v in os.environ.items() if not k.startswith("HARDENER")}
        return run(empty, environ, *words)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    folder = tmp_path_factory.mktemp("kept")
    with platforms(folder, without="checklist") as (
        environ,
        apps,
    ):  # its platforms are in files that a snapshot has not
        secret = next(name for name in environ if name.startswith("HARDENER_ZOOM_") and "SECRET" in name)
        broken = {**environ, secret: "wrong"}
        teams = ("--connection", "teams")
        asked: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
            "snapshot": (environ, ("snapshot", "a.snapshot", *SOON)),
            "live": (environ, ("audit", "--format", "json-flat", *SOON)),
            "tutoring": (environ, ("audit", "--format", "json-flat", *SOON, *TUTORING, *SOME)),
            "broken snapshot": (broken, ("snapshot", "broken.snapshot", *SOON, *SOME)),
            "broken": (broken, ("audit", "--format", "json-flat", *SOON, *SOME)),
            "one": (environ, ("snapshot", "one.snapshot", "storytime", *teams)),
            "none": (environ, ("snapshot", "none.snapshot", "no such program", *teams)),
            "nowhere": (environ, ("snapshot", "nowhere/a.snapshot", *teams)),
        }
        # One after the other: with Greenlight a log-in ends the one before, whoever's of an account that is.
        yield Kept(folder, apps, {name: run(folder, env, *words) for name, (env, words) in asked.items()})


def told(text: str) -> dict[str, Any]:
    """Return a report without what no two audits have in common: the time, and the requests it took."""
    report: dict[str, Any] = json.loads(text)
    del report["made"], report["window"]
    for connection in report["connections"]:
        del connection["seconds"], connection["calls"]
    return report


@pytest.mark.parametrize(
    ("name", "file", "words"), [("live", "a", ()), ("tutoring", "a", (*TUTORING, *SOME)), ("broken", "broken", ())]
)
def test_it_says_what_the_live_audit_said(kept: Kept, name: str, file: str, words: tuple[str, ...]) -> None:
    path = str(kept.folder / f"{file}.snapshot")
    live, again = kept.done[name], kept.again("audit", "--from", path, "--format", "json-flat", *words)
    assert told(again.out) == told(live.out)
    assert again.status == live.status
    assert "by hardener " in again.err
    assert ": taken " in again.err


def test_one_that_is_not_complete_says_so_and_is_written(kept: Kept) -> None:
    done = kept.done["broken snapshot"]
    assert done.status == 3
    assert "NOT COMPLETE: zoom: " in done.err
    assert done.out.startswith("broken.snapshot: ")
    report = json.loads(
        kept.again("audit", "--from", str(kept.folder / "broken.snapshot"), "--format", "json-flat").out
    )
    assert {c["name"]: c["complete"] for c in report["connections"]} == {"teams": True, "zoom": False}


def test_no_secret_of_any_platform_is_in_the_file(kept: Kept) -> None:
    path = kept.folder / "a.snapshot"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text(encoding="utf-8")
    for vendor in adapter.installed():
        seed = simulator(vendor).sample(datetime.now(UTC))
        known = set(secrets(seed))
        assert known or vendor not in WITH_API, vendor
        assert not {secret for secret in known if secret in text}, vendor
    told_away = (
        "zoom.us",
        "webex.com/",
        "teams.microsoft.com",
        "meet.google.com",
        "@maple",
        "@mail",
        "Bearer",
        "hardener.toml",
    )
    assert not [word for word in told_away if word in text]


def test_one_program_of_one_connection(kept: Kept) -> None:
    path = str(kept.folder / "a.snapshot")
    some = kept.again("audit", "storytime", "--from", path, "--connection", "teams", "--format", "json-flat")
    report = json.loads(some.out)
    assert [c["name"] for c in report["connections"]] == ["teams"]
    assert report["programs"]
    assert all("storytime" in program["title"].casefold() for program in report["programs"])
    assert report["targets"] == []
    for words, said in (
        (("no such program", "--connection", "teams"), "no program 'no such program' in "),
        (("--weeks", "2"), "--weeks has no meaning with --from"),
    ):
        refused = kept.again("audit", "--from", path, *words)
        assert refused.status == 2
        assert said in refused.err
        assert len([line for line in refused.err.splitlines() if ": taken " not in line]) == 1


def test_a_changed_file_is_refused_in_one_line(kept: Kept) -> None:
    text = (kept.folder / "a.snapshot").read_text(encoding="utf-8")
    changed = kept.folder / "changed.snapshot"
    changed.write_text(text.replace("false", "true", 1), encoding="utf-8")
    refused = kept.again("audit", "--from", str(changed))
    assert (refused.status, refused.out) == (2, "")
    (line,) = refused.err.splitlines()
    assert line.startswith(f"hardener: {changed}: it was changed after it was taken")


def test_a_snapshot_of_one_program_judges_that_alone(kept: Kept) -> None:
    path = str(kept.folder / "one.snapshot")
    report = json.loads(kept.again("audit", "--from", path, "--format", "json-flat").out)
    assert report["programs"]
    assert report["targets"] == []


def test_what_cannot_be_written_leaves_nothing(kept: Kept) -> None:
    for name, said in (
        ("none", "no program 'no such program' in the next 4 weeks"),
        ("nowhere", "nowhere/a.snapshot: cannot write it"),
    ):
        assert kept.done[name].status == 2
        assert said in kept.done[name].err
    assert not list(kept.folder.glob("*none*"))
    assert not list(kept.folder.glob(".*.part"))
