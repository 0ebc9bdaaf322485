"""Join it up: read every connection, judge what is read, gather the report and the plan's fixes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta

from hardener.adapter import Adapter, Window
from hardener.catalog import Control
from hardener.config import Config
from hardener.errors import AdapterError
from hardener.evaluate import Judge, Judged
from hardener.model import Status, Target, Unreadable
from hardener.profile import Profile
from hardener.remedy.planner import Planner
from hardener.report.model import Reach, Report, Row
from hardener.waive import Waivers

Used = dict[str, dict[str, Profile]]
"""Of each host, group and account, the profiles of its programs by name."""
Progress = Callable[[str, int], None]
"""Told the name of a connection and how many programs it has judged so far."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """One connection that is open."""

    name: str
    vendor: str
    adapter: Adapter
    calls: Callable[[], Mapping[str, int]]
    """The requests sent so far, by kind."""


@dataclass(kw_only=True)
class Audit:
    """One look at everything; what could not be read is in the report too."""

    config: Config
    profiles: Mapping[str, Profile]
    controls: Mapping[str, Control]
    report: Report
    window: Window
    waivers: Waivers
    only: str | None = None
    """The name of one profile to hold every program against, whatever the configuration says."""
    planner: Planner | None = None
    progress: Progress = lambda _name, _count: None
    others: dict[str, dict[str, Target | Unreadable]] = field(default_factory=dict)
    """Accounts, groups and hosts of each connection, by id."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, accounts: Sequence[Account]) -> None:
        """Read and judge all `accounts` side by side; one that fails leaves the others' results whole."""
        for account in accounts:
            self.others.setdefault(account.name, {})
        with ThreadPoolExecutor(max(1, len(accounts)), thread_name_prefix="audit") as pool:
            for reach in pool.map(self._account, accounts):
                self.report.reaches.append(reach)
        self.report.notices.extend(self.waivers.notices(whole=self._whole(accounts)))

    def _whole(self, accounts: Sequence[Account]) -> bool:
        """Tell whether everything was looked at, so that what a waiver did not meet is not there."""
        wide = self.window.program is None and self.window.end - self.window.start >= timedelta(
            weeks=self.config.library.weeks
        )
        everywhere = {account.name for account in accounts} == set(self.config.connections)
        return self.only is None and wide and everywhere and self.report.complete

    def _account(self, account: Account) -> Reach:
        reach = Reach(connection=account.name, vendor=account.vendor)
        others = self.others[account.name]
        judge = Judge(
            account.name,
            account.adapter.settings,
            self.controls,
            others,
            self.config.connections[account.name].place,
        )
        used: Used = {}
        began = time.monotonic()
        try:
            for target in account.adapter.read_all(self.window):
                if target.program is not None and self._accounts_only:
                    break
                self._take(account, judge, target, reach, used)
        except AdapterError as error:
            reach.error = str(error)
        if self.window.program is None:
            self._rest(account, judge, used)
        reach.seconds = time.monotonic() - began
        reach.calls = dict(account.calls())
        return reach

    @property
    def _accounts_only(self) -> bool:
        """Tell whether no program is to be judged, only what is above them."""
        return all(profile.judges == "account" for profile in self.profiles.values())

    def _take(
        self,
        account: Account,
        judge: Judge,
        target: Target | Unreadable,
        reach: Reach,
        used: Used,
    ) -> None:
        if target.program is None:
            self.others[account.name][target.id] = target
            if isinstance(target, Unreadable):
                reach.unread.append(f"{target.title}: {target.reason}")
            return
        profile = self._profile(account.name, target)
        reach.listed += 1
        for ident in (ident for layer in target.above for ident in layer if target.program.kind != "room"):
            used.setdefault(ident, {})[profile.name] = profile
        at = judge.entrance(target) if isinstance(target, Target) else None
        found = list(judge.program(target, profile, at))
        door = at.door.value if at is not None else "unknown"
        with self._lock:
            judged = self.waivers.onto(account.name, target, found)
            if self.planner is not None and isinstance(target, Target):
                self.planner.saw(account.name, target, profile)
                self._wish(target, judged, profile)
            self._add(account, target, judged, profile, door)
        reach.judged += 1
        self.progress(account.name, reach.judged)

    def _rest(self, account: Account, judge: Judge, used: Used) -> None:
        """Judge what no program is meant by: defaults of the hosts in use, and baselines of the account."""
        baselines = [p for p in self.profiles.values() if p.judges == "account"]
        for target in list(self.others[account.name].values()):
            named = [p for _, p in sorted(used.get(target.id, {}).items())] if target.kind == "host" else []
            fitting = [p for p in baselines if target.kind == "account" and _known(p, account.adapter)]
            for profile in [*named, *fitting]:
                found = list(judge.defaults(target, profile))
                with self._lock:
                    judged = self.waivers.onto(account.name, target, found)
                    if self.planner is not None and isinstance(target, Target):
                        self._wish(target, judged, profile)
                    if judged:
                        self._add(account, target, judged, profile, "")

    def _profile(self, connection: str, target: Target | Unreadable) -> Profile:
        if self.only is not None:
            return self.profiles[self.only]
        return self.profiles[self.config.profile_of(connection, target)]

    def _wish(self, target: Target, judged: Sequence[Judged], profile: Profile) -> None:
        assert self.planner is not None
        for one in judged:
            if one.finding.status is Status.FAIL and one.fixes:
                self.planner.add(target, one, profile)

    def _add(
        self,
        account: Account,
        target: Target | Unreadable,
        judged: Sequence[Judged],
        profile: Profile,
        door: str,
    ) -> None:
        self.report.add(
            Row(
                connection=account.name,
                vendor=account.vendor,
                target=target.id,
                title=target.title,
                program=target.program,
                profile=profile.name,
                door=door,
                unread=target.reason if isinstance(target, Unreadable) else "",
                common=tuple(one.finding for one in judged if one.common),
                own=tuple(one.finding for one in judged if not one.common),
            )
        )


def _known(profile: Profile, adapter: Adapter) -> bool:
    """Tell whether a platform has anything of a baseline: another vendor's says nothing about it."""
    return any(row.control in profile.requires for row in adapter.settings)
