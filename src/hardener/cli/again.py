"""Judge a snapshot as an audit judges what it reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from hardener import __version__, profile
from hardener.adapter import Window
from hardener.audit import Audit
from hardener.catalog import catalogue
from hardener.cli.context import Context
from hardener.report import words
from hardener.report.model import Report
from hardener.snapshot.lines import Head
from hardener.snapshot.offline import open_snapshot
from hardener.waive import day_in
from hardener.waivers_file import read


def look_again(
    context: Context, file: str, *, profile_name: str | None, only: Sequence[str], program: str | None
) -> Audit:
    """Return the audit of a snapshot: by its own profiles, or by one other. Raises `HardenerError`."""
    with open_snapshot(Path(file)) as snapshot:
        head = snapshot.head
        profiles = {profile_name: profile.load(profile_name)} if profile_name else dict(head.profiles)
        report = _report(head)
        report.profiles = {p.name: p for p in profiles.values()}
        audit = Audit(
            config=snapshot.config,
            profiles=profiles,
            controls=catalogue(),
            report=report,
            window=Window(head.start, head.end, program or head.program),
            waivers=read(head.waivers, today=day_in(ZoneInfo(head.timezone), head.made), name=f"{file}: waivers"),
            whole=head.whole and not (only or program or profile_name),
            only=profile_name,
            profile_of=snapshot.profile_of,
            is_named=snapshot.is_named,
        )
        context.say(f"{file}: taken {words.clock(report.made)}, by hardener {head.hardener}")
        audit.run(snapshot.connections(only))
        for reach in report.reaches:
            reach.seconds = snapshot.came[reach.connection].seconds
    return audit


def _report(head: Head) -> Report:
    zone = ZoneInfo(head.timezone)
    return Report(
        made=head.made.astimezone(zone),
        version=__version__,
        library=head.library,
        start=head.start.astimezone(zone),
        end=head.end.astimezone(zone),
    )
