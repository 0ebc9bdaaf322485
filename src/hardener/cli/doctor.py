"""hardener doctor: what is reachable, which permissions are missing, and for which controls."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from hardener.announced.look import Read
from hardener.app import calendars
from hardener.app.access import Checked, Permission, check_access
from hardener.app.audit_run import AuditRun
from hardener.cli.context import Context, columns
from hardener.cli.hearing import heard
from hardener.cli.options import CONNECTION
from hardener.language import ntr, tr
from hardener.platform import spelled
from hardener.report import words
from hardener.report.folded import folded
from hardener.report.safe import plain

FEW = 6
"""Controls that are named beside a permission."""


@click.command()
@CONNECTION
@click.option("--details", is_flag=True, help="List everything, not only what is missing.")
@click.pass_obj
def doctor(context: Context, only: tuple[str, ...], details: bool) -> None:  # noqa: FBT001 - a click option
    """Say what the connections may read and change, before an audit or an apply does.

    Checks the configuration and every profile it names, logs in, and lists the
    permissions that are missing with the controls that could then not be told or fixed.
    Reads each public calendar of [calendar] as well.
    """
    look = AuditRun(context, profile_name=None, only=only, weeks=None, program=None)
    _say(tr("{file}: good; profiles: {names}", file=context.config_path, names=", ".join(look.profiles)))
    worst = 0
    for checked in check_access(look):
        click.echo()
        for said in _told(checked, context.config.library.name, details=details):
            _say(said)
        listed = checked.permissions if details else [*checked.missing, *(p for p in checked.unknown if p.access.note)]
        for permission in listed:
            _show(permission)
        if checked.whose is not None:
            for said in heard(context, checked.name, checked.whose.key, details=details):
                _say(said)
        worst = max(worst, checked.status)
    for read in () if only else calendars.checked(context, look.window):
        click.echo()
        _say(tr("calendar {name}: {what}", name=read.name, what=_calendar(read)))
        worst = max(worst, 3 if read.lost else 0)
    if not worst:
        click.echo(f"\n{tr('Next: {commands}', commands='hardener audit')}")
    sys.exit(worst)


def _calendar(read: Read) -> str:
    """Say what a public calendar has, or why nobody can read it."""
    if read.lost:
        return tr("cannot be read: {why}", why=words.retold(read.lost))
    dates = words.many(sum(len(event.dates) for event in read.events), "date")
    said = [
        tr(
            "read: {events} with {dates} in what is looked at",
            events=words.many(len(read.events), "event"),
            dates=dates,
        )
    ]
    if read.last is not None:
        said.append(tr("nothing in it is later than {date}", date=f"{read.last:%Y-%m-%d}"))
    unclear = sum(bool(event.unclear) and not event.whole_day for event in read.events)
    if unclear:
        said.append(
            tr("of {events} nobody can tell when: see hardener audit --all", events=words.many(unclear, "event"))
        )
    if not read.audiences:
        said.append(tr("it does not say for whom its events are (profile or audiences)"))
    return "; ".join(said)


def _say(said: str, first: str = "", rest: str = "  ") -> None:
    click.echo(folded(plain(said), columns(), first, rest), nl=False)


def _told(checked: Checked, library: str, *, details: bool) -> Iterator[str]:
    """Yield what a connection may do, a sentence each."""
    name = f"{checked.name} ({checked.platform if not checked.api else spelled(checked.vendor)})"
    if checked.refused:
        why = words.retold(checked.refused)
        said = tr("cannot log in: {why}", why=why) if checked.api else tr("cannot be read: {why}", why=why)
        yield f"{name}: {said}"
        return
    yield f"{name}: {_allowed(checked) if checked.api else _by_hand(checked)}"
    yield _whose(checked, library, details=details)
    if checked.allowance:
        yield words.retold(checked.allowance)
    yield from map(words.retold, checked.left_out)


def _whose(checked: Checked, library: str, *, details: bool) -> str:
    """Say whose account it is: all that is kept belongs to it, and nothing is written to one that is not known."""
    if checked.whose is not None:
        known = checked.whose.called(checked.name, library)
        return tr("it is {account}", account=f"{known}: {words.account(checked.whose)}" if details else known)
    return tr(
        "MISSING: whose account it is cannot be told, so nothing is kept of it or written to it: {why}",
        why=words.retold(checked.nobodys),
    )


def _by_hand(checked: Checked) -> str:
    """Say what it means that a platform has no API."""
    return tr(
        "{platform} has no API: there is nothing to log in to, and hardener changes nothing there. "
        "The programs can be read; each setting is for a person to look at: hardener audit says where, "
        "and hardener attest keeps that somebody did",
        platform=checked.platform,
    )


def _allowed(checked: Checked) -> str:
    unknown, missing = len(checked.unknown), checked.missing
    rest = ""
    if unknown:
        rest = "; " + ntr(
            "{count} more shows only when it is tried",
            "{count} more show only when they are tried",
            unknown,
        )
    if not missing:
        return tr("logged in; it may read and change everything hardener needs") + rest
    reads, writes = checked.reads, len(missing) - checked.reads
    told = ntr(
        "logged in; {count} permission is missing ({reads} for reading, {writes} for changing)",
        "logged in; {count} permissions are missing ({reads} for reading, {writes} for changing)",
        len(missing),
        reads=reads,
        writes=writes,
    )
    return told + rest


def _show(permission: Permission) -> None:
    """Say what a permission is for, what to grant, and what hangs on it."""
    access = permission.access
    mark = {True: tr("yes"), False: tr("MISSING"), None: "?"}[access.allowed]
    what = words.retold(access.what)
    wide = len(tr("MISSING"))
    needs = f": {access.scope}" if access.scope and access.scope != access.note else ""
    pad = " " * (wide + 4)
    _say(f"{what}{needs}", f"  {mark:<{wide}}  ", pad)
    _say(_hangs(permission), f"{pad}- ", f"{pad}  ")


def _hangs(permission: Permission) -> str:
    if permission.access.note:
        return words.retold(permission.access.note)
    titles = [words.control(ident).title.lower() for ident in permission.controls]
    if not titles:
        return tr("for everything")
    rest = len(titles) - FEW
    named = ", ".join(titles[:FEW])
    return tr(
        "for: {what}",
        what=ntr("{what}, and {count} more", "{what}, and {count} more", rest, what=named) if rest > 0 else named,
    )
