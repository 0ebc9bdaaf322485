"""Open the store, bring its tables up to date, and hand out transactions."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine, create_engine, event, false, text, update
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from hardener import redact
from hardener.errors import HardenerError
from hardener.extras import how_to_add
from hardener.store import tables
from hardener.store.upgrade import upgrade

WAIT = 30
"""Seconds to wait for another process that writes."""
SECRET = re.compile("pass|secret|token", re.IGNORECASE)
"""In the name of a parameter: `password`, `sslpassword`, `passfile`."""
POSTGRESQL = "postgresql+psycopg"


class StoreError(HardenerError):
    """The store cannot be used; the message says which, and what is wrong."""


class Store:
    """One database. Every transaction is on disk when it has ended."""

    def __init__(self, place: str) -> None:
        """Open or make the database at `place`: a file, or a URL of SQLite or PostgreSQL. Raises `StoreError`."""
        self.url = url_of(place)
        self.name = self.url.database if self.sqlite else _shown(self.url)
        with ExitStack() as undone:
            try:
                self.engine = _engine(self.url)
                undone.callback(self.engine.dispose)
                upgrade(self.engine)
            except (OSError, SQLAlchemyError, sqlite3.Error) as error:
                raise self._said("cannot open the store", error) from None
            except UnicodeDecodeError:  # SQLite says what is wrong with a file, and repeats what is in it
                raise self._damaged("the file") from None
            except StoreError:
                raise
            except HardenerError as error:
                raise StoreError(f"{self.name}: {error}") from None
            undone.pop_all()

    def __enter__(self) -> Self:
        """Use it in a with block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close every connection."""
        self.engine.dispose()

    @property
    def sqlite(self) -> bool:
        """Tell whether it is a file of this machine's."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the store. Raises `StoreError`."""
        try:
            with self.engine.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise self._said("cannot read the store", error) from None
        except (ValueError, KeyError):  # of JSON, of a model, of a moment: what is kept is not what was kept
            raise self._damaged("a row of it") from None

    @contextmanager
    def writing(self, wait: int = WAIT) -> Iterator[Connection]:
        """Yield a connection whose changes are kept together, or not at all. Raises `StoreError`.

        Another process that writes is waited for so many seconds at most.
        """
        try:
            with self.engine.connect().execution_options(writing=True, wait=wait) as connection, connection.begin():
                if not self.sqlite and wait < WAIT:
                    connection.execute(text(f"SET LOCAL lock_timeout TO {wait * 1000}"))
                yield connection
        except SQLAlchemyError as error:
            raise self._said("cannot write the store", error) from None
        except UnicodeDecodeError:
            raise self._damaged("a row of it") from None

    def try_writing(self) -> None:
        """Raise `StoreError` where nothing can be kept."""
        with self.writing() as connection:
            # A transaction begins in a file that may only be read as well; what changes no row is refused there.
            connection.execute(update(tables.note).values(text="").where(false()))

    def alone(self, connection: Connection, what: int) -> None:
        """Wait until no other transaction does `what`; in SQLite all that write are alone anyway."""
        if not self.sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:space, :what)"), {"space": 0x68617264, "what": what})

    def _damaged(self, what: str) -> StoreError:
        return StoreError(f"{self.name}: {what} is damaged; put back a copy of the store, or begin a new one")

    def _said(self, what: str, error: Exception) -> StoreError:
        told = getattr(error, "orig", None) or error
        said = str(told).partition("\nDETAIL:")[0]  # which has the values of a row, and so titles and hosts
        return StoreError(f"{self.name}: {what}: {redact.line(said, 200) or type(told).__name__}")


def url_of(place: str) -> URL:
    """Return the URL that `place`, a file's path or a URL, stands for. Raises `StoreError`."""
    if "://" not in place:
        return URL.create("sqlite", database=str(Path(place).expanduser()))
    try:
        url = make_url(place)
    except (ArgumentError, ValueError):
        raise StoreError("the store's url cannot be read; write it like postgresql+psycopg://host/database") from None
    if url.drivername in {"postgresql", "postgres", POSTGRESQL}:
        return url.set(drivername=POSTGRESQL)
    if url.drivername in {"sqlite", "sqlite+pysqlite"} and url.database not in {None, "", ":memory:"}:
        return url
    raise StoreError(f"no store in {url.drivername!r}; give sqlite:///FILE or {POSTGRESQL}://HOST/DATABASE")


def holds_secret(place: str) -> bool:
    """Tell whether a store's url holds a password, as such or among its parameters."""
    try:
        url = make_url(place)
    except (ArgumentError, ValueError):
        return False  # a file, or nothing that could be opened
    return url.password is not None or any(SECRET.search(key) for key in url.query)


def _shown(url: URL) -> str:
    """Return a URL without its password, and without its parameters, one of which may be another."""
    return url.set(query={}).render_as_string(hide_password=True)


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        try:
            return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": WAIT})
        except ImportError:
            raise StoreError(f"a store in PostgreSQL needs psycopg: {how_to_add('postgresql')}") from None
    assert url.database is not None
    path = Path(url.database)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    engine = create_engine(url, connect_args={"timeout": WAIT})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # Python's own handling of transactions would begin them late and never around DDL.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {WAIT * 1000}")
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {options.get('wait', WAIT) * 1000}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writing") else "BEGIN")
