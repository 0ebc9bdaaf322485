"""hardener attendance: how many came, for the library's yearly survey; never who."""

from __future__ import annotations

import re
import sys
from datetime import date, datetime, timedelta, tzinfo

import click

from hardener.app.attending import look_attended
from hardener.cli.context import Context, write_out
from hardener.cli.options import CONNECTION, OUTPUT, shaped
from hardener.report.attendance import render_csv, render_json, render_text
from hardener.report.narrow import folded

FORMATS = {"text": render_text, "csv": render_csv, "json": render_json}
LONGEST = timedelta(days=3 * 366)


class Day(click.ParamType):  # type: ignore[type-arg]  # older click has no such arguments
    """A day: `2026-10-01`."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day."""
        try:
            found = date.fromisoformat(str(value)) if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value), re.ASCII) else None
        except ValueError:
            found = None
        if found is None or not 2000 <= found.year < 9000:
            self.fail(f"{value!r} is no day; write it like 2026-10-01", param, ctx)
        return found


@click.command(
    epilog="""\b
Examples:
  hardener attendance
  hardener attendance --month 2026-11 --format csv --output november.csv
  hardener attendance --from 2025-10-01 --to 2026-09-30 --format csv
"""
)
@CONNECTION
@click.option("--month", metavar="YYYY-MM", help="Which month, as 2026-11  [the last whole one]")
@click.option("--from", "first", type=Day(), metavar="DAY", help="The first day, as 2026-10-01; with --to.")
@click.option("--to", "last", type=Day(), metavar="DAY", help="The last day.")
@shaped(FORMATS)
@OUTPUT
@click.pass_obj
def attendance(  # noqa: PLR0913 - the options of a command
    context: Context,
    only: tuple[str, ...],
    month: str | None,
    first: date | None,
    last: date | None,
    shape: str,
    output: str | None,
) -> None:
    """Say how many came to each session that was on, as the platforms count, and never who.

    For the yearly survey of public libraries. Some platforms tell it for 30 or 90 days only:
    run it every month and keep the file. Times are those of the library's time zone.
    """
    now = context.now().astimezone(context.zone)
    begin, end = _days(now.date(), month, first, last)
    if begin > now.date():
        raise click.ClickException(f"{begin} has not come yet")
    since, until = (_midnight(day, context.zone) for day in (begin, end + timedelta(days=1)))
    found = look_attended(context, since, until, only)
    told = FORMATS[shape](found)
    write_out(folded(told) if shape == "text" else told, output)
    sys.exit(0 if found.complete else 3)


def _days(today: date, month: str | None, first: date | None, last: date | None) -> tuple[date, date]:
    """Return the first and the last day that are meant. Raises `ClickException`."""
    if (first is None) != (last is None) or (month is not None and first is not None):
        raise click.ClickException("give --month, or --from and --to together")
    if first is not None and last is not None:
        if not timedelta() <= last - first <= LONGEST:
            raise click.ClickException(f"--to {last} must be from --from {first} on, and at most three years later")
        return first, last
    begin = _first(month) if month is not None else (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    return begin, (begin + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _first(month: str) -> date:
    try:
        found = date.fromisoformat(f"{month}-01") if re.fullmatch(r"\d{4}-\d\d", month, re.ASCII) else None
    except ValueError:
        found = None
    if found is None or not 2000 <= found.year < 9000:
        raise click.ClickException(f"--month {month}: expected a year and a month, as 2026-11")
    return found


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
