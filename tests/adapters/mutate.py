"""One key of one answer turned into another type, for every key of every answer that an audit gets.

No such value may make a program vanish in silence, pass what fails otherwise, or end the run. Each vendor's
`test_mutations.py` calls `survives` with a small seed of the vendor's simulator, in files of their own, which run side
by side.

Most odd values make no more of a report than that one thing in it cannot be told, and so several that are far apart are
tried in one audit. Where an audit lost more than that, as a program or what lies above it, one value may have hidden
what another did: then each half is tried anew, down to one value alone.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from tests.adapters.connected import Kept, Unpaced
from tests.adapters.odd import GONE, Key, Mutating, Mutation, alike, is_no_json, mutations

from hardener import adapter, profile
from hardener.account import Account
from hardener.adapter import Window
from hardener.audit import Audit
from hardener.catalog import catalogue
from hardener.config import Config, parse
from hardener.errors import AdapterError
from hardener.findings import State
from hardener.model import Status
from hardener.results import Report
from hardener.sandbox import Simulator, serve
from hardener.waive import Waivers

TOGETHER = 12
"""Odd values in one audit at most."""


@dataclass(frozen=True)
class Found:
    """What one audit came to."""

    complete: bool
    listed: bool
    programs: int
    ready: frozenset[str]
    verdicts: Mapping[tuple[str, str], Status]
    """Of each program and control."""
    unclear: int
    unread: int
    """Programs of which nothing could be read."""


def look(
    vendor: str, url: str, connection: tuple[Mapping[str, Any], Mapping[str, str]], name: str = "storytime"
) -> Found:
    """Audit what is served at `url`, by one profile, as the installed command does."""
    options, secrets = connection
    given = {key: value for key, value in options.items() if key != "vendor"}
    now = datetime.now(UTC)
    with Unpaced("main", read_only=True) as session:
        made = adapter.load(vendor).connect(given, session, Kept(secrets))
        account = Account(name="main", vendor=vendor, adapter=made, calls=session.counted)
        held = profile.load(name)
        report = Report(
            made=now, version="0", library="", start=now, end=now + timedelta(weeks=4), profiles={name: held}
        )
        audit = Audit(
            config=config(vendor), profiles={name: held}, controls=catalogue(), report=report,
            window=Window(now, now + timedelta(weeks=4)), waivers=Waivers(today=now.date()), only=name,
        )  # fmt: skip
        audit.run([account])
        return found(report)


def config(vendor: str) -> Config:
    return parse(f'[connections.main]\nvendor = "{vendor}"\n', Path("hardener.toml"))


def found(report: Report) -> Found:
    """Return what a report says, in short."""
    rows = list(report.rows(programs=True))
    told = {
        (f"{row.program.id}/{row.program.occurrence}", f.control): f.status
        for row in rows
        if row.program is not None
        for f in row.findings
    }
    ready = frozenset(
        f"{row.program.id}/{row.program.occurrence}" for row in rows if row.program and row.state is State.READY
    )
    return Found(
        complete=report.complete, listed=report.listed, programs=len(rows), ready=ready, verdicts=told,
        unclear=sum(row.unclear for row in rows), unread=sum(bool(row.unread) for row in rows),
    )  # fmt: skip


@dataclass
class Trial:
    """Audits of one simulator that is served, each with other odd values, beside the `right` one without any."""

    spoilt: Mutating
    url: str
    connection: tuple[Mapping[str, Any], Mapping[str, str]]
    right: Found
    audits: int = 0
    bad: list[str] = field(default_factory=list)
    alone: set[tuple[str, Key]] = field(default_factory=set)
    """Places where an odd value costs more than a verdict."""

    def all(self, alike: Sequence[Mutation]) -> None:
        """Try odd values that are not in each other: many in one audit as long as none of them costs more than a verdict."""
        left = [mutation for mutation in alike if (mutation.request, mutation.key) not in self.alone]
        for mutation in alike:
            if mutation not in left:
                self._tried([mutation])
        most = len(left) if left and is_no_json(left[0]) else TOGETHER
        while left:
            # Neighbours belong together, and one may hide what the other does.
            together = left[:: max(1, len(left) // most)][:most]
            left = [mutation for mutation in left if mutation not in together]
            most = min(most * 2, TOGETHER) if self._tried(together) else max(most // 2, 1)

    def _tried(self, together: Sequence[Mutation]) -> bool:
        """Try them in one audit; where that does not show what became of each, in two, and so on. Tell whether it did."""
        self.spoilt.mutations = together
        self.audits += 1
        said, hidden = self._said()
        hidden = hidden and not is_no_json(together[0])
        if len(together) > 1 and (said or hidden):
            half = len(together) // 2
            self._tried(together[:half])
            self._tried(together[half:])
        elif said or hidden:
            self.alone.add((together[0].request, together[0].key))
            self.bad.extend(f"{together[0]}: {each}" for each in said)
        return not hidden

    def _said(self) -> tuple[list[str], bool]:
        """Return what an audit made of the values that it must not, and whether it lost so much that one may hide another."""
        try:
            now = look(self.spoilt.app.vendor, self.url, self.connection)
        except AdapterError:
            return [], True  # the connection could not be opened, and the command says so
        except Exception:  # noqa: BLE001 - the point of the test
            return [f"ended the run: {traceback.format_exc(limit=-2)}"], True
        return list(wrong(self.right, now)), lost(self.right, now, len(self.spoilt.mutations))


def survives(
    app: Simulator,
    seed: Mapping[str, Any],
    *,
    absent: Collection[str] = (),
    each: int = 2,
    asked: str = "",
) -> int:
    """Try every mutation, and return how many there were; fail with every one that was taken badly.

    Of the keys called `absent` the vendor documents what it means that they are not there. With
    `asked` only answers to requests that this pattern is found in are spoilt: a vendor with very many keys has two files.
    """
    spoilt = Mutating(app)
    with serve(cast("Simulator", spoilt)) as server:
        connection = server.connection(seed)
        right = look(app.vendor, server.url, connection)
        assert right.complete
        assert right.programs, "a seed with programs"
        # In whatever order threads asked: what is tried is the same in every run.
        answers = {request: body for request, body in sorted(spoilt.answers.items()) if re.search(asked, request)}
        found = [m for m in mutations(answers, each) if not (m.value is GONE and m.key[-1] in absent)]
        trial = Trial(spoilt, server.url, connection, right)
        for each_alike in alike(found, answers):
            trial.all(each_alike)
    print(f"{app.vendor}: {len(found)} mutations in {trial.audits} audits, {spoilt.hits} spoilt answers")  # noqa: T201
    assert not trial.bad, f"{len(trial.bad)} of {len(found)} were taken badly:\n" + "\n".join(trial.bad[:60])
    return len(found)


def lost(right: Found, now: Found, odd: int) -> bool:
    """Tell whether more is gone than that some requirements of a program can't be told, two for each odd value."""
    controls = {key[1] for key, status in now.verdicts.items() if status is not right.verdicts.get(key)}
    whole = now.listed >= right.listed and now.programs >= right.programs and now.unread <= right.unread
    return not whole or len(controls) > 2 * odd


def wrong(right: Found, now: Found) -> Iterator[str]:
    """Yield what an odd value has made of a report that it must not."""
    if now.programs < right.programs and now.complete and not now.unclear > right.unclear:
        yield f"{right.programs - now.programs} programs vanished"
    for key, status in now.verdicts.items():
        before = right.verdicts.get(key)
        if status is Status.PASS and before in {Status.FAIL, Status.ERROR, Status.MANUAL}:
            yield f"{key[0]} {key[1]} passes, which was {before}"
        if status is Status.NOT_APPLICABLE and before in {Status.FAIL, Status.ERROR, Status.PASS}:
            yield f"{key[0]} {key[1]} does not apply, which was {before}"
    if more := {p for p in now.ready - right.ready if any(key[0] == p for key in right.verdicts)}:
        yield f"{', '.join(sorted(more))} became ready"
