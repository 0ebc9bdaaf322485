"""Find what a look saw among what is kept, by the account and the vendor's id, and begin what is new."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from hardener import redact
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

    def __init__(self, connection: Connection, vendors: Mapping[str, str]) -> None:
        """`vendors`: by connection."""
        self._db = connection
        self._vendors = vendors
        self._named: set[int] = set()
        """Those whose title this look has told: of two connections to one account the first does."""

    def find(self, sights: Iterable[Sight]) -> dict[Key, Found]:
        """Return the row of each target, at most a chunk of them; what is new is written, and what has a new title."""
        seen: dict[Key, Sight] = {}
        for sight in sights:
            seen.setdefault(sight.key, sight)
        found = {(row.account, row.ident): row for row in self._known(seen)}
        self._rename([(row, seen[key]) for key, row in found.items() if row.id not in self._named])
        if new := [self._values(sight) for key, sight in seen.items() if key not in found]:
            made = self._db.execute(insert(t.target).returning(t.target), new)
            found |= {(row.account, row.ident): row for row in made}
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
            "account": sight.account, "connection": sight.connection, "ident": sight.ident, "digest": "",
            "kind": sight.ident.split("/", 1)[0], "title": redact.line(sight.title, 200), "program": sight.program,
            "vendor": self._vendors.get(sight.connection, ""),
        }  # fmt: skip


def subjects(connection: Connection, run: int, wanted: Collection[tuple[int, str]]) -> dict[tuple[int, str], Found]:
    """Return by target and profile all subjects of the targets that are `wanted`; those of these that are new begin."""
    mine = t.subject.c.target.in_({target for target, _ in wanted})
    found = {(row.target, row.profile): row for row in connection.execute(select(t.subject).where(mine))}
    new = [
        {"target": target, "profile": profile, "first": run, "last": run, "digest": ""}
        for target, profile in dict.fromkeys(wanted)
        if (target, profile) not in found
    ]
    if new:
        made = connection.execute(insert(t.subject).returning(t.subject), new)
        found |= {(row.target, row.profile): row for row in made}
    return found
