"""hardener fix: how one of the places that an audit numbers is closed, click by click."""

from __future__ import annotations

import sys

import click

from hardener.app.audit_run import AuditRun
from hardener.app.place_numbers import cause_of
from hardener.cli.context import Context, columns, write_out
from hardener.cli.options import CONNECTION, PROFILE, WEEKS
from hardener.report.steps import render


@click.command()
@click.argument("number", type=click.IntRange(1))
@PROFILE
@CONNECTION
@WEEKS
@click.pass_obj
def fix(context: Context, number: int, profile: str | None, only: tuple[str, ...], weeks: int | None) -> None:
    """Say how place NUMBER of the first screen is closed by hand, click by click; change nothing.

    It looks again first, so that the steps are for what is so now. What hardener can do about it by itself,
    `hardener plan` shows.
    """
    report = AuditRun(context, profile_name=profile, only=only, weeks=weeks).audit().report
    cause = cause_of(report, number)
    write_out(render(report, cause, number, width=columns()), None)
    sys.exit(0 if report.complete else 3)
