"""A deletion that breaks off or is answered oddly: what is not proven is not called gone, and what is held is left."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.adapters.webex.checked import Checked
from tests.end_to_end import library as zoom_library
from tests.end_to_end.deadly import Deadly
from tests.end_to_end.test_registrants import BEFORE, OLD, YES, left, seed
from tests.end_to_end.test_registrants_zoom import YES as ZOOM_YES
from tests.end_to_end.test_registrants_zoom import left as zoom_left
from tests.end_to_end.test_registrants_zoom import seed as zoom_seed
from tests.end_to_end.webex_library import WebexLibrary, library, small, story
from tests.waiting import LONG

from hardener.purge.plan import Purge
from hardener_zoom.simulator import ZoomSimulator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

DELETES = "DELETE .*/registrants/"


class DeadlyWebex(Deadly, Checked):
    """Ends who asks."""


class DeadlyZoom(Deadly, ZoomSimulator):
    """Ends who asks."""


def broken_off(made: WebexLibrary) -> None:
    """Begin, and end with one of six sign-ups deleted."""
    assert isinstance(made.webex, DeadlyWebex)
    made.webex.strike(made, YES, DELETES, 1, "after")
    assert left(made) == BEFORE | {"a1": 2}


def older(folder: Path) -> None:
    """Make the plan of the run two days older."""
    with closing(sqlite3.connect(folder / "hardener.sqlite3")) as store, store:
        (text,) = store.execute("select plan from hardener_run").fetchone()
        plan = Purge.model_validate_json(text)
        aged = plan.model_copy(update={"made": datetime.now(UTC) - timedelta(days=2)})
        store.execute("update hardener_run set plan = ?", (aged.model_dump_json(),))


def test_a_plan_of_the_day_before_yesterday_deletes_nobody_any_more(tmp_path: Path) -> None:
    with library(tmp_path, seed(), kind=DeadlyWebex) as made:
        broken_off(made)
        older(tmp_path)
        told = made.run("registrants", "--resume", expect=4).flat
        assert "more than a day old" in told
        assert "1 gone, proven by a second reading" in told
        assert left(made) == BEFORE | {"a1": 2}


def holds_all(config: str, folder: Path) -> str:
    """Keep every sign-up for longer, as somebody would of whom records are asked."""
    (folder / "long.yaml").write_text(
        "profile: long\ntitle: Kept long\naudience: public\nrequires:\n"
        "  data.registrants_retention_days: {at_least: 90}\n"
    )
    return config.replace('title = "*"\nprofile = "storytime"', 'title = "*"\nprofile = "long.yaml"')


def names_none(config: str, _folder: Path) -> str:
    """Name no program any more."""
    return config.replace('title = "*"', 'title = "Nothing"')


@pytest.mark.parametrize("change", [holds_all, names_none])
def test_what_the_rules_keep_by_now_is_left_when_a_run_is_gone_on_with(
    tmp_path: Path, change: Callable[[str, Path], str]
) -> None:
    with library(tmp_path, seed(), kind=DeadlyWebex) as made:
        broken_off(made)
        config = tmp_path / "hardener.toml"
        config.write_text(change(config.read_text(), tmp_path))
        assert "the rules of hardener.toml keep it by now" in made.run("registrants", "--resume", expect=4).flat
        assert left(made) == BEFORE | {"a1": 2}


class Silent(Checked):
    """Knows of no sign-ups any more as soon as one was deleted."""

    deleted = False
    told = ("404 NOT FOUND", [("Content-Type", "application/json"), ("Content-Length", "2")])

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path, self.deleted = environ["PATH_INFO"], self.deleted or environ["REQUEST_METHOD"] == "DELETE"
        if self.deleted and path.endswith(("/registrants", "/registration")):
            start_response(*self.told)
            return [b"{}"]
        if self.deleted and environ["REQUEST_METHOD"] == "DELETE":
            start_response("204 NO CONTENT", [])
            return [b""]
        return super().__call__(environ, start_response)


class Torn(Silent):
    """Breaks off each answer about sign-ups as soon as one was deleted."""

    told = ("200 OK", [("Content-Type", "application/json"), ("Content-Length", "50"), ("Connection", "close")])


@pytest.mark.parametrize("kind", [Silent, Torn])
def test_a_second_reading_that_fails_proves_nothing(tmp_path: Path, kind: type[Silent]) -> None:
    with library(tmp_path, small(story("a1", **OLD)), kind=kind) as made:
        told = made.run(*YES, expect=4).flat
        assert "3 NOT proven gone" in told
        assert "proven by a second reading" not in told
        assert left(made) == {"a1": 3}


class Closing(ZoomSimulator):
    """Takes deletions and does nothing; at the first of them somebody switches registration off."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "DELETE":
            for program in self.world.programs.values():
                program.settings["approval_type"] = 2
            start_response("204 NO CONTENT", [])
            return [b""]
        return super().__call__(environ, start_response)


def test_registration_that_is_switched_off_meanwhile_proves_nothing(tmp_path: Path) -> None:
    with zoom_library.library(tmp_path, zoom_seed(), kind=Closing) as made:
        before = zoom_left(made)
        told = made.run(*ZOOM_YES, expect=4).flat
        assert "3 NOT proven gone" in told
        assert "proven by a second reading" not in told
        assert zoom_left(made) == before


@pytest.mark.parametrize("when", ["before", "after", "reading back"])
def test_zoom_too_is_gone_on_with_after_a_crash_once(tmp_path: Path, when: str) -> None:
    with zoom_library.library(tmp_path, zoom_seed(), kind=DeadlyZoom) as made:
        before = zoom_left(made)
        assert isinstance(made.zoom, DeadlyZoom)
        made.zoom.strike(made, ZOOM_YES, DELETES, 3, when)
        for program in made.zoom.world.programs.values():
            if program.id == 81:  # somebody signed up since
                program.registrants = [*(program.registrants or ()), {"email": "new@example.com", "status": "approved"}]
        both = [made.start("registrants", "--resume") for _ in range(2)]
        ended = [process.communicate(timeout=LONG) for process in both]
        assert 0 in [process.returncode for process in both], ended
        assert zoom_left(made) == before | {81: 1, 85: 0, 87: 0}
        assert "7 of 7 sign-ups proven gone" in made.run("runs", expect=0).flat


NAMED = {"code": 300, "message": "Jane Reader, jane.reader@example.com, is blocked", "errors": []}


@pytest.mark.parametrize("status", [400, 404, 429, 500])
def test_the_platform_s_words_about_a_family_are_in_no_report(tmp_path: Path, status: int) -> None:
    faults: list[dict[str, Any]] = [{"path": "81/registrants$", "status": status, "body": NAMED}]
    with zoom_library.library(tmp_path, zoom_seed(faults=faults)) as made:
        shapes = ("text", "json", "csv")
        # All at once, for each tries again and again before it gives up.
        asked = [made.start("-vv", "registrants", "--format", shape) for shape in shapes]
        for process in asked:
            said = process.communicate(timeout=LONG)
            assert process.returncode == 3, said
            for out in said:
                assert not [secret for secret in ("Jane", "jane", "Reader", "Traceback") if secret in out]
