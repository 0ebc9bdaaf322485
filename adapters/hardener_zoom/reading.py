"""Read everything in scope: the account, its groups, then host by host what each of them runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from hardener.adapter import Window
from hardener.errors import AdapterError, RefusedError
from hardener.model import Target, Unreadable
from hardener_zoom import operations as op
from hardener_zoom.client import Api
from hardener_zoom.documents import (
    Host,
    above,
    changed_dates,
    facts,
    host_of,
    moment,
    occurrences,
    over,
    program,
    titled,
    unavailable,
)

Read = Target | Unreadable
ALL: frozenset[str] = frozenset({"*"})
"""Every part of a document."""
ACCOUNT = "account/me"
NO_WEBINARS = {200, 3000}
"""Zoom's codes for a host without the webinar add-on: then there are none."""
STREAM_OFF = "not asked for: live streaming is off in the host's settings"


class Listed(NamedTuple):
    """One host with the rows of what it runs, before each is read."""

    host: Host
    target: Target | None
    """None where it runs nothing in the window."""
    rows: list[tuple[str, Mapping[str, Any]]]
    """Kind and row."""
    unread: list[Unreadable]
    recorded: frozenset[str] | None
    """Ids of programs with cloud recordings; None where they could not be listed."""


class Job(NamedTuple):
    """One program to be read."""

    kind: str
    row: Mapping[str, Any]
    listed: Listed


