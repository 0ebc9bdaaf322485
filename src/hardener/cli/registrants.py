"""hardener registrants: count what platforms still have of families; with --purge delete sign-ups."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

import click

from hardener.app.executing import Hand, hand
from hardener.app.keeping import look_kept
from hardener.app.purging import begun, make_purge, resume_purge, small_enough
from hardener.cli.carry_out import OPERATOR, REASON, YES, agree
from hardener.cli.context import Context, write_out
from hardener.cli.options import CONNECTION, OUTPUT, OptIns, shaped
from hardener.language import tr
from hardener.purge.carry_out import Purger
from hardener.purge.plan import Purge
from hardener.remedy.outcome import Result
from hardener.report.kept import render_kept
from hardener.report.kept_data import render_csv, render_json
from hardener.report.narrow import folded
from hardener.report.purge import render_ended, render_purge, sign_ups
from hardener.store.lease import LeaseLostError

FORMATS = {"text": render_kept, "json": render_json, "csv": render_csv}
DELETE, MAIL = "delete", "mail"
LONGEST = 36_500


class Age(click.ParamType):  # type: ignore[type-arg]  # older click has no such arguments
    """A number of days or weeks: `30d`, `4w`."""

    name = "age"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return how many days it is."""
        found = re.fullmatch(r"(\d{1,5})([dw]?)", str(value).strip(), re.ASCII)
        days = int(found[1]) * (7 if found[2] == "w" else 1) if found else 0
        if not 1 <= days <= LONGEST:
            self.fail(f"{value!r} is no age; write it like 30d, from 1 to {LONGEST} days", param, ctx)
        return days


@click.command(
    epilog="""\b
Examples:
  hardener registrants
  hardener registrants --format csv --output kept.csv
  hardener registrants --purge --older-than 30d
  hardener registrants --purge --older-than 30d --allow delete
"""
)
@CONNECTION
@shaped(FORMATS)
@OUTPUT
@click.option("--purge", is_flag=True, help="Say which sign-ups would be deleted; with --allow delete, delete them.")
@click.option("--older-than", "older", type=Age(), metavar="30d", help="How long ago a program's last date must be.")
@click.option(
    "--allow",
    multiple=True,
    type=OptIns((DELETE, MAIL)),
    callback=lambda _ctx, _param, value: {name for each in value for name in each},
    help="DELETE sign-ups, which cannot be undone; without being asked, also those of which the platform would or "
    "may MAIL the family. May be given several times, or with commas.",
)
@click.option("--resume", is_flag=True, help="Go on with the last deletion that did not end, and delete nobody else.")
@click.option(
    "--max-changes", type=click.IntRange(1), help="Refuse to delete more sign-ups than this  [as configured, else 1000]"
)
@YES
@OPERATOR
@REASON
@click.pass_obj
def registrants(  # noqa: PLR0913 - the options of a command
    context: Context,
    only: tuple[str, ...],
    shape: str,
    output: str | None,
    purge: bool,  # noqa: FBT001 - a click option
    older: int | None,
    allow: set[str],
    resume: bool,  # noqa: FBT001 - a click option
    max_changes: int | None,
    yes: bool,  # noqa: FBT001 - a click option
    who: str | None,
    reason: str,
) -> None:
    """Count what each platform still has of families, by program and age, and never a name.

    Sign-ups, recordings, transcripts, AI notes, lists of who came: how many are kept, whether
    that is longer than the profile allows, and where a person looks for what no API tells.

    With --purge: which sign-ups of programs that are over would be deleted. Deleting them
    needs --allow delete and cannot be undone; a program with a date to come is never touched.
    """
    if resume:
        if purge or older or allow or only or output or max_changes or shape != "text":
            raise click.ClickException("--resume goes on with a plan as it was agreed to: leave the other options out")
        with resume_purge(context, who) as purger:
            status = _carry_out(context, purger)
        sys.exit(status)
    if purge != (older is not None) or ((allow or yes) and not purge):
        raise click.ClickException("--purge needs --older-than, as in: hardener registrants --purge --older-than 30d")
    if older is None:
        found = look_kept(context, only)
        told = FORMATS[shape](found)
        write_out(folded(told) if shape == "text" else told, output)
        sys.exit(found.status)
    if shape != "text" or output:
        raise click.ClickException("--format and --output are for counting, not for --purge")
    by = hand(context, who, reason=reason) if DELETE in allow else None
    sys.exit(_purged(context, older, only, by, max_changes, mail=MAIL in allow, yes=yes))


def _purged(  # noqa: PLR0913 - what may be said of a purge
    context: Context, older: int, only: Sequence[str], by: Hand | None, most: int | None, *, mail: bool, yes: bool
) -> int:
    """Show what would be deleted and, for whoever may, ask and do it; return the exit status."""
    if by is not None:
        context.try_store(writing=True)
    plan, kept = make_purge(context, older, only)
    write_out(folded(render_purge(plan, context.zone)), None)
    unread = 3 if kept.unread else 0
    if by is None or not plan.steps:
        if plan.steps:
            context.say(tr("to delete them: --allow delete"))
        return unread
    small_enough(context, plan, most)
    agreed = _agreed(context, plan, mail=mail, yes=yes)
    if not agreed.steps:
        context.say(tr("nothing was deleted"))
        return 4
    with begun(context, agreed, by) as purger:
        status = _carry_out(context, purger)
    return max(status, unread, 4 if len(agreed.steps) < len(plan.steps) else 0)


def _agreed(context: Context, plan: Purge, *, mail: bool, yes: bool) -> Purge:
    """Return what a person agreed to: first to the deletions, then to those of which families may hear."""
    if not yes and not sys.stdin.isatty():
        raise click.ClickException("there is no terminal to ask on: add --yes")
    silent = plan.silent()
    if silent.steps:
        agree(context, tr("Delete {sign_ups}? It cannot be undone.", sign_ups=sign_ups(silent.count)), yes=yes)
    if not (mailing := plan.mailing):
        return silent
    if yes and not mail:
        context.say(tr("left: deletions of which families may get a mail; to make them as well: --allow mail"))
        return silent
    count = sum(step.count for step in mailing)
    question = tr(
        "Delete {sign_ups} of which the platform would or may MAIL the family? It cannot be undone.",
        sign_ups=sign_ups(count),
    )
    return plan if yes or click.confirm(question, err=True) else silent


def _carry_out(context: Context, purger: Purger) -> int:
    """Show what comes of each program; return the exit status."""
    click.echo(tr("RUN {run}", run=purger.run))
    results = set()
    try:
        for step, outcomes in purger():
            click.echo(render_ended(step, outcomes, context.zone), nl=False)
            results |= {one.result for one in outcomes}
    except LeaseLostError as error:
        context.warn(f"run {purger.run}: {error}; see: hardener runs")
        return 4
    left = results - {Result.APPLIED}
    if not left:
        context.say(tr("all of it is proven gone"))
    return 4 if left else 0
