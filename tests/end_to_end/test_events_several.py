"""Several watches on one store, and what doctor says of subscriptions when one of them was cut short."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from tests import command, stores
from tests.adapters.teams.made import OTHER, STORY, Library, library, small
from tests.end_to_end.listening import WATCH, edit, listening, rows, start
from tests.end_to_end.test_checklist import entry
from tests.waiting import LONG, free_port, until

from hardener.store import tables as t

pytestmark = pytest.mark.long

ONLY = f'organizers = ["{STORY}"]\nwebinars = false'


def held(made: Library) -> list[dict[str, Any]]:
    return list(made.sim.world.subscriptions.held.values())


@pytest.mark.parametrize("kind", stores.KINDS)
def test_two_watches_that_begin_at_one_moment_make_one_subscription_each_place(tmp_path: Path, kind: str) -> None:
    both = f'organizers = ["{STORY}", "{OTHER}"]\nwebinars = false'
    with stores.place(kind, tmp_path) as place, library(tmp_path, small(), more=both) as made:
        made.environ["HARDENER_STORE"] = place
        watches = [start(made), made.start("watch", "--listen", str(free_port()))]
        try:
            until(lambda: len(held(made)) == 2 and all(row.ident for row in rows(made)))
        finally:
            for each in watches:
                each.terminate()
                each.communicate(timeout=LONG)
        with listening(made):
            assert len({one["resource"] for one in held(made)}) == len(held(made)) == 2
        # Whichever acts first may ask before the door of the other, where all is sent, is open: that is refused.
        asked = [call for call in made.sim.calls if call.method == "POST" and call.path.endswith("/subscriptions")]
        assert len([call for call in asked if call.status < HTTPStatus.BAD_REQUEST]) == 2


def test_doctor_says_what_a_killed_watch_left_and_what_nobody_renewed(tmp_path: Path) -> None:
    with library(tmp_path, small(), more=ONLY) as made:
        with listening(made):
            until(lambda: rows(made)[0].ident)
        assert "MISSING" not in made.run("doctor").out
        edit(made, update(t.subscription).values(due=datetime.now(UTC) - timedelta(hours=2)))
        assert "should have been renewed at" in " ".join(made.run("doctor").out.split())
        edit(made, update(t.subscription).values(ident="", due=None))
        said = " ".join(made.run("doctor").out.split())
        assert "may be left over at the platform" in said
        assert "there is no subscription" in said
        with listening(made):
            until(lambda: [row.ident for row in rows(made)] == [one["id"] for one in held(made)])
            said = " ".join(made.run("doctor").out.split())
            assert "left over" not in said
            assert "MISSING" not in said


def test_two_watches_with_different_connections_to_one_account_leave_each_other_alone(tmp_path: Path) -> None:
    """They hold different leases, as one of them looks at another platform as well: both act."""
    with library(tmp_path, small(), more=ONLY) as made:
        first = start(made)
        other, port = tmp_path / "other", free_port()
        other.mkdir()
        text = made.folder.joinpath("hardener.toml").read_text().partition("[watch]")[0]
        (other / "programs.toml").write_text(entry("Storytime"))
        (other / "hardener.toml").write_text(
            text.replace("[connections.main]", "[connections.kids]")
            + '\n[connections.page]\nvendor = "facebook"\nprograms = "programs.toml"\n'
            + WATCH.format(port=port)
        )
        kids = {name.replace("_MAIN_", "_KIDS_"): value for name, value in made.environ.items()}
        second = command.start(
            ("watch", "--listen", str(port)), other, {**kids, "HARDENER_KIDS_WEBHOOK_SECRET": "x" * 40}
        )
        try:
            until(lambda: len(held(made)) == 2 and all(row.ident for row in rows(made)))
            before = {one["id"] for one in held(made)}
        finally:
            for each in (first, second):
                each.terminate()
                each.communicate(timeout=LONG)
        with listening(made):
            until(lambda: len(rows(made)) == 2)
            assert {one["id"] for one in held(made)} == before
        assert not made.sent("DELETE")
