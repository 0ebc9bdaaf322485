"""The databases that tests keep things in: an SQLite file, and a schema of its own in a real PostgreSQL."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

KINDS = ("sqlite", "postgresql")
PLACE = "HARDENER_TEST_POSTGRESQL"
SERVER = "postgresql://postgres@127.0.0.1:5432/test"
"""Where a PostgreSQL is looked for, unless the environment says otherwise."""


@cache
def missing() -> str:
    """Return why no PostgreSQL can be used; empty where one can."""
    import psycopg  # noqa: PLC0415 - it takes long to load, and unit tests need none of it

    try:
        psycopg.connect(os.environ.get(PLACE, SERVER), connect_timeout=3).close()
    except psycopg.OperationalError as error:
        return f"no PostgreSQL to test with: {error}"
    return ""


@contextmanager
def place(kind: str, folder: Path) -> Iterator[str]:
    """Yield a file or URL for `hardener --store`, empty and nobody else's."""
    if kind == "sqlite":
        yield str(folder / "hardener.sqlite3")
        return
    if why := missing():
        # Where the environment names a server, there must be one.
        (pytest.fail if PLACE in os.environ else pytest.skip)(why)
    import psycopg  # noqa: PLC0415 - the same

    server, schema = os.environ.get(PLACE, SERVER), f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
        try:
            yield f"{server}?options=-csearch_path%3D{schema}"
        finally:
            connection.execute(f"DROP SCHEMA {schema} CASCADE")
