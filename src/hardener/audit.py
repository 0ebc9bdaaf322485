"""Join it up: read every connection, judge what is read, gather the report and the plan's fixes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from hardener import clock
from hardener.account import Readable
from hardener.adapter import Source, Window
from hardener.catalog import Control
from hardener.config import Config
from hardener.door import Door
from hardener.errors import AdapterError, HardenerError, SecretError, mistake
from hardener.evaluate import Judge, Judged, Judgement
from hardener.imprint import Imprints, Judging, Memory
from hardener.model import Elsewhere, Status, Target, Unreadable
from hardener.profile import Profile
from hardener.remedy.planner import Planner
from hardener.results import Coverage, Report, Row
from hardener.waive import Waivers


class Used:
    """Of each host, group and account: the profiles of its programs, and which of them a rule gave."""

    def __init__(self) -> None:
        """Begin with none."""
        self.profiles: dict[str, dict[str, Profile]] = {}
        self.named: set[tuple[str, str]] = set()
        """Ids, each with the name of a profile that somebody chose for a program below it."""

    def by(self, target: Target | Unreadable, profile: Profile, *, named: bool) -> None:
        """Take note of a program; its personal room is nobody's program."""
        assert target.program is not None
        for ident in (ident for layer in target.above for ident in layer if not target.program.personal):
            self.profiles.setdefault(ident, {})[profile.name] = profile
            if named:
                self.named.add((ident, profile.name))


Progress = Callable[[str, int], None]
"""Told the name of a connection and how many programs it has judged so far."""


Keep = Callable[[str, Target | Unreadable, str], None]
"""Told everything that is read: the connection, what it is, and the name of its profile if it is a program."""


