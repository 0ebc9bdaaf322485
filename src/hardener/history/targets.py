"""Find what a look saw among what is kept, by the account and the vendor's id, and begin what is new."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from hardener import redact
from hardener.history.chunks import begin_all
from hardener.store import tables as t

Key = tuple[str, str]
"""Account and id of a target."""


class Found(NamedTuple):
    """A target as it is kept."""

    id: int
    title: str
    connection: str
    program: str | None
    last: int | None
    digest: str
    new: bool = False
    """It was written just now, and nothing else knows it."""


class Subject(NamedTuple):
    """A target as one profile judges it, as it is kept."""

    id: int
    target: int
    profile: str
    last: int
    digest: str


class Sight(NamedTuple):
    """A target as a connection showed it."""

    account: str
    connection: str
    ident: str
    title: str
    program: str | None = None
    """The vendor's id of the program that it is."""


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
            seen.setdefault((sight.account, sight.ident), sight)
        found = self._known(seen)
        self._rename([(row, seen[key]) for key, row in found.items() if row.id not in self._named])
        if new := {key: sight for key, sight in seen.items() if key not in found}:
            found |= self._begin(new)
        self._named.update(row.id for row in found.values())
        return found

    def _known(self, keys: Collection[Key]) -> dict[Key, Found]:
        found: dict[Key, Found] = {}
        kept = [t.target.c[name] for name in Found._fields if name in t.target.c]
        for account in sorted({account for account, _ in keys}):
            idents = [ident for whose, ident in keys if whose == account]
            here = (t.target.c.account == account) & t.target.c.ident.in_(idents)
            for ident, *row in self._db.execute(select(t.target.c.ident, *kept).where(here)):
                found[account, ident] = Found(*row)
        return found

    def _begin(self, new: Mapping[Key, Sight]) -> dict[Key, Found]:
        rows = list(map(self._values, new.values()))
        numbers = begin_all(self._db, t.target, rows)
        return {
            key: Found(number, row["title"], row["connection"], row["program"], None, row["digest"], new=True)
            for key, number, row in zip(new, numbers, rows, strict=True)
        }

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
            "vendor": self._vendors.get(sight.connection, ""), "digest": self._state((sight.account, sight.ident)),
        }  # fmt: skip


def subjects(connection: Connection, targets: Collection[int]) -> dict[tuple[int, str], Subject]:
    """Return by target and profile all subjects that there are of `targets`."""
    if not targets:
        return {}
    kept = (t.subject.c[name] for name in Subject._fields)
    rows = connection.execute(select(*kept).where(t.subject.c.target.in_(targets)))
    return {(row.target, row.profile): row for row in map(Subject._make, rows)}


def begin_subjects(
    connection: Connection, run: int, wanted: Mapping[tuple[int, str], str]
) -> dict[tuple[int, str], Subject]:
    """Begin the subjects that are `wanted` and return them, by target and profile.

    `wanted`: the digest of the findings that each begins with.
    """
    rows = [
        {"target": target, "profile": profile, "first": run, "last": run, "digest": digest}
        for (target, profile), digest in wanted.items()
    ]
    numbers = begin_all(connection, t.subject, rows)
    each = zip(numbers, wanted.items(), strict=True)
    return {key: Subject(number, *key, run, digest) for number, (key, digest) in each}
