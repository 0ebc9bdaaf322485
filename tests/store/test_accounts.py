"""What was kept by a connection's name alone: it moves in as nobody's, and is bound by evidence or by a person."""

from __future__ import annotations

import json
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, insert, select, text, update
from tests.end_to_end.library import EVERYTHING, Library, library, small, story
from tests.made import NOW

from hardener.store import Store, upgrade
from hardener.store import tables as t
from hardener.store.opening import url_of
from hardener.store.seen import recall, remember, supposed

NOBODYS = "? main -"


def first_version(place: str) -> None:
    """Make a store as the first version did: two looks, an apply, and one of which no step was begun."""
    engine = create_engine(url_of(place))
    with engine.connect() as connection, connection.begin():
        config = Config()
        config.set_main_option("script_location", str(Path(upgrade.__file__).parent / "migrations").replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        plan = json.dumps({"steps": [{"connection": "main"}, {"connection": "other"}]})
        for number, kind, made in ((1, "audit", None), (2, "apply", plan), (3, "apply", plan)):
            row = {"id": number, "kind": kind, "began": NOW, "plan": made, "plan_id": made and f"p{number}"}
            connection.execute(
                text(
                    "INSERT INTO hardener_run (id, kind, began, operator, reason, plan, plan_id) "
                    "VALUES (:id, :kind, :began, 'anna', '', :plan, :plan_id)"
                ),
                row,
            )
        connection.execute(text("INSERT INTO hardener_reach VALUES (1, 'main', true, false, '')"))
        connection.execute(
            text(
                "INSERT INTO hardener_step (id, run, number, connection, target, host, step, began) "
                "VALUES (1, 2, 0, 'main', 'meeting/1', '', '{}', :now)"
            ),
            {"now": NOW},
        )
        connection.execute(
            text(
                "INSERT INTO hardener_target (id, connection, ident, vendor, kind, program, title, digest) "
                "VALUES (1, 'main', 'meeting/1', 'zoom', 'meeting', '1', 'x', '')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO hardener_occasion (connection, program, start, lead, title, due, result) "
                "VALUES ('main', '1', :now, 60, 'x', :now, 'planned')"
            ),
            {"now": NOW},
        )
    engine.dispose()


def test_what_was_kept_by_a_name_is_nobodys(store_place: str) -> None:
    first_version(store_place)
    with Store(store_place) as store, store.reading() as connection:
        for table in (t.step, t.target, t.occasion, t.reach):
            assert connection.scalars(select(table.c.account)).all() == [NOBODYS], table.name
        for table in (t.target, t.occasion):
            assert connection.scalars(select(table.c.connection)).all() == ["main"]
        rows = select(t.belongs).order_by(t.belongs.c.run, t.belongs.c.account)
        assert connection.execute(rows).all() == [(1, NOBODYS), (2, NOBODYS), (3, NOBODYS), (3, "? other -")]


def test_the_account_of_a_connection_is_remembered_by_where_its_configuration_is(store_place: str) -> None:
    with Store(store_place) as store, store.writing() as connection:
        remember(connection, "here", {"main": "zoom x a", "more": "zoom x c"})
        remember(connection, "there", {"main": "zoom x b"})
        remember(connection, "here", {"main": "zoom x a", "more": "zoom x d"})
        assert recall(connection, "here") == {"main": "zoom x a", "more": "zoom x d"}
        assert supposed(connection, "there", "main") == "zoom x b"
        assert supposed(connection, "nowhere", "main") == "? main nowhere"


def older(made: Library) -> None:
    """Make of a store what the migration makes of one that kept names alone."""
    with Store(made.place) as store, store.writing() as connection:
        for table in (t.step, t.target, t.occasion, t.reach, t.belongs):
            connection.execute(update(table).values(account=NOBODYS))
        connection.execute(t.seen.delete())
        for row in connection.execute(select(t.run.c.id, t.run.c.plan).where(t.run.c.plan.is_not(None))).all():
            plan = json.loads(row.plan)
            for step in plan["steps"]:
                del step["account"]
            connection.execute(update(t.run).where(t.run.c.id == row.id).values(plan=json.dumps(plan)))
        for row in connection.execute(select(t.step.c.id, t.step.c.step)).all():
            step = json.loads(row.step)
            del step["account"]
            connection.execute(update(t.step).where(t.step.c.id == row.id).values(step=json.dumps(step)))


def test_a_look_binds_what_it_sees_again_and_a_person_what_is_taken_back(tmp_path: Path) -> None:
    with library(tmp_path, small(story(81, auto_recording="cloud"), story(82))) as made:
        made.run("audit", "--all", expect=1)
        made.run("apply", "--yes", *EVERYTHING, expect=0)
        older(made)
        with Store(made.place) as store, store.writing() as connection:
            gone = {"ident": "meeting/99", "vendor": "zoom", "kind": "meeting", "title": "x", "digest": ""}
            connection.execute(insert(t.target).values(**gone, account=NOBODYS, connection="main"))
        assert "an account that was not kept" in made.run("runs", expect=0).out
        said = made.run("audit", "--all", expect=0).err
        assert "before accounts were told apart" in said
        assert "Zoom account acc at" in said
        assert "before accounts" not in made.run("audit", "--all", expect=0).err, "once"
        with Store(made.place) as store, store.reading() as connection:
            left = connection.scalars(select(t.target.c.ident).where(t.target.c.account == NOBODYS)).all()
        assert sorted(left) == ["account/me", "meeting/99"], "what nothing proves stays nobody's"
        told = made.run("diff", "1", "3", "--format", "json", expect=0).json
        (turn,) = told["newly_passing"]
        assert turn["cause"] == {"setting": "settings.auto_recording", "by": "hardener"}
        refused = made.run("undo", "--yes", expect=2).err
        assert "hardener undo 2" in refused
        assert len(refused.strip().splitlines()) == 1
        assert made.zoom.world.programs[81].settings["auto_recording"] == "none"
        assert "put back into Zoom account acc at" in made.run("undo", "2", "--yes", expect=0).err
        assert made.zoom.world.programs[81].settings["auto_recording"] == "cloud"
