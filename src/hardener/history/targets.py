"""Find what a look saw among what is kept, by the account and the vendor's id, and begin what is new."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from hardener import redact
from hardener.history.chunks import insert_all
from hardener.store import tables as t

Key = tuple[str, str]
"""Account and id of a target."""
Found = Row[Any]


@dataclass(frozen=True, slots=True)
class Sight:
    """A target as a connection showed it."""

    account: str
    connection: str
    ident: str
    title: str
    program: str | None = None
    """The vendor's id of the program that it is."""

    @property
    def key(self) -> Key:
        """Return which target it is."""
        return self.account, self.ident


class Targets:
    """The targets of one look, asked for by chunk."""

    def __init__(self, connection: Connection, vendors: Mapping[str, str], state: Callable[[Key], str]) -> None:
        """`vendors`: by connection; `state` returns the digest of the settings with which a new target begins."""
        self._db = connection
        self._vendors = vendors
        self._state = state
        self._named: set[int] = set()
        """Those whose title this look has told: of two connections to one account the first does."""

    def find(self, sights: Iterable[Sight]) -> dict[Key, Found]:
        """Return the row of each target, at most a chunk of them; what is new is written, and what has a new title."""
        seen: dict[Key, Sight] = {}
        for sight in sights:
            seen.setdefault(sight.key, sight)
        found = {(row.account, row.ident): row for row in self._known(seen)}
        self._rename([(row, seen[key]) for key, row in found.items() if row.id not in self._named])
        if new := {key: sight for key, sight in seen.items() if key not in found}:
            insert_all(self._db, t.target, [self._values(sight) for sight in new.values()])
            found |= {(row.account, row.ident): row for row in self._known(new)}
        self._named.update(row.id for row in found.values())
        return found

    def _known(self, keys: Collection[Key]) -> Iterator[Found]:
        for account in sorted({account for account, _ in keys}):
            idents = [ident for whose, ident in keys if whose == account]
            here = (t.target.c.account == account) & t.target.c.ident.in_(idents)
            yield from self._db.execute(select(t.target).where(here))

    def _rename(self, found: Iterable[tuple[Found, Sight]]) -> None:
        now = [
            {"which": row.id, "now": redact.line(sight.title, 200), "by": sight.connection}
            for row, sight in found
            if (row.title, row.connection) != (redact.line(sight.title, 200), sight.connection)
        ]
        here = update(t.target).where(t.target.c.id == bindparam("which"))
        if now:
            self._db.execute(here.values(title=bindparam("now"), connection=bindparam("by")), now)

    def _values(self, sight: Sight) -> dict[str, Any]:
        return {
            "account": sight.account, "connection": sight.connection, "ident": sight.ident,
            "kind": sight.ident.split("/", 1)[0], "title": redact.line(sight.title, 200), "program": sight.program,
            "vendor": self._vendors.get(sight.connection, ""), "digest": self._state(sight.key),
        }  # fmt: skip


def subjects(
    connection: Connection, run: int, wanted: Mapping[tuple[int, str], str]
) -> tuple[dict[tuple[int, str], Found], set[int]]:
    """Return by target and profile all subjects of the targets that are `wanted`, and the numbers of those that begin.

    `wanted`: the digest of the findings that one begins with.
    """
    targets = {target for target, _ in wanted}
    found = _subjects(connection, targets)
    new = [
        {"target": target, "profile": profile, "first": run, "last": run, "digest": digest}
        for (target, profile), digest in wanted.items()
        if (target, profile) not in found
    ]
    if not new:
        return found, set()
    insert_all(connection, t.subject, new)
    now = _subjects(connection, targets)
    return now, {row.id for key, row in now.items() if key not in found}


def _subjects(connection: Connection, targets: Collection[int]) -> dict[tuple[int, str], Found]:
    mine = select(t.subject).where(t.subject.c.target.in_(targets))
    return {(row.target, row.profile): row for row in connection.execute(mine)}
