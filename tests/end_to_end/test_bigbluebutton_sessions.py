"""Greenlight lets each person be logged in once: processes that share an account must not end each other's work."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.end_to_end.bigbluebutton_library import Library, library, room, small

ROOMS = 12
LOGIN = "/api/v1/sessions.json"


def logins(made: Library) -> int:
    return sum(call.method == "POST" and call.path == LOGIN for call in made.app.calls)


def told(out: str) -> list[tuple[str, str]]:
    report = json.loads(out)
    assert len(report["programs"]) == ROOMS
    return [(f["control"], f["status"]) for p in report["programs"] for f in p["findings"]]


def test_processes_of_one_machine_have_one_log_in(tmp_path: Path) -> None:
    with library(tmp_path, small(*(room(n) for n in range(1, ROOMS + 1)))) as made:
        alone = told(made.run("audit", "--format", "json-flat").out)
        before = logins(made)
        running = [made.start("audit", "--format", "json-flat") for _ in range(3)]
        said = [process.communicate(timeout=120) for process in running]
        assert [told(out) for out, _ in said] == [alone] * 3
        assert (before, logins(made)) == (1, 1)


def test_an_account_that_is_used_on_another_machine_as_well_is_read_to_the_end(tmp_path: Path) -> None:
    """Two stores: neither knows what the other was let in with, and each log-in ends the other's."""
    with library(tmp_path, small(*(room(n) for n in range(1, ROOMS + 1)))) as made:
        alone = told(made.run("audit", "--format", "json-flat").out)
        (tmp_path / "elsewhere").mkdir()
        other = Library(
            made.folder, made.files, made.app,
            {**made.environ, "HARDENER_STORE": str(tmp_path / "elsewhere" / "hardener.sqlite3")},
        )  # fmt: skip
        running = [each.start("audit", "--format", "json-flat") for each in (made, other)]
        said = [process.communicate(timeout=120) for process in running]
        assert [told(out) for out, _ in said] == [alone] * 2
        assert logins(made) >= 2


@pytest.mark.parametrize("words", [("audit", "--format", "json-flat"), ("doctor",), ("connect", "main", "--check")])
def test_a_log_in_that_somebody_ended_meanwhile_is_made_anew(tmp_path: Path, words: tuple[str, ...]) -> None:
    with library(tmp_path, small(*(room(n) for n in range(1, ROOMS + 1)))) as made:
        alone = made.run("audit", "--format", "json-flat")
        made.app.sessions.current.clear()  # the shelf has cookies that let in nobody any more
        ran = made.run(*words)
        assert ran.status == (alone.status if words[0] == "audit" else 0), ran.err
        assert logins(made) == 2
