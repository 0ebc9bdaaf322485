"""hardener fleet: the same for every library of a folder, with one table of counts."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from hardener.cli.carry_out import EVEN_IF_LIVE, OPERATOR, REASON, YES, agree
from hardener.cli.context import Context
from hardener.cli.ending import say
from hardener.cli.fleet_begin import FOLDER, applied, fleet_of, worked
from hardener.cli.fleet_table import Shown, ask_about, show, shown, worst
from hardener.cli.fleet_watch import watch
from hardener.cli.options import AGREED, OPT_INS, WEEKS, alone
from hardener.fleet.work import Done
from hardener.fleet.working import Fleet, agreed, held_back
from hardener.language import ntr, tr
from hardener.model import Severity


@click.group()
def fleet() -> None:
    """Look after many libraries at once: a folder that has a folder for each of them.

    Each library's folder has its own hardener.toml, waivers.yaml and profiles, and its secrets as files
    in credentials/: hardener.CONNECTION.NAME, as systemd calls them. Neither the environment nor
    the keyring is asked, as all libraries have these in common. What is found is kept in the
    library's folder. No library's process knows anything of another.

    FOLDER may have a fleet.toml: workers = 4, engine = "local" or "dask", store = "FILE or URL".

    The table has counts and names of libraries only. A library that could not be looked at is a line
    of it, and stops no other. The exit status is the worst of all.
    """


fleet.add_command(watch)


@fleet.command(short_help="Say what is open in every library.")
@FOLDER
@WEEKS
@shown
@click.option(
    "--fail-on",
    type=click.Choice([each.value for each in Severity]),
    default="low",
    show_default=True,
    help="Exit with 1 if anything this harmful, or more, is open.",
)
@click.pass_obj
def audit(context: Context, folder: Path, weeks: int | None, fail_on: str, how: Shown) -> None:
    """Look at every library of FOLDER, and say where something is open; change nothing.

    \b
    Examples:
      hardener fleet audit libraries
      hardener fleet audit libraries --reports reports --format html --output region.html
    """
    made = fleet_of(context, folder, how.reports)
    done = worked(context, made, made.tasks("audit", [*_weeks(weeks), "--fail-on", fail_on]))
    show(done, "audit", [str(folder)], how)
    sys.exit(worst(done))


@fleet.command(short_help="Show what apply would change in every library.")
@FOLDER
@WEEKS
@OPT_INS
@shown
@click.pass_obj
def plan(context: Context, folder: Path, weeks: int | None, allow: tuple[str, ...], how: Shown) -> None:
    """Plan the changes of every library of FOLDER, and count them; change nothing.

    What each change is stands in the library's own plan: --reports.
    """
    made = fleet_of(context, folder, how.reports)
    done = worked(context, made, made.tasks("plan", [*_weeks(weeks), *_allowed(allow)]))
    show(done, "plan", [str(folder), *_allowed(allow)], how)
    sys.exit(worst(done))


@fleet.command(short_help="Make the changes in every library, after counting them and asking.")
@FOLDER
@WEEKS
@OPT_INS
@click.option("--resume", is_flag=True, help="Go on in each library with an apply that did not end.")
@click.option("--max-changes", type=click.IntRange(1), help="Refuse a library's plan with more changes than this.")
@YES
@EVEN_IF_LIVE
@OPERATOR
@REASON
@shown
@click.pass_obj
def apply(  # noqa: PLR0913 - the options of a command
    context: Context,
    folder: Path,
    weeks: int | None,
    allow: tuple[str, ...],
    resume: bool,  # noqa: FBT001 - a click option
    max_changes: int | None,
    yes: bool,  # noqa: FBT001 - a click option
    even_if_live: bool,  # noqa: FBT001 - a click option
    who: str | None,
    reason: str,
    how: Shown,
) -> None:
    """Plan for every library, show the counts, ask once, make the changes; read every one of them back.

    What is carried out in a library is the plan whose changes were counted, as far as it still holds. Each library
    keeps a run of its own: hardener undo takes it back there. Without a terminal it needs --yes.
    """
    if resume:
        alone("--resume", AGREED, "weeks", "allow", "max_changes")
    if not (yes or resume or sys.stdin.isatty()):
        raise click.ClickException("there is no terminal to ask on: add --yes; nothing was looked at")
    by = [f"{name}={value}" for name, value in (("--operator", who), ("--reason", reason)) if value]
    words = [*by, *(["--even-if-live"] if even_if_live else []), *_allowed(allow)]
    made = fleet_of(context, folder, how.reports)
    if resume:
        with _to_go_on(folder):
            done = worked(context, made, made.tasks("apply", [*words, "--resume"]))
        show(done, "apply", [str(folder)], how)
        sys.exit(worst(done))
    planned = worked(context, made, made.tasks("plan", [*_weeks(weeks), *_allowed(allow)]))
    ask_about(planned, how)
    limit = ["--max-changes", str(max_changes)] if max_changes else []
    sys.exit(_carried_out(context, made, planned, agreed(planned, [*words, *limit]), folder, how, yes=yes))


def _carried_out(  # noqa: PLR0913 - what is agreed to, and how it is shown
    context: Context,
    made: Fleet,
    planned: Sequence[Done],
    agreed_to: Mapping[str, Sequence[str]],
    folder: Path,
    how: Shown,
    *,
    yes: bool,
) -> int:
    """Ask, make the changes, show what came of them; return the exit status."""
    changes = sum(one.to_do for one in planned if one.name in agreed_to)
    if not changes:
        context.say(tr("nothing to change"))
        return max(worst(planned), worst(held_back(planned)))
    agree(context, ntr("Make this {count} change?", "Make these {count} changes?", changes), yes=yes)
    blind = [one for one in planned if one.why]
    with _to_go_on(folder):
        done = [*blind, *held_back(planned), *applied(context, made, made.tasks("apply", agreed_to))]
    show(done, "apply", [str(folder)], how)
    return max(worst(planned), worst(done))


@contextmanager
def _to_go_on(folder: Path) -> Iterator[None]:
    """Say to whoever ends an apply in the middle how it is gone on with: there is no table then."""
    try:
        yield
    except KeyboardInterrupt:
        say(tr("To go on: {command}", command=f"hardener fleet apply {shlex.quote(str(folder))} --resume"))
        raise


def _weeks(weeks: int | None) -> list[str]:
    return [] if weeks is None else ["--weeks", str(weeks)]


def _allowed(allow: Sequence[str]) -> list[str]:
    return [word for each in allow for word in ("--allow", each)]
