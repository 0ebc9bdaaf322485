"""Look at everything once and judge it: what audit, plan, apply and scripts have in common."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hardener import __version__, profile
from hardener.account import Account
from hardener.adapter import Window, installed
from hardener.app.connections import accounts, chosen
from hardener.app.surroundings import Surroundings
from hardener.app.waivers import waivers_on
from hardener.asked import controls_of
from hardener.audit import Audit, Keep
from hardener.catalog import catalogue
from hardener.errors import AskedError
from hardener.findings import State
from hardener.history.seen import Observed
from hardener.model import Risk, Severity
from hardener.nearest import meant_title
from hardener.notice.said import NAME as NOTICES
from hardener.results import Report
from hardener.review.naming import FOLDER, key_of
from hardener.traces import Keeping
from hardener.waive import day_in

if TYPE_CHECKING:
    from hardener.announced.look import Announced
    from hardener.app.notices import Fitting
    from hardener.notice.again import Fit
    from hardener.notice.published import Book
    from hardener.remedy.plan import Asked
    from hardener.remedy.planner import Planner


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
        self.names = chosen(context, only)
        self.chosen, self.weeks = only, weeks
        self.whole = program is None and weeks is None and set(self.names) == set(self.config.connections)
        """Neither some programs nor some connections alone, nor another stretch of time than usual."""
        now = context.now()
        self._usual = timedelta(weeks=self.config.library.weeks)
        self.window = Window(now, now + (timedelta(weeks=weeks) if weeks else self._usual), program)
        self.waivers = waivers_on(context, day_in(ZoneInfo(self.config.library.timezone), now))
        self.published = self._published() if profile_name is None else None
        """What attests for a notice is the profiles of the configuration: by any other, none is held against a look."""
        self.fit: Fit | None = None
        """How the settings behind published notices stand, once it has looked; None where nothing was published."""
        self.everything = self.published is not None and bool(self.published.notices)
        """Also read what no profile in use asks about: something else rests on it, such as a published notice."""

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
                everywhere=self.window.all and set(self.names) == set(self.config.connections),
                only=self.only,
                announced=self._announced(lasts),
                asked=self.asked_about if allow is None and take is None and not self.everything else None,
                progress=progress,
            )
            self.observed = Observed({account.name: account.adapter.settings for account in opened})
            fitting = self._fitting(opened)
            told = [self.observed.saw, *([fitting.looked.saw] if fitting is not None else [])]
            audit.keep = told if take is None else [*told, take(opened)]
            if allow is not None:
                audit.planner = self._planner(allow, opened, audit)
            audit.run(opened)
            self._tell(audit, fitting, opened)
            self._look_around(audit, opened)
        return audit

    def _published(self) -> Book | None:
        """Return what was published; None where nothing was, as by most libraries. Raises `FileError`."""
        if not self.context.has(NOTICES):
            return None
        from hardener.app.notices import book_of  # noqa: PLC0415 - see above

        return book_of(self.context)

    def _fitting(self, opened: Sequence[Account]) -> Fitting | None:
        if self.published is None:
            return None
        from hardener.app.notices import Fitting, looking  # noqa: PLC0415 - see above

        return Fitting(self.published, looking(self.config, opened, self.published))

    def _tell(self, audit: Audit, fitting: Fitting | None, opened: Sequence[Account]) -> None:
        """Say in the report what stands beside findings: published notices, reviews, and what is not looked at."""
        report = audit.report
        keeping = {account.name for account in opened if isinstance(account.adapter, Keeping)}
        for reach in report.reaches:
            reach.keeps = reach.connection in keeping
        if fitting is not None:
            self.fit = fitting.fit(report)
            report.notices.extend(fitting.unfit(report))
            if audit.whole and report.listed:
                report.notices.extend(fitting.gone(report))
        if self.context.has(FOLDER):
            from hardener.app.reviews import told  # noqa: PLC0415 - most libraries have none

            report.notices.extend(told(self.context, self._reviewed(audit)))

    def _announced(self, lasts: float) -> Announced | None:
        """Return what the public calendars say of the programs that are looked at."""
        if all(found.judges == "account" for found in self.profiles.values()):
            return None
        if not self.config.calendar:
            return None
        from hardener.app.calendars import announced  # noqa: PLC0415 - most libraries have none

        return announced(self.context, self.window, lasts)

    def _planner(self, allow: Sequence[str], opened: Sequence[Account], audit: Audit) -> Planner:
        from hardener.remedy.planner import Planner  # noqa: PLC0415 - an audit plans nothing

        return Planner(
            frozenset(Risk(a) for a in allow),
            audit.others,
            {account.name: account.adapter.settings for account in opened},
            audit.controls,
            places={name: connection.place for name, connection in self.config.connections.items()},
            waive=self.waivers.onto,
            platforms={account.name: account.vendor for account in opened},
            units={a.name: a.adapter.units for a in opened if hasattr(a.adapter, "units")},
        )

    @property
    def asked_about(self) -> frozenset[str]:
        """Return the controls that its profiles say something about."""
        return controls_of(self.profiles.values())

    @property
    def stretch(self) -> str:
        """Return how far ahead it looks, in words."""
        return f"the next {self.weeks or self.config.library.weeks} weeks"

    def asked(self, allow: Sequence[str]) -> Asked:
        """Return what a plan needs to be made again."""
        from hardener.remedy.plan import Asked  # noqa: PLC0415 - an audit plans nothing

        program = self.window.program
        allowed = tuple(Risk(a) for a in sorted(set(allow)))
        return Asked(
            profile=self.only, connections=tuple(self.chosen), weeks=self.weeks, program=program, allowed=allowed
        )

    def _reviewed(self, audit: Audit) -> set[str] | None:
        """Return the keys of the platforms whose reviews are told: of those that were looked at, or None for all."""
        if audit.whole and audit.report.listed:
            return None
        return {
            key_of(name, installed()) for one in audit.report.reaches for name in (one.vendor, one.platform) if name
        }

    def _look_around(self, audit: Audit, opened: Sequence[Account]) -> None:
        """Where not every program was looked at, see whom else the plan's shared changes would touch."""
        wide = Window(self.window.start, max(self.window.end, self.window.start + self._usual))
        looked = self.window == wide and any(p.judges == "programs" for p in self.profiles.values())
        if audit.planner is None or looked:
            return
        base = self.context.config_path.parent
        known = {name: profile.load(name, base) for name in self.config.profiles}
        names = audit.planner.reaching()
        from hardener.remedy.around import look_around  # noqa: PLC0415 - only a plan needs it

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