@dataclass(slots=True)
class Reader:
    """Reads through one connection; remembers the account, groups and hosts, never the programs."""

    api: Api
    personal_rooms: bool = True
    every_date: bool = False
    own: bool = False
    """Only the programs of the person who logged in."""
    account: Read | None = None
    hosts: dict[str, Target] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """Of groups, by id."""

    def all(self, window: Window) -> Iterator[Read]:
        """Yield every target, those above before those below, each program once."""
        self.account = self.read_account()
        yield self.account
        yield from self._groups()
        users = [self.api.get(op.USER, "me")] if self.own else list(self.api.pages(op.USERS, "users", params={"status": "active"}))
        ready: list[Read] = []
        for found in self.api.each(lambda job: self._program(job, window), self._jobs(users, window, ready)):
            yield from _drain(ready)
            yield from found
        yield from _drain(ready)

    def _jobs(self, users: list[dict[str, Any]], window: Window, ready: list[Read]) -> Iterator[Job]:
        """Yield programs as hosts come in; put each host itself into `ready` before its programs."""
        seen: set[tuple[str, str]] = set()
        hosts = (host_of(user, self.names) for user in users if user.get("id"))
        by_id = {str(user.get("id")): user for user in users}
        for group in {g for user in users for g in host_of(user, {}).groups} - self.names.keys():
            ready.append(Unreadable(id=f"group/{group}", kind="group", title=f"group {group}", reason="the group is not in the list of groups"))
        for listed in self.api.each(lambda host: self._host(host, by_id[host.id], window), hosts):
            ready.extend(filter(None, (listed.target, *listed.unread)))
            for kind, row in listed.rows:
                key = (kind, str(row.get("id", "")))
                if key not in seen:
                    seen.add(key)
                    yield Job(kind, row, listed)

    def read_account(self, wanted: Set[str] = ALL) -> Target:
        """Read the account and its locks; a part that cannot be read is named, never guessed."""
        calls = {
            "settings": partial(self.api.get, op.ACCOUNT_SETTINGS, "me"),
            "security": partial(self.api.get, op.ACCOUNT_SETTINGS, "me", option="meeting_security"),
            "authentication": partial(self.api.get, op.ACCOUNT_SETTINGS, "me", option="meeting_authentication"),
            "account_security": partial(self.api.get, op.ACCOUNT_SETTINGS, "me", option="security"),
            "locks": partial(self.api.get, op.ACCOUNT_LOCKS, "me"),
        }
        parts, unread = parts_of(calls, wanted)
        return Target(id=ACCOUNT, kind="account", title="the account", document=parts, unread=unread)

    def _groups(self) -> Iterator[Read]:
        try:
            listed = list(self.api.pages(op.GROUPS, "groups"))
        except AdapterError as error:
            yield Unreadable(id="group/*", kind="group", title="the groups", reason=str(error))
            return
        self.names = {str(g.get("id", "")): str(g.get("name", "")) for g in listed}
        yield from self.api.each(lambda g: self.read_group(str(g.get("id", "")), str(g.get("name", ""))), listed)

    def read_group(self, ident: str, name: str, wanted: Set[str] = ALL) -> Target:
        """Read one group and its locks."""
        calls = {
            "settings": partial(self.api.get, op.GROUP_SETTINGS, ident),
            "security": partial(self.api.get, op.GROUP_SETTINGS, ident, option="meeting_security"),
            "locks": partial(self.api.get, op.GROUP_LOCKS, ident),
        }
        parts, unread = parts_of(calls, wanted)
        return Target(id=f"group/{ident}", kind="group", title=name, document=parts, unread=unread, above=((ACCOUNT,),))

    def read_host(self, host: Host, user: Mapping[str, Any], wanted: Set[str] = ALL) -> Target:
        """Read one host's own settings."""
        calls = {
            "settings": partial(self.api.get, op.USER_SETTINGS, host.id),
            "security": partial(self.api.get, op.USER_SETTINGS, host.id, option="meeting_security"),
        }
        parts, unread = parts_of(calls, wanted)
        return Target(
            id=f"host/{host.id}", kind="host", title=host.name, document={"user": {"type": user.get("type")}, **parts},
            unread=unread, above=above(host)[1:],
        )  # fmt: skip

    def again(self, target: Target, ident: str, date: str) -> Target:
        """Read one target afresh; of what lies above programs only the parts that its document names."""
        wanted = frozenset(target.document) or ALL
        if target.kind == "account":
            return self.read_account(wanted)
        if target.kind == "group":
            return self.read_group(ident, target.title, wanted)
        if target.kind == "host":
            return self.read_host(Host(ident, target.title), {}, wanted)
        now = self.api.now()
        operation = op.WEBINAR if target.kind == "webinar" else op.MEETING
        answer = self.api.get(operation, ident, **({"occurrence_id": date} if date else {}))
        host = Host(str(answer.get("host_id", "")), "")
        document: dict[str, Any] = {"program": answer}
        unread: dict[str, str] = {}
        self._questions(target.kind == "webinar", ident, answer, document, unread)
        if "recording" in wanted and wanted is not ALL:
            self._part("recording", op.RECORDING, ident, document, unread)
        return self._target(target.kind, answer, document, unread, host, now, date)

    def _host(self, host: Host, user: Mapping[str, Any], window: Window) -> Listed:
        rows: list[tuple[str, Mapping[str, Any]]] = []
        unread: list[Unreadable] = []
        for kind, operation in (("meeting", op.MEETINGS), ("webinar", op.WEBINARS)):
            try:
                found = self.api.pages(operation, f"{kind}s", host.id, params={"type": "scheduled"})
                rows.extend((kind, row) for row in found if self._wanted(row, window))
            except AdapterError as error:
                if kind == "webinar" and isinstance(error, RefusedError) and error.code in NO_WEBINARS:
                    continue
                title = f"{kind}s of {host.name}"
                unread.append(Unreadable(id=f"list/{host.id}/{kind}", kind="list", title=title, reason=str(error)))
        if self.personal_rooms and host.pmi and window.wants(host.pmi, f"Personal room of {host.name}"):
            rows.append(("room", {"id": host.pmi, "topic": f"Personal room of {host.name}"}))
        target = self.read_host(host, user) if rows else None
        recorded = self._recorded(host, window) if rows else frozenset()
        if target is not None:
            self.hosts[host.id] = target
        return Listed(host, target, rows, unread, recorded)

    @staticmethod
    def _wanted(row: Mapping[str, Any], window: Window) -> bool:
        if not window.wants(str(row.get("id", "")), titled(row)):
            return False
        start = moment(row.get("start_time"))
        return row.get("type") not in {2, 5} or start is None or start <= window.end

    def _recorded(self, host: Host, window: Window) -> frozenset[str] | None:
        params = {"from": (window.start - timedelta(days=30)).date().isoformat(), "to": window.start.date().isoformat()}
        try:
            return frozenset(str(m.get("id", "")) for m in self.api.pages(op.RECORDINGS, "meetings", host.id, params=params))
        except AdapterError:
            return None

    def _program(self, job: Job, window: Window) -> list[Read]:
        """Read one program, and each of its dates that differs; what fails is an `Unreadable`, never left out."""
        ident, host = str(job.row.get("id", "")), job.listed.host
        try:
            target = self.read_program(job.kind, ident, job.listed, window)
        except AdapterError as error:
            stub = program(job.kind, job.row, host, window.start)
            return [
                Unreadable(
                    id=f"{job.kind}/{ident}", kind=job.kind, title=titled(job.row), reason=str(error), above=above(host),
                    program=stub,
                )
            ]  # fmt: skip
        what = target.program
        assert what is not None
        if job.kind != "room" and (over(what.start, what.minutes, window.start) or not (what.start is None or what.start <= window.end)):
            return []
        return [target, *self._dates(target, job.listed, window)]

    def _dates(self, target: Target, listed: Listed, window: Window) -> Iterator[Read]:
        answer = target.document["program"]
        assert isinstance(answer, Mapping)
        if target.kind != "meeting" or not (target.program and target.program.series):
            return
        wanted = [str(o.get("occurrence_id")) for o in occurrences(answer)] if self.every_date else changed_dates(answer)
        for date in wanted:
            try:
                found = self.read_date(target, date, listed.host, window)
            except AdapterError as error:
                stub = program("occurrence", answer, listed.host, window.start, date)
                yield Unreadable(
                    id=f"occurrence/{stub.id}/{date}", kind="occurrence", title=f"{target.title} (one changed date)",
                    reason=str(error), above=target.above, program=stub,
                )  # fmt: skip
                continue
            what = found.program
            if what is not None and not over(what.start, what.minutes, window.start) and (what.start is None or what.start <= window.end):
                yield found

    def read_program(self, kind: str, ident: str, listed: Listed, window: Window) -> Target:
        """Read one program: one call, and one more for each thing that it really has."""
        webinar = kind == "webinar"
        answer = self.api.get(op.WEBINAR if webinar else op.MEETING, ident)
        document: dict[str, Any] = {"program": answer}
        unread: dict[str, str] = {}
        self._questions(webinar, ident, answer, document, unread)
        self._stream(webinar, ident, listed, document, unread)
        self._recording(ident, listed, document, unread)
        return self._target(kind, answer, document, unread, listed.host, window.start)

    def read_date(self, series: Target, date: str, host: Host, window: Window) -> Target:
        """Read one date of a series."""
        assert series.program is not None
        answer = self.api.get(op.MEETING, series.program.id, occurrence_id=date)
        document = {**series.document, "program": answer}
        return self._target("occurrence", answer, document, dict(series.unread), host, window.start, date)

    def _target(  # noqa: PLR0913 - everything a target is made of
        self, kind: str, answer: dict[str, Any], document: dict[str, Any], unread: dict[str, str], host: Host,
        now: datetime, date: str = "",
    ) -> Target:  # fmt: skip
        own = self.hosts.get(host.id)
        what = program(kind, answer, host, now, date)
        account = self.account.document.get("settings", {}) if isinstance(self.account, Target) else {}
        mine = own.document.get("settings", {}) if isinstance(own, Target) else {}
        return Target(
            id=f"{kind}/{what.id}/{date}" if date else f"{kind}/{what.id}",
            kind=kind,
            title=f"{titled(answer)} (one changed date)" if date else titled(answer),
            document=document,
            above=above(host),
            unread=unread,
            unavailable=unavailable(kind, answer, host, account if isinstance(account, Mapping) else {}, mine if isinstance(mine, Mapping) else {}),
            facts=facts(answer),
            program=what if kind != "room" else replace(what, series=False),
        )

    def _questions(self, webinar: bool, ident: str, answer: Mapping[str, Any], document: dict[str, Any], unread: dict[str, str]) -> None:  # noqa: FBT001 - the two kinds of program
        settings = answer.get("settings")
        if isinstance(settings, Mapping) and settings.get("approval_type") == 2:
            document["questions"] = None
            return
        self._part("questions", op.WEBINAR_QUESTIONS if webinar else op.MEETING_QUESTIONS, ident, document, unread)

    def _stream(self, webinar: bool, ident: str, listed: Listed, document: dict[str, Any], unread: dict[str, str]) -> None:  # noqa: FBT001 - the two kinds of program
        if not _streams(listed.target, webinar=webinar):
            unread["livestream"] = STREAM_OFF
            return
        self._part("livestream", op.WEBINAR_STREAM if webinar else op.MEETING_STREAM, ident, document, unread)

    def _recording(self, ident: str, listed: Listed, document: dict[str, Any], unread: dict[str, str]) -> None:
        if listed.recorded is None:
            unread["recording"] = "the host's recordings could not be listed"
        elif ident in listed.recorded:
            self._part("recording", op.RECORDING, ident, document, unread)
        else:
            document["recording"] = None

    def _part(self, name: str, operation: op.Operation, ident: str, document: dict[str, Any], unread: dict[str, str]) -> None:
        try:
            document[name] = self.api.get(operation, ident)
        except AdapterError as error:
            unread[name] = str(error)


def _streams(host: Target | None, *, webinar: bool) -> bool:
    """Tell whether live streaming may be on; where the host's settings do not say, it may."""
    if host is None:
        return True
    settings = host.document.get("settings")
    inner = settings.get("in_meeting") if isinstance(settings, Mapping) else None
    if not isinstance(inner, Mapping):
        return True
    if webinar:
        option = inner.get("webinar_live_streaming")
        return not (isinstance(option, Mapping) and option.get("enable") is False)
    return inner.get("allow_live_streaming") is not False


def parts_of(calls: Mapping[str, Callable[[], dict[str, Any]]], wanted: Set[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the parts that could be read, and of the others why not."""
    parts: dict[str, Any] = {}
    unread: dict[str, str] = {}
    for name, call in calls.items():
        if wanted is not ALL and name not in wanted:
            continue
        try:
            parts[name] = call()
        except AdapterError as error:
            unread[name] = str(error)
    return parts, unread


def _drain(ready: list[Read]) -> Iterator[Read]:
    while ready:
        yield ready.pop(0)
