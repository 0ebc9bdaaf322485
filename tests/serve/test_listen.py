"""The pages take events themselves: they show what a platform said has changed, with a watch beside them or without."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import select

from hardener.store import Store
from hardener.store import tables as t
from tests.adapters.teams import made as teams
from tests.end_to_end.fleet_watching import Hanging
from tests.end_to_end.library import Library, library, small, story
from tests.end_to_end.listening import SECRET as LONG_SECRET
from tests.end_to_end.listening import WATCH, rows
from tests.end_to_end.test_events import SECRET, Sender, hints, listening, updated
from tests.serve.served import served
from tests.waiting import LONG, free_port, until

pytestmark = pytest.mark.long


def looks(made: Library) -> int:
    with Store(made.place) as store, store.reading() as connection:
        return len(connection.execute(select(t.run.c.id).where(t.run.c.kind == "audit")).all())


def test_the_pages_alone_look_again_for_an_event_and_write_nothing(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81))) as made:
        made.environ["HARDENER_MAIN_WEBHOOK_SECRET"] = SECRET
        port = free_port()
        with served(made, "--listen", str(port)) as pages:
            pages.come_in()
            assert "records" not in pages.page("/")
            made.zoom.world.programs[81].settings["auto_recording"] = "cloud"
            before, zoom = looks(made), Sender(port)
            assert zoom.send(updated(), secret="another")[0] == 401
            for number in range(20):
                assert zoom.send(updated(at=number))[0] == 204
            until(lambda: looks(made) == before + 1)
            until(lambda: not hints(made))
            assert "record" in pages.page("/").casefold()
            until(lambda: not hints(made))
            assert looks(made) <= before + 2, "a flood is a look or two"
        assert made.sent("PATCH", "POST", "PUT", "DELETE") == []


def test_a_watch_beside_them_reads_what_the_pages_heard_and_both_show_it(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81)), more='\n[watch]\nevery = "1d"\n') as made:
        port = free_port()
        with listening(made), served(made, "--listen", str(port)) as pages:
            pages.come_in()
            pages.page("/")
            before = looks(made)
            made.zoom.world.programs[81].settings["auto_recording"] = "cloud"
            assert Sender(port).send(updated())[0] == 204
            until(lambda: looks(made) > before)
            until(lambda: not hints(made))


def test_the_pages_alone_keep_subscriptions_up(tmp_path: Path) -> None:
    with teams.library(tmp_path, teams.small(), more=f'organizers = ["{teams.STORY}"]\nwebinars = false') as made:
        port, config = free_port(), tmp_path / "hardener.toml"
        config.write_text(config.read_text() + WATCH.format(port=port))
        made.environ["HARDENER_MAIN_WEBHOOK_SECRET"] = LONG_SECRET
        with served(made, "--listen", str(port)):  # type: ignore[arg-type]  # it is another vendor's library
            there = made.sim.world.subscriptions.held
            until(lambda: there and [row.ident for row in rows(made)] == [*there])
        assert {path.rpartition("/")[2] for _, path in made.sent("POST", "PATCH", "DELETE")} == {"subscriptions"}


@pytest.mark.parametrize("listens", [True, False])
def test_pages_that_a_platform_holds_up_end_when_that_is_asked_for(tmp_path: Path, *, listens: bool) -> None:
    with library(tmp_path, small(story(81)), kind=Hanging) as made:
        made.environ["HARDENER_MAIN_WEBHOOK_SECRET"] = SECRET
        zoom = cast("Hanging", made.zoom)
        zoom.hangs = True
        process = made.start("serve", "--port", "0", *(["--listen", str(free_port())] if listens else []))
        with process:
            assert process.stdout is not None
            process.stdout.readline()
            until(lambda: zoom.asked)
            process.terminate()
            assert process.wait(LONG / 2) in {0, -15}, "the platform says nothing for longer"
        zoom.released.set()
