"""Count what every platform still has of families, and hold it against the profiles. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hardener import profile
from hardener.account import Account
from hardener.app.connections import accounts, chosen
from hardener.app.surroundings import Surroundings
from hardener.app.waivers import today, waivers_on
from hardener.audit import Progress
from hardener.catalog import catalogue
from hardener.config import Config
from hardener.errors import HardenerError
from hardener.judgement import Judged, Judgement
from hardener.leftovers import KeptReport, KeptRow
from hardener.model import Finding, Unreadable
from hardener.platform import spelled
from hardener.profile import Profile
from hardener.retention import BY_HAND, CONTROLS, Kept, judge
from hardener.setting import Setting
from hardener.traces import Keeping, Trace, What
from hardener.waive import Waivers

BACK = timedelta(days=400)
"""How far back programs are looked at: what ended before is not in the counts, and that is said."""


def profiles_of(context: Surroundings) -> dict[str, Profile]:
    """Return every profile that the configuration names, loaded. Raises `HardenerError`."""
    base = context.config_path.parent
    return {name: profile.load(name, base) for name in context.config.profiles}


def look_kept(context: Surroundings, only: Sequence[str] = ()) -> KeptReport:
    """Return what is kept, of the connections called `only`, else of all. Raises `HardenerError`."""
    config, profiles, now = context.config, profiles_of(context), context.now()
    words = waivers_on(context, today(context))
    report = KeptReport(made=now.astimezone(context.zone), since=(now - BACK).astimezone(context.zone))
    lasts = config.library.minutes * 60.0
    with (
        accounts(context, chosen(context, only), read_only=True, lasts=lasts) as opened,
        context.reading() as progress,
        ThreadPoolExecutor(max(1, len(opened)), thread_name_prefix="kept") as pool,
    ):
        looks = [_Look(config, profiles, account, now, progress, words) for account in opened]
        for each in pool.map(lambda look: look.report(), looks):
            report.rows.extend(each.rows)
            report.unread.extend(each.unread)
            report.nothing.extend(each.nothing)
    report.rows.sort(key=lambda row: (row.trace.ended is None, row.trace.ended or now, row.trace.target.title))
    return report


@dataclass(frozen=True)
class _Look:
    """One connection's part of it."""

    config: Config
    profiles: Mapping[str, Profile]
    account: Account
    now: datetime
    progress: Progress
    words: Waivers

    def report(self) -> KeptReport:
        """Return what is kept there; a connection that fails is told, and leaves the others' results whole."""
        found = KeptReport(made=self.now, since=self.now - BACK)
        name, adapter = self.account.name, self.account.adapter
        platform = getattr(adapter, "platform", "") or spelled(self.account.vendor)
        leaves = getattr(adapter, "leaves", "")
        if not isinstance(adapter, Keeping):
            found.nothing.append((name, platform, leaves))
            return found
        if leaves:
            found.nothing.append((name, platform, leaves))
        try:
            whose = self.account.whose().key
            for one in self._rows(adapter, found):
                found.rows.append(self._row(one, whose))
                self.progress(name, len(found.rows))
        except HardenerError as error:
            found.unread.append((name, "", str(error)))
        if late := self.account.late():
            found.unread.append((name, "", late))
        return found

    def _rows(self, adapter: Keeping, found: KeptReport) -> Iterator[Trace]:
        for one in adapter.kept(self.now - BACK):
            if isinstance(one, Unreadable):
                found.unread.append((self.account.name, one.title, one.reason))
            else:
                yield one

    def _row(self, trace: Trace, whose: str) -> KeptRow:
        name, target = self.account.name, trace.target
        chosen_profile = self.profiles[self.config.profile_of(name, target)]
        return KeptRow(
            connection=name, vendor=self.account.vendor, account=whose, trace=trace, profile=chosen_profile.name,
            named=self.config.rule_of(name, target) is not None, judged=self._judged(trace, chosen_profile),
            where=where_of(self.account.adapter.settings, target.kind),
        )  # fmt: skip

    def _judged(self, trace: Trace, by: Profile) -> dict[What, Kept]:
        """Return what a profile says of it, with what somebody accepted or looked at laid over it."""
        found = judge(trace, by, self.now)
        each = tuple(Judged(self._finding(what, kept, by), widest=kept.age or 0) for what, kept in found.items())
        laid = self.words.onto(self.account.name, trace.target, Judgement(each))
        return {
            what: replace(kept, status=one.finding.status)
            for (what, kept), one in zip(found.items(), laid.each, strict=True)
        }

    def _finding(self, what: What, kept: Kept, by: Profile) -> Finding:
        control = catalogue()[CONTROLS[what]]
        return Finding(
            connection=self.account.name, control=control.id, status=kept.status, severity=by.severity(control),
            expected=str(by.requires[control.id]), actual=None if kept.age is None else str(kept.age),
        )  # fmt: skip


def where_of(settings: Sequence[Setting], kind: str) -> dict[What, str]:
    """Return by kind of what is kept where a person looks, for one kind of program."""
    return {
        what: row.by_hand
        for what, control in BY_HAND.items()
        for row in settings
        if row.control == control and row.by_hand and kind in (*row.kinds, *row.governs)
    }
