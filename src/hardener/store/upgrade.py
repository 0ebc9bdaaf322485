"""Bring the tables up to date, once, however many processes start at the same time."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.dialects import registry
from sqlalchemy.schema import CreateIndex, CreateTable

from hardener.errors import HardenerError
from hardener.store.tables import PREFIX, metadata

HEAD = "0007"
"""The newest of the migrations."""
VERSION = Table(
    f"{PREFIX}version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name=f"{PREFIX}version_pkc"),
)
"""As Alembic makes it."""
LOCK = 0x68617264_00000001


def upgrade(engine: Engine) -> None:
    """Make the tables, or bring them to `HEAD`. Raises `HardenerError` where a newer hardener made them."""
    with engine.connect() as connection:
        if _version(connection) == HEAD:
            return
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        found = _version(connection)
        if found is None:
            _make(connection)
        elif found != HEAD:
            _migrate(connection, found)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION.name):
        return None
    return connection.scalar(select(VERSION.c.version_num))


def _make(connection: Connection) -> None:
    """Make all tables of an empty store as the migrations would, one after the other."""
    for statement in _statements(connection.dialect.name):
        connection.exec_driver_sql(statement)
    connection.execute(insert(VERSION).values(version_num=HEAD))


@cache  # a system of libraries has a new store for each
def _statements(dialect: str) -> tuple[str, ...]:
    spoken, made = registry.load(dialect)(), list[CreateTable | CreateIndex]()
    for table in (*metadata.sorted_tables, VERSION):
        made += [CreateTable(table), *map(CreateIndex, table.indexes)]
    return tuple(str(each.compile(dialect=spoken)) for each in made)


def _migrate(connection: Connection, found: str) -> None:
    # Slow to import, and needed only after an update.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    if found not in {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}:
        raise HardenerError(f"the store was made by a newer hardener (version {found} of its tables); update this one")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
