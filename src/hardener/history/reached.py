"""How far a look came with each connection, and whose account each is."""

from __future__ import annotations

from sqlalchemy import Connection, insert

from hardener import redact
from hardener.history.completed import CompletedRun
from hardener.store import tables as t
from hardener.store.seen import remember, supposed


def reached(connection: Connection, run: int, looked: CompletedRun) -> None:
    """Write down how far the look `run` came; one that could not be asked counts as what it was the last time."""
    known = looked.accounts
    rows = [
        {
            "run": run,
            "connection": reach.connection,
            "complete": reach.complete,
            "broken": bool(reach.error),
            "error": redact.line("; ".join(filter(None, (reach.error, *reach.unread)))),
            "account": known.get(reach.connection) or supposed(connection, looked.origin, reach.connection),
            "origin": looked.origin,
        }
        for reach in looked.report.reaches
    ]
    if rows:
        connection.execute(insert(t.reach), rows)
        accounts = sorted({str(row["account"]) for row in rows})
        connection.execute(insert(t.belongs), [{"run": run, "account": account} for account in accounts])
    remember(connection, looked.origin, known)
