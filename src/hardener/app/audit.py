"""Look at everything once and judge it: what audit, plan, apply and scripts have in common."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hardener import __version__, profile
from hardener.account import Account
from hardener.adapter import Window
from hardener.app.connections import accounts
from hardener.app.surroundings import Surroundings
from hardener.app.waivers import waivers_on
from hardener.audit import Audit, Keep
from hardener.catalog import catalogue
from hardener.errors import AskedError
from hardener.findings import State
from hardener.history.seen import Observed
from hardener.model import Risk, Severity
from hardener.remedy.around import look_around
from hardener.remedy.plan import Asked
from hardener.remedy.planner import Planner
from hardener.results import Report
from hardener.waive import day_in


class AuditRun:
    """One look at the connections of the configuration."""

    def __init__(
        self,
        context: Surroundings,
        *,
        profile_name: str | None = None,
        only: Sequence[str] = (),
        weeks: int | None = None,
        program: str | None = None,
    ) -> None:
        """Load every profile that is named, and the waivers, so that a mistake shows before the first request.

        `profile_name` is held against everything, whatever the rules say; `only` these connections are asked, for
        programs of this many `weeks` or for one `program`, by its id or a part of its title. Raises `HardenerError`.
        """
        self.context = context
        self.config = context.config
        base = context.config_path.parent
        names = [profile_name] if profile_name else self.config.profiles
        loaded = [(name, profile.load(name, Path() if profile_name else base)) for name in names]
        self.profiles = dict(loaded)
        for name, found in loaded:
            if found.judges == "account" and not profile_name:
                said = f"profile {name!r} is a baseline of the account, not of programs"
                raise AskedError(f"{context.config_path}: {said}; look with: hardener audit --profile {name}")
        self.only = profile_name
        self.observed = Observed({})
        """The settings of everything that the audit has read."""
        self.names = self._chosen(only)
        self.chosen, self.weeks = only, weeks
        self.whole = program is None and weeks is None and set(self.names) == set(self.config.connections)
        """Neither some programs nor some connections alone, nor another stretch of time than usual."""
        now = context.now()
        self._usual = timedelta(weeks=self.config.library.weeks)
        self.window = Window(now, now + (timedelta(weeks=weeks) if weeks else self._usual), program)
        self.waivers = waivers_on(context, day_in(ZoneInfo(self.config.library.timezone), now))

    def _chosen(self, only: Sequence[str]) -> list[str]:
        if unknown := [name for name in only if name not in self.config.connections]:
            there = ", ".join(self.config.connections)
            raise AskedError(f"no connection {unknown[0]!r} in {self.context.config_path}; there is {there}")
        return list(only) or list(self.config.connections)

    def audit(self, allow: Sequence[str] | None = None, take: Callable[[list[Account]], Keep] | None = None) -> Audit:
        """Read and judge everything; with `allow` given, gather a plan as well.

        What `take` returns for the open connections is told everything that is read.
        """
        lasts = self.config.library.minutes * 60
        with (
            accounts(self.context, self.names, read_only=True, lasts=lasts) as opened,
            self.context.reading() as progress,
        ):
            audit = Audit(
                config=self.config,
                profiles=self.profiles,
                controls=catalogue(),
                report=self._report(),
                window=self.window,
                waivers=self.waivers,
                whole=self.whole and self.only is None,
                only=self.only,
                progress=progress,
            )
            tables = {account.name: account.adapter.settings for account in opened}
            self.observed = Observed(tables)
            audit.keep = (self.observed.saw, *((take(opened),) if take is not None else ()))
            if allow is not None:
                audit.planner = Planner(frozenset(Risk(a) for a in allow), audit.others, tables, audit.controls)
            audit.run(opened)
            self._look_around(audit, opened)
        return audit

    def asked(self, allow: Sequence[str]) -> Asked:
        """Return what a plan needs to be made again."""
        program = self.window.program
        allowed = tuple(Risk(a) for a in sorted(set(allow)))
        return Asked(
            profile=self.only, connections=tuple(self.chosen), weeks=self.weeks, program=program, allowed=allowed
        )

    def _look_around(self, audit: Audit, opened: Sequence[Account]) -> None:
        """Where not every program was looked at, see whom else the plan's shared changes would touch."""
        wide = Window(self.window.start, max(self.window.end, self.window.start + self._usual))
        looked = self.window == wide and any(p.judges == "programs" for p in self.profiles.values())
        if audit.planner is None or looked:
            return
        base = self.context.config_path.parent
        known = {name: profile.load(name, base) for name in self.config.profiles}
        names = audit.planner.reaching()
        look_around(
            audit.planner.touched,
            [account for account in opened if account.name in names],
            wide,
            lambda connection, target: known[self.config.profile_of(connection, target)],
        )

    def _report(self) -> Report:
        zone = ZoneInfo(self.config.library.timezone)
        return Report(
            made=self.window.start.astimezone(zone),
            version=__version__,
            library=self.config.library.name,
            start=self.window.start.astimezone(zone),
            end=self.window.end.astimezone(zone),
            profiles={p.name: p for p in self.profiles.values()},
        )


def status_of(report: Report, fail_on: Severity) -> int:
    """Return the exit status that a report calls for: 0, 1, or 3."""
    if not report.complete or report.states[State.BY_HAND]:
        return 3
    return 1 if any(count for severity, count in report.failures.items() if severity.rank >= fail_on.rank) else 0


def plan_id(now: datetime) -> str:
    """Return a name for a plan that a person can read out: the time and a few letters."""
    return f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
