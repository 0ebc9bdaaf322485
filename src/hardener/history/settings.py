"""Keep the settings of what a look came by: a state once for all that are set alike, and a row for each change."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, select, update

from hardener.history.chunks import Rows, insert_all
from hardener.history.seen import Observed
from hardener.history.targets import Found, Key
from hardener.mark import digest
from hardener.store import tables as t

State = dict[str, str]
"""Values by path."""
Changes = tuple[tuple[str, str, str], ...]
"""Path, value before, value now; of what was known before alone."""


class Turned(NamedTuple):
    """What a target's settings have become."""

    digest: str
    state: State
    changes: Changes


def turned(before: State, found: Mapping[str, str]) -> Turned:
    """Return the state after `found` was read. What could not be read keeps the value that was last seen.

    Else a change made while it could not be read would never be told.
    """
    now = {**before, **found}
    changes = ((path, before[path], value) for path, value in found.items() if before.get(path, value) != value)
    return Turned(digest_of(now), now, tuple(changes))


def digest_of(state: Mapping[str, str]) -> str:
    """Return the fingerprint of settings."""
    return digest(f"{path} {value}" for path, value in sorted(state.items()))


class Settings:
    """Keeps the settings that were read of the targets of one look."""

    def __init__(self, connection: Connection, run: int, observed: Observed) -> None:
        """`run`: the number of the look."""
        self._db = connection
        self._run = run
        self._observed = observed
        self._digests: dict[int, str] = {}
        """Of values that many targets share, by identity: `observed` holds them all the while."""
        self._turned: dict[tuple[str, int], Turned] = {}
        self._there: set[str] = set()
        """The states that are known to be in the store."""
        self._begun: dict[str, State] = {}
        """The states of new targets that are still to be written."""
        self._left = False
        """Whether a target has left its state."""

    def begin(self, seen: Key) -> str:
        """Return the digest of the settings of a new target, by the connection and id to look it up by."""
        mark = self._digest(seen)
        self._begun[mark] = self._observed.values[seen]
        return mark

    def keep(self, seen: Mapping[Key, Key], rows: Mapping[Key, Found], stale: Collection[int]) -> None:
        """Keep a chunk of targets, each by account and id; `seen`: the connection and id to look it up by.

        What a look of `stale` read last stays as it is: that look is newer.
        """
        moved = [key for key in seen if self._digest(seen[key]) != rows[key].digest and rows[key].last not in stale]
        states = self._states({rows[key].digest for key in moved})
        now = {
            key: self._turn(rows[key].digest, states.get(rows[key].digest, {}), self._observed.values[seen[key]])
            for key in moved
        }
        self._changes({key: (rows[key], each.changes) for key, each in now.items() if each.changes}, seen)
        become = {rows[key].id: each for key, each in now.items() if each.digest != rows[key].digest}
        self._write({**self._begun, **{each.digest: each.state for each in become.values()}})
        self._begun.clear()
        self._become(become)
        self._left = self._left or bool(states)

    def sweep(self) -> None:
        """Delete the states that no target has any more; once all chunks are kept."""
        if self._left:
            self._db.execute(delete(t.state).where(t.state.c.digest.not_in(select(t.target.c.digest))))

    def _digest(self, key: Key) -> str:
        found = self._observed.values[key]
        if id(found) not in self._digests:
            self._digests[id(found)] = digest_of(found)
        return self._digests[id(found)]

    def _states(self, digests: Collection[str]) -> dict[str, State]:
        if not digests:
            return {}
        wanted = select(t.state.c.digest, t.state.c.body).where(t.state.c.digest.in_(digests))
        return {row.digest: json.loads(row.body) for row in self._db.execute(wanted)}

    def _turn(self, mark: str, before: State, found: Mapping[str, str]) -> Turned:
        key = (mark, id(found))
        if key not in self._turned:
            self._turned[key] = turned(before, found)
        return self._turned[key]

    def _changes(self, changed: Mapping[Key, tuple[Found, Changes]], seen: Mapping[Key, Key]) -> None:
        """Write down what is otherwise, and whose doing it is."""
        if not changed:
            return
        from hardener.history.author import Wanted, author, written_to  # noqa: PLC0415 - most looks find no change

        written = written_to(self._db, {key: row.last for key, (row, _) in changed.items()})
        values: Rows = []
        for key, (row, changes) in changed.items():
            rows = self._observed.rows(seen[key][0], self._observed.about[seen[key]][0])
            for path, was, value in changes:
                by = author(written.get(key, ()), Wanted(path, value, rows.get(path)))
                values.append(
                    {"target": row.id, "path": path, "first": self._run, "was": was, "value": value, "changed_by": by}
                )
        insert_all(self._db, t.value, values)

    def _write(self, made: Mapping[str, State]) -> None:
        """Write the states, by digest, that are not there yet."""
        wanted = [mark for mark in made if mark not in self._there]
        if not wanted:
            return
        there = set(self._db.scalars(select(t.state.c.digest).where(t.state.c.digest.in_(wanted))))
        bodies: Rows = [
            {"digest": mark, "body": json.dumps(made[mark], ensure_ascii=False, sort_keys=True)}
            for mark in wanted
            if mark not in there
        ]
        insert_all(self._db, t.state, bodies)
        self._there.update(wanted)

    def _become(self, now: Mapping[int, Turned]) -> None:
        """Point each target, by number, to its state."""
        if not now:
            return
        here = update(t.target).where(t.target.c.id == bindparam("which"))
        marks = [{"which": ident, "now": each.digest} for ident, each in now.items()]
        self._db.execute(here.values(digest=bindparam("now")), marks)
