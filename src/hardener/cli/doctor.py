"""hardener doctor: what is reachable, which permissions are missing, and for which controls."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click
from tabulate import tabulate

from hardener.account import Account
from hardener.adapter import Access
from hardener.app.audit import AuditRun
from hardener.app.connections import accounts
from hardener.catalog import of_benchmark
from hardener.cli.context import Context
from hardener.cli.options import CONNECTION
from hardener.errors import AdapterError, HardenerError
from hardener.path import vendor_path
from hardener.report import words
from hardener.report.safe import plain


@click.command()
@CONNECTION
@click.option("--details", is_flag=True, help="List everything, not only what is missing.")
@click.pass_obj
def doctor(context: Context, only: tuple[str, ...], details: bool) -> None:  # noqa: FBT001 - a click option
    """Say what the connections may read and change, before an audit or an apply does.

    Checks the configuration and every profile it names, logs in, and lists the
    permissions that are missing with the controls that could then not be told or fixed.
    """
    look = AuditRun(context, profile_name=None, only=only, weeks=None, program=None)
    click.echo(f"{context.config_path}: good; profiles: {', '.join(look.profiles)}")
    worst = 0
    with accounts(context, look.names, read_only=True, proving=True) as opened:
        for account in opened:
            worst = max(worst, _one(account, details=details))
    sys.exit(worst)


def _one(account: Account, *, details: bool) -> int:
    try:
        found = list(account.adapter.access())
        whose = _whose(account)
    except HardenerError as error:
        click.echo(f"\n{account.name} ({account.vendor}): cannot log in: {plain(str(error))}")
        return 3
    missing = [a for a in found if a.allowed is False]
    unknown = [a for a in found if a.allowed is None]
    listed = found if details else [*missing, *(a for a in unknown if a.note)]
    reads = sum(a.kind == "read" for a in missing)
    click.echo(f"\n{account.name} ({account.vendor}): logged in; {_told(missing, reads, len(unknown))}")
    click.echo(plain(whose))
    if listed:
        rows = [(_mark(a), a.what, a.scope, a.note or _controls(account, a)) for a in listed]
        click.echo(
            tabulate(
                [[plain(cell) for cell in row] for row in rows],
                headers=["", "to", "needs the permission", "for"],
                maxcolwidths=[None, 34, None, 50],
            )
        )
    return 3 if reads else 0


def _whose(account: Account) -> str:
    """Say whose account it is: all that is kept belongs to it, and nothing is written to one that is not known."""
    try:
        return f"it is {account.whose()}"
    except AdapterError as error:
        return f"MISSING: whose account it is cannot be told, so nothing is kept of it or written to it: {error}"


def _told(missing: Sequence[Access], reads: int, unknown: int) -> str:
    rest = f"; of {words.many(unknown, 'permission')} the platform does not say before it is tried" if unknown else ""
    if not missing:
        return f"it may read and change everything hardener needs{rest}"
    writes = len(missing) - reads
    return f"{reads} permissions for reading and {writes} for changing are missing{rest}"


def _mark(access: Access) -> str:
    return {True: "yes", False: "MISSING", None: "?"}[access.allowed]


def _controls(account: Account, access: Access) -> str:
    rows = [
        row
        for row in account.adapter.settings
        if not of_benchmark(row.control)
        and any(vendor_path(row.path).startswith(path) or row.path.startswith(path) for path in access.paths)
    ]
    names = sorted({row.control for row in rows})
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "") if names else "everything"