def audit(
    context: Surroundings,
    *,
    profile: str | None = None,
    connections: Sequence[str] = (),
    weeks: int | None = None,
    program: str | None = None,
) -> Report:
    """Read and judge everything and return the report; nothing is kept or changed. Raises `HardenerError`.

    `profile` is held against everything, whatever the configuration says; only these `connections` are asked, else
    all; for programs of this many `weeks`, or for one `program`, by its id or a part of its title.
    """
    look = AuditRun(context, profile_name=profile, only=connections, weeks=weeks, program=program)
    return look.audit().report


def refuse_none(found: Audit, where: str) -> None:
    """Raise `AskedError` where one program was asked for and no list has it; what is like it is proposed."""
    sought = found.window.program
    if sought is not None and not found.report.programs and found.report.listed:
        raise AskedError(f"no program {sought!r} in {where}{meant_title(sought, found.window.titles)}")


def status_of(report: Report, fail_on: Severity) -> int:
    """Return the exit status that a report calls for: 0, 1, or 3."""
    if not report.complete or report.states[State.CANT_TELL]:
        return 3
    return 1 if any(count for severity, count in report.failures.items() if severity.rank >= fail_on.rank) else 0


def plan_id(now: datetime) -> str:
    """Return a name for a plan that a person can read out: the time and a few letters."""
    return f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
