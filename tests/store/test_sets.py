"""A store from before findings were kept as sets says the same when its tables have been brought up to date."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Column, DateTime, Engine, Inspector, MetaData, create_engine, inspect, select, text
from tests.history.made import library, look
from tests.history.told import told
from tests.made import meeting
from tests.stores import KINDS, place

from hardener.history.settings import digest_of
from hardener.store import Store, upgrade
from hardener.store import tables as t
from hardener.store.opening import url_of

KEPT = json.loads((Path(__file__).parent / "kept_before_sets.json").read_text(encoding="utf-8"))
"""The rows of a store that the last version without sets made, and what it said of it (`tests.history.told`): looks of
the audit and of the watch, with programs that come and go, settings that cannot be read for a while, other profiles and
requirements that are left out; what was oldest was let go. Its verdicts are those that are said of it today."""


@contextmanager
def engine_of(where: str) -> Iterator[Engine]:
    engine = create_engine(url_of(where))
    yield engine
    engine.dispose()


def migrate(engine: Engine, version: str) -> None:
    with engine.connect() as connection, connection.begin():
        config = Config()
        config.set_main_option("script_location", str(Path(upgrade.__file__).parent / "migrations").replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, version)


def older(where: str) -> None:
    """Make the store that is kept."""
    with engine_of(where) as engine:
        migrate(engine, "0002")
        with engine.connect() as connection, connection.begin():
            tables = MetaData()
            tables.reflect(connection)
            for table in tables.sorted_tables:
                kept = KEPT["tables"].get(table.name)
                if kept is None:
                    continue
                columns = [table.c[name] for name in kept["columns"]]
                rows = [{c.name: value_of(c, v) for c, v in zip(columns, row, strict=True)} for row in kept["rows"]]
                connection.execute(table.insert(), rows)
                if engine.dialect.name == "postgresql" and "id" in table.c:
                    number = "SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"
                    connection.execute(text(number), {"name": table.name, "last": max(row["id"] for row in rows)})


def value_of(column: Column[Any], value: Any) -> Any:
    if value is None or not isinstance(column.type, DateTime):
        return value
    moment = datetime.fromisoformat(value)
    return moment if column.type.timezone else moment.replace(tzinfo=None)


def test_an_older_store_says_the_same(store_place: str) -> None:
    older(store_place)
    with Store(store_place) as store:
        now = told(store)
    assert now["programs"] == KEPT["told"]["programs"]
    assert now["differences"].keys() == KEPT["told"]["differences"].keys()
    for looks, before in KEPT["told"]["differences"].items():
        # What had been otherwise in between, and was as before again, was once told as another failure.
        turns = [turn for turn in before["turns"] if turn[2] != turn[3]]
        assert now["differences"][looks] == {**before, "turns": turns}, looks


def test_an_older_store_goes_on(store_place: str) -> None:
    older(store_place)
    with Store(store_place) as store:
        with store.reading() as connection:
            current = select(t.subject.c.digest, t.finding_set.c.digest).where(
                t.span.c.subject == t.subject.c.id,
                t.span.c.until.is_(None),
                t.finding_set.c.id == t.span.c.finding_set,
            )
            pairs = connection.execute(current).all()
            assert len(pairs) >= 5
            assert all(one == other for one, other in pairs), "a look that finds the same begins no new span"
            states = connection.execute(select(t.state.c.digest, t.state.c.body)).all()
            assert {digest_of(json.loads(body)) for _, body in states} == {digest for digest, _ in states}
            assert set(connection.scalars(select(t.target.c.digest))) <= {digest for digest, _ in states}
        found = look(store, library(meeting("1", recording="local")), 400, whole=False).difference
        assert [m.before for m in found.moves if m.path == "program.recording"] == ['"cloud"']


def test_the_migrations_make_the_tables_that_the_code_knows(store_place: str) -> None:
    with engine_of(store_place) as engine:
        migrate(engine, "head")
        with engine.connect() as connection:
            options = {"version_table": upgrade.VERSION.name, "compare_type": False}
            assert compare_metadata(MigrationContext.configure(connection, opts=options), t.metadata) == []


def described(inspector: Inspector) -> dict[str, Any]:
    """Return all of a database's tables that a program could come to depend on; columns in any order."""
    return {
        name: {
            "columns": sorted(
                (c["name"], repr(c["type"]), c["nullable"], str(c["default"]).split("'::")[0].strip("'"))
                for c in inspector.get_columns(name)
            ),
            "key": inspector.get_pk_constraint(name),
            "foreign": inspector.get_foreign_keys(name),
            "unique": sorted(inspector.get_unique_constraints(name), key=str),
            "indexes": sorted(inspector.get_indexes(name), key=str),
            "options": inspector.get_table_options(name),
        }
        for name in inspector.get_table_names()
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_store_has_the_tables_of_all_migrations(kind: str, tmp_path: Path) -> None:
    found = []
    for name in ("new", "old"):
        (tmp_path / name).mkdir()
        with place(kind, tmp_path / name) as where, engine_of(where) as engine:
            if name == "new":
                Store(where).engine.dispose()
            else:
                migrate(engine, "head")
            found.append(described(inspect(engine)))
    assert len(found[0]) > len(t.metadata.tables), "the version too"
    assert found[0] == found[1]
