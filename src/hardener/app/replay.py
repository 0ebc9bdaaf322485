"""Judge a snapshot as an audit judges what it reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from hardener import __version__, profile
from hardener.adapter import Window
from hardener.app.accounts import known_here
from hardener.app.surroundings import Surroundings
from hardener.audit import Audit
from hardener.catalog import catalogue
from hardener.report import words
from hardener.results import Report
from hardener.snapshot.lines import Head
from hardener.snapshot.offline import SnapshotError, open_snapshot
from hardener.waive import day_in
from hardener.waivers_file import read
from hardener.whose import named


def look_again(
    context: Surroundings, file: str, *, profile_name: str | None, only: Sequence[str], program: str | None
) -> Audit:
    """Return the audit of a snapshot: by its own profiles, or by one other. Raises `HardenerError`."""
    with open_snapshot(Path(file)) as snapshot:
        head = snapshot.head
        whose = of_here(context, file, head)
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
            sign_up_of=snapshot.sign_up_of,
        )
        opened = snapshot.connections(only)
        context.say(f"{file}: taken {words.clock(report.made)}, by hardener {head.hardener}{whose}")
        audit.run(opened)
        for reach in report.reaches:
            reach.seconds = snapshot.came[reach.connection].seconds
    return audit


def of_here(context: Surroundings, file: str, head: Head) -> str:
    """Say whose snapshot it is. Raises `SnapshotError` where this folder's configuration is for other accounts."""
    names = {held.account: f"connection {held.name} of then" for held in head.connections if held.account}
    here = known_here(context)
    if names and here and here.keys().isdisjoint(names):
        own = named(here, here)
        raise SnapshotError(
            f"{file} is of {named(names, names)}; {context.config_path} has {own}; look at it in a folder of its own"
        )
    return f", of {named(names, {})}" if names else ""


def _report(head: Head) -> Report:
    zone = ZoneInfo(head.timezone)
    return Report(
        made=head.made.astimezone(zone),
        version=__version__,
        library=head.library,
        start=head.start.astimezone(zone),
        end=head.end.astimezone(zone),
    )
