"""Join it up: read every connection, judge what is read, gather the report and the plan's fixes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from hardener import clock
from hardener.account import Readable
from hardener.adapter import Window
from hardener.asked import left_out, parts_of
from hardener.catalog import Control
from hardener.config import Config
from hardener.door import Door
from hardener.errors import AdapterError, HardenerError, SecretError, mistake
from hardener.evaluate import Judge
from hardener.judgement import Judgement
from hardener.memory import Judging, memory
from hardener.model import Elsewhere, Target, Unreadable
from hardener.profile import Profile
from hardener.results import Coverage, Report
from hardener.rows import known_to, row_of, unreadable
from hardener.signup import SignUps
from hardener.used import Used
from hardener.waive import Waivers

if TYPE_CHECKING:
    from hardener.announced.look import Announced  # most libraries have no calendar that is read
    from hardener.remedy.planner import Planner  # an audit plans nothing

AT_ONCE = 32
"""Connections that are read side by side; the others wait, so that threads do not grow with how many there are."""
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
    everywhere: bool = True
    """It reads all programs of all connections in its window, so that an event without one has none."""
    only: str | None = None
    """The name of one profile to hold every program against, whatever the configuration says."""
    planner: Planner | None = None
    progress: Progress = lambda _name, _count: None
    profile_of: Callable[[str, Target | Unreadable], str] | None = None
    """Which profile a program of a connection gets; None: as the configuration says."""
    is_named: Callable[[str, Target | Unreadable], bool] | None = None
    """Whether somebody said what a program is to be; None: as the configuration says."""
    sign_up_of: Callable[[str, Target | Unreadable], str] | None = None
    """Where families sign up for a program instead of on its platform; None: as the configuration says."""
    asked: frozenset[str] | None = None
    """The controls that somebody asks about; None: all that there are, as what is planned or kept may need more."""
    keep: Sequence[Keep] = ()
    announced: Announced | None = None
    """The library's own public calendars; None where none is configured."""
    _waiting: list[Callable[[], None]] = field(default_factory=list)
    """What is done with each program once all were read: only then it is known which event tells of which."""
    others: dict[str, dict[str, Target | Unreadable]] = field(default_factory=dict)
    """Accounts, groups and hosts of each connection, by id."""
    _sign_ups: SignUps = field(default_factory=SignUps)
    _closed: list[SecretError] = field(default_factory=list)
    """Of connections whose secrets could not be had."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, accounts: Sequence[Readable]) -> None:
        """Read and judge all `accounts` side by side; one that fails leaves the others' results whole.

        Raises `SecretError` where none of them could be logged in to.
        """
        for account in accounts:
            self.others.setdefault(account.name, {})
        with ThreadPoolExecutor(max(1, min(len(accounts), AT_ONCE)), thread_name_prefix="audit") as pool:
            for reach in pool.map(self._account, accounts):
                self.report.reaches.append(reach)
        if self.announced is not None:
            self._hear(self.announced)
        if self._closed and len(self._closed) == len(accounts):
            raise self._closed[0]  # nothing was looked at: this is no report, but a mistake to be mended
        self.report.notices.sort()  # whichever connection came first
        self.report.notices.extend(self.waivers.notices(whole=self.whole and self.report.listed))

    def _hear(self, announced: Announced) -> None:
        """Hold every program against the public calendars, and tell of events without one."""
        from hardener.announced.heard import Chosen, heard  # noqa: PLC0415 - see above

        announced.settle()
        for settle in self._waiting:
            settle()
        complete = all(reach.complete for reach in self.report.reaches) and self.everywhere
        chosen = Chosen(self.profiles, self.only, self.config.profile_of)
        coverages, rows = heard(announced, self.window, chosen, complete=complete)
        for row, target, judged in rows if self.everywhere or self.window.program is not None else ():
            found = self.waivers.onto(row.connection, target, judged)
            self.report.add(replace(row, found=found.found))
        self.report.reaches.extend(coverages)

    def _account(self, account: Readable) -> Coverage:
        platform = getattr(account.adapter, "platform", "")
        reach = Coverage(connection=account.name, vendor=account.vendor, platform=platform)
        others = self.others[account.name]
        place = self.config.connections[account.name].place
        judge = Judge(account.name, account.adapter.settings, self.controls, others, place)
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
        if self.window.all:
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
        return judge.judgement if self.planner is not None else memory(judge).judgement

    def _read(self, account: Readable, judging: Judging, reach: Coverage, used: Used) -> None:
        doubt, window = self._identify(account, reach), self.window
        if self.asked is not None:
            window = replace(window, parts=parts_of(account.adapter.settings, self.asked))
            reach.asides.extend(left_out(getattr(account.adapter, "optional", {}), window.parts or frozenset()))
        accounts_only = all(profile.judges == "account" for profile in self.profiles.values())
        for target in account.adapter.read_all(window):
            if isinstance(target, Elsewhere):
                reach.elsewhere[target.platform] += target.count
            elif target.program is not None and accounts_only:
                break
            else:
                self._guarded(account, target, reach, partial(self._judge, account, judging, target, reach, used))
        reach.asides.extend(getattr(account.adapter, "asides", tuple)())
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
        reach.astray = clock.off(skew := account.skew())
        if said := clock.notice(account.name, skew):
            with self._lock:
                self.report.notices.append(said)
        if reach.astray:
            reach.error = reach.error or clock.told(skew)
            if self.planner is not None:
                self.planner.barred[account.name] = clock.told(skew)

    def _guarded(
        self, account: Readable, target: Target | Unreadable, reach: Coverage, work: Callable[[], None]
    ) -> None:
        """Do what there is to do with one target; what goes wrong with it is said of it, and of nothing else."""
        try:
            work()
        except HardenerError:
            raise
        except Exception as error:  # noqa: BLE001 - a mistake of ours with one target must not cost the others
            reason = mistake(error)
            reach.unread.append(f"{target.title}: {reason}")
            if target.program is None:
                self.others[account.name][target.id] = unreadable(target, reason)
            else:
                with self._lock:
                    profile = self.profiles[self._named(account.name, target)]
                    self._add(account, unreadable(target, reason), Judgement((), Door.UNKNOWN), profile)

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
        where = (self.sign_up_of or self.config.sign_up_of)(account.name, target)
        found = self._sign_ups.onto(judging(target, profile), where)
        with self._lock:
            if self.announced is None:
                self._settle(account, target, found, profile, named=chosen)
            else:
                self._wait(self.announced, account, target, found, profile, named=chosen, reach=reach, judging=judging)
        reach.judged += 1
        self.progress(account.name, reach.judged)

    def _wait(  # noqa: PLR0913 - a program that was judged, and all that may come of it
        self, announced: Announced, account: Readable, target: Target | Unreadable, found: Judgement, profile: Profile,
        *, named: bool, reach: Coverage, judging: Judging,
    ) -> None:  # fmt: skip
        """Settle a program once all were read; one that no rule names has the profile that a calendar says."""
        from hardener.announced.heard import without_document  # noqa: PLC0415 - see above

        announced.saw(account.name, target)
        asked = not named and any(each.audiences for each in announced.calendars)
        kept = target if asked or self.planner is not None else without_document(target)

        def settle() -> None:
            other = self.profiles.get(announced.profile_of(account.name, target.id)) if asked else None
            judged = found if other is None else judging(kept, other)
            self._settle(account, kept, judged, other or profile, named=named)

        self._waiting.append(lambda: self._guarded(account, kept, reach, settle))

    def _settle(
        self, account: Readable, target: Target | Unreadable, found: Judgement, profile: Profile, *, named: bool
    ) -> None:
        """Take a judgement into the report and the plan, with what people and calendars say to it."""
        judged = self._said(account.name, target, found, profile)
        if self.planner is not None:
            self.planner.saw(account.name, target, profile, judged.found.state)
            if isinstance(target, Target):
                self.planner.take(target, judged.each, profile, named=named)
        self._add(account, target, judged, profile)

    def _said(self, connection: str, target: Target | Unreadable, found: Judgement, profile: Profile) -> Judgement:
        """Return the findings on a program with what people and calendars say to them."""
        if self.announced is None:
            return self.waivers.onto(connection, target, found)
        from hardener.announced.heard import said_of  # noqa: PLC0415 - see above

        return said_of(self.announced, self.waivers.onto, connection, target, found, profile)

    def _rest(self, account: Readable, judge: Judge, used: Used) -> None:
        """Judge what no program is meant by: defaults of whatever governs a program, and baselines of the account."""
        baselines = [p for p in self.profiles.values() if p.judges == "account"]
        for target in list(self.others[account.name].values()):
            named = [p for _, p in sorted(used.profiles.get(target.id, {}).items())]
            fitting = [p for p in baselines if target.kind == "account" and known_to(p, account.adapter)]
            for profile in [*named, *fitting]:
                found = Judgement(tuple(judge.defaults(target, profile)))
                with self._lock:
                    judged = self.waivers.onto(account.name, target, found)
                    if self.planner is not None and isinstance(target, Target):
                        chosen = profile in fitting or (target.id, profile.name) in used.named
                        self.planner.take(target, judged.each, profile, named=chosen)
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

    def _add(self, account: Readable, target: Target | Unreadable, judged: Judgement, profile: Profile) -> None:
        self.report.add(row_of(account, target, judged, profile, unnamed=not self._is_named(account.name, target)))
