"""hardener week, hardener today: the programs that are next, a line each."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from hardener.app.audit_run import AuditRun, status_of
from hardener.app.recall import recall
from hardener.cli.context import Context, columns, write_out
from hardener.cli.options import CONNECTION
from hardener.model import Severity
from hardener.report.days import render
from hardener.report.part import of_host, together

ALSO = click.option(
    "--also", multiple=True, type=click.Path(dir_okay=False), metavar="FILE",
    help="Also the programs of this configuration, another hardener.toml; may be given several times.",
)  # fmt: skip
HOST = click.option("--host", metavar="NAME", help="Only the programs of this host, by the part before the @.")


@click.command()
@CONNECTION
@HOST
@ALSO
@click.pass_obj
def week(context: Context, only: tuple[str, ...], host: str | None, also: tuple[str, ...]) -> None:
    """List the programs of the next seven days, a line each, by day; change nothing."""
    sys.exit(_days(context, only, host, also, None))


@click.command()
@CONNECTION
@HOST
@ALSO
@click.pass_obj
def today(context: Context, only: tuple[str, ...], host: str | None, also: tuple[str, ...]) -> None:
    """List the programs of today, a line each; change nothing."""
    sys.exit(_days(context, only, host, also, context.now().astimezone(context.zone).date()))


def _days(context: Context, only: tuple[str, ...], host: str | None, also: tuple[str, ...], day: date | None) -> int:
    places = [context, *(replace(context, config_path=Path(path), _config=None) for path in also)]
    looks = [AuditRun(place, only=only, weeks=1) for place in places]
    reports = [look.audit().report for look in looks]
    for place, each in zip(places, reports, strict=True):
        recall(place, each)
    report = together(reports)
    report = of_host(report, host) if host else report
    width = columns()
    write_out(render(report, only=day, colour=context.colour(sys.stdout), width=width), None)
    return status_of(report, Severity.LOW)