@dataclass(kw_only=True)
class Audit:
    """One look at everything; what could not be read is in the report too."""

    config: Config
    profiles: Mapping[str, Profile]
    controls: Mapping[str, Control]
    report: Report
    window: Window
    waivers: Waivers
    whole: bool = False
    """It looks at everything there is, by the profiles of the configuration."""
    only: str | None = None
    """The name of one profile to hold every program against, whatever the configuration says."""
    planner: Planner | None = None
    progress: Progress = lambda _name, _count: None
    profile_of: Callable[[str, Target | Unreadable], str] | None = None
    """Which profile a program of a connection gets; None: as the configuration says."""
    is_named: Callable[[str, Target | Unreadable], bool] | None = None
    """Whether somebody said what a program is to be; None: as the configuration says."""
    keep: Sequence[Keep] = ()
    others: dict[str, dict[str, Target | Unreadable]] = field(default_factory=dict)
    """Accounts, groups and hosts of each connection, by id."""
    _closed: list[SecretError] = field(default_factory=list)
    """Of connections whose secrets could not be had."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, accounts: Sequence[Readable]) -> None:
        """Read and judge all `accounts` side by side; one that fails leaves the others' results whole.

        Raises `SecretError` where none of them could be logged in to.
        """
        for account in accounts:
            self.others.setdefault(account.name, {})
        with ThreadPoolExecutor(max(1, len(accounts)), thread_name_prefix="audit") as pool:
            for reach in pool.map(self._account, accounts):
                self.report.reaches.append(reach)
        if self._closed and len(self._closed) == len(accounts):
            raise self._closed[0]  # nothing was looked at: this is no report, but a mistake to be mended
        self.report.notices.sort()  # whichever connection came first
        self.report.notices.extend(self.waivers.notices(whole=self.whole and self.report.listed))

    def _account(self, account: Readable) -> Coverage:
        reach = Coverage(connection=account.name, vendor=account.vendor)
        others = self.others[account.name]
        judge = Judge(
            account.name,
            account.adapter.settings,
            self.controls,
            others,
            self.config.connections[account.name].place,
        )
        used = Used()
        began = time.monotonic()
        try:
            self._read(account, self._judging(judge), reach, used)
        except AdapterError as error:
            reach.error = str(error)
        except SecretError as error:
            reach.error = str(error)
            self._closed.append(error)
        except HardenerError:
            raise
        except Exception as error:  # noqa: BLE001 - a mistake of ours must not cost the other connections
            reach.error = mistake(error)
        if self.window.program is None:
            self._rest(account, judge, used)
        reach.error = reach.error or account.late()
        self._timed(account, reach)
        if self.planner is not None and not reach.complete:
            self.planner.touched.missed(account.name)
        reach.seconds = time.monotonic() - began
        reach.calls = dict(account.calls())
        return reach

    def _judging(self, judge: Judge) -> Judging:
        """Return how programs are judged: each imprint once, but not for a plan, as what mends depends on more."""
        return judge.judgement if self.planner is not None else Memory(judge.judgement, Imprints(judge).of).judgement

    def _read(self, account: Readable, judging: Judging, reach: Coverage, used: Used) -> None:
        doubt = self._identify(account, reach)
        for target in account.adapter.read_all(self.window):
            if isinstance(target, Elsewhere):
                reach.elsewhere[target.platform] += target.count
            elif target.program is not None and self._accounts_only:
                break
            else:
                self._take(account, judging, target, reach, used)
        if doubt:
            reach.unread.append(f"whose account this is, so nothing of it is kept or changed: {doubt}")

    def _identify(self, account: Readable, reach: Coverage) -> str:
        """Find out whose account it is, for all that is kept or written; return why that cannot be told."""
        try:
            reach.account = account.whose()
        except AdapterError as error:
            return str(error)
        except HardenerError:
            raise
        except Exception as error:  # noqa: BLE001 - a mistake of ours must not keep anybody from looking
            return mistake(error)
        if self.planner is not None and reach.account is not None:
            self.planner.accounts[account.name] = reach.account.key
        return ""

    def _timed(self, account: Readable, reach: Coverage) -> None:
        """Say where this machine's clock is off; with a day between them today's programs seem to be over."""
        skew = account.skew()
        if said := clock.notice(account.name, skew):
            with self._lock:
                self.report.notices.append(said)
        if clock.off(skew):
            reach.error = reach.error or clock.told(skew)
            if self.planner is not None:
                self.planner.barred[account.name] = clock.told(skew)

    @property
    def _accounts_only(self) -> bool:
        """Tell whether no program is to be judged, only what is above them."""
        return all(profile.judges == "account" for profile in self.profiles.values())

    def _take(
        self, account: Readable, judging: Judging, target: Target | Unreadable, reach: Coverage, used: Used
    ) -> None:
        """Judge one target; what goes wrong with it is said of it, and of nothing else."""
        try:
            self._judge(account, judging, target, reach, used)
        except HardenerError:
            raise
        except Exception as error:  # noqa: BLE001 - a mistake of ours with one target must not cost the others
            reason = mistake(error)
            reach.unread.append(f"{target.title}: {reason}")
            if target.program is None:
                self.others[account.name][target.id] = _unreadable(target, reason)
            else:
                with self._lock:
                    profile = self.profiles[self._named(account.name, target)]
                    self._add(account, _unreadable(target, reason), Judgement((), Door.UNKNOWN), profile)

    def _judge(
        self, account: Readable, judging: Judging, target: Target | Unreadable, reach: Coverage, used: Used
    ) -> None:
        name = self._named(account.name, target) if target.program is not None else ""
        with self._lock:
            for keep in self.keep:
                keep(account.name, target, name)
        if target.program is None:
            self.others[account.name][target.id] = target
            if isinstance(target, Unreadable):
                reach.unread.append(f"{target.title}: {target.reason}")
            return
        profile = self.profiles[name]
        reach.listed += 1
        chosen = self._is_named(account.name, target)
        used.by(target, profile, named=chosen)
        found = judging(target, profile)
        with self._lock:
            judged = self.waivers.onto(account.name, target, found)
            if self.planner is not None:
                self.planner.saw(account.name, target, profile)
                if isinstance(target, Target):
                    self._wish(target, judged.each, profile, named=chosen)
            self._add(account, target, judged, profile)
        reach.judged += 1
        self.progress(account.name, reach.judged)

    def _rest(self, account: Readable, judge: Judge, used: Used) -> None:
        """Judge what no program is meant by: defaults of whatever governs a program, and baselines of the account."""
        baselines = [p for p in self.profiles.values() if p.judges == "account"]
        for target in list(self.others[account.name].values()):
            named = [p for _, p in sorted(used.profiles.get(target.id, {}).items())]
            fitting = [p for p in baselines if target.kind == "account" and _known(p, account.adapter)]
            for profile in [*named, *fitting]:
                found = Judgement(tuple(judge.defaults(target, profile)))
                with self._lock:
                    judged = self.waivers.onto(account.name, target, found)
                    if self.planner is not None and isinstance(target, Target):
                        chosen = profile in fitting or (target.id, profile.name) in used.named
                        self._wish(target, judged.each, profile, named=chosen)
                    if judged.each:
                        self._add(account, target, judged, profile)

    def _named(self, connection: str, target: Target | Unreadable) -> str:
        """Return the name of a program's profile."""
        return self.only or (self.profile_of or self.config.profile_of)(connection, target)

    def _is_named(self, connection: str, target: Target | Unreadable) -> bool:
        """Tell whether somebody said what a program is to be: in a rule, or for all with one profile."""
        if self.only is not None or target.program is None:
            return True
        if self.is_named is not None:
            return self.is_named(connection, target)
        return self.config.rule_of(connection, target) is not None

    def _wish(self, target: Target, judged: Sequence[Judged], profile: Profile, *, named: bool) -> None:
        assert self.planner is not None
        for one in judged:
            if one.finding.status is not Status.FAIL:
                continue
            if one.fixes and named:
                self.planner.add(target, one, profile)
            elif one.fixes:
                self.planner.leave(target, one, profile)
            elif why := target.unavailable.get(one.finding.setting or ""):
                self.planner.rule_out(target, one.finding, why)

    def _add(self, account: Readable, target: Target | Unreadable, judged: Judgement, profile: Profile) -> None:
        self.report.add(
            Row(
                connection=account.name,
                vendor=account.vendor,
                target=target.id,
                title=target.title,
                program=target.program,
                profile=profile.name,
                door=judged.door or "",
                unread=target.reason if isinstance(target, Unreadable) else "",
                unnamed=not self._is_named(account.name, target),
                found=judged.found,
            )
        )


def _unreadable(target: Target | Unreadable, reason: str) -> Unreadable:
    return Unreadable(
        id=target.id, kind=target.kind, title=target.title, reason=reason, above=target.above, program=target.program
    )


def _known(profile: Profile, adapter: Source) -> bool:
    """Tell whether a platform has anything of a baseline: another vendor's says nothing about it."""
    return any(row.control in profile.requires for row in adapter.settings)
