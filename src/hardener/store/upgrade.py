"""Bring the tables up to date, once, however many processes start at the same time."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.sql import column, table

from hardener.errors import HardenerError
from hardener.store.tables import PREFIX

HEAD = "0002"
"""The newest of the migrations."""
VERSION = table(f"{PREFIX}version", column("version_num"))
LOCK = 0x68617264_00000001


def upgrade(engine: Engine) -> None:
    """Make the tables, or bring them to `HEAD`. Raises `HardenerError` where a newer hardener made them."""
    if _version(engine) == HEAD:
        return
    # Slow to import, and needed only after an installation or an update.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        found = inspect(connection).has_table(VERSION.name) and connection.scalar(select(VERSION.c.version_num))
        if found and found not in known:
            raise HardenerError(
                f"the store was made by a newer hardener (version {found} of its tables); update this one"
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _version(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table(VERSION.name):
            return None
        return str(connection.scalar(select(VERSION.c.version_num)))
