"""hardener demo: the whole story against a simulated library, no account needed."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from hardener import config
from hardener.app.audit import AuditRun, plan_id
from hardener.app.plan import make_plan
from hardener.cli.carry_out import carry_out
from hardener.cli.context import Context, write_out
from hardener.cli.init import TEMPLATE
from hardener.findings import State
from hardener.model import Risk, Severity
from hardener.remedy.plan import Plan
from hardener.remedy.undo import reverse
from hardener.report import FORMATS
from hardener.report.table import TODO
from hardener.report.words import many
from hardener.results import Report
from hardener.sandbox import serve, simulator

ALLOWED = tuple(risk.value for risk in Risk)
DAYS = 2
"""Days of the week that are shown; a whole week would not fit the screen."""
LINES = 16
"""Lines of what to do that are shown."""


@click.command()
@click.argument("vendor", default="zoom")
@click.pass_obj
def demo(context: Context, vendor: str) -> None:
    """Look at a simulated library's week, fix it, look again, and take it back.

    VENDOR is the platform that is simulated, zoom unless told. Nothing leaves this
    machine, and no account is needed.
    """
    with (
        tempfile.TemporaryDirectory(prefix="hardener-demo-") as folder,
        _library(context, Path(folder), vendor) as pretend,
    ):
        _tell("Maple County Library is not real: six branches, twenty hosts, all simulated on this machine.")
        _tell("1. What could a stranger do in the programs of this week?   (hardener audit)")
        before = _look(pretend)
        _tell(
            "2. What would hardener change?   (hardener plan --allow link --allow lockout --allow shared --allow open)"
        )
        plan, _ = make_plan(_at(pretend), ALLOWED)
        _tell(_counted(plan))
        with pretend.journal() as journal:
            _tell("3. Change it, and read every change back.   (hardener apply …)")
            run = journal.open_run(plan, "apply", operator="demo", reason="to show it", now=pretend.now())
            carry_out(replace(pretend, quiet=False), plan, run, journal, even_if_live=False, silent=True)
            _tell("4. Look again: what is left, no API can fix; a person can.   (hardener audit)")
            after = _look(pretend)
            _tell("5. Take all of it back.   (hardener undo)")
            done = next(r for r in journal.runs() if r.id == run)
            back = reverse(done, journal.entries(run), plan_id(pretend.now()), pretend.now())
            undo = journal.open_run(back, "undo", operator="demo", reason="to show it", now=pretend.now(), undoes=run)
            carry_out(pretend, back, undo, journal, even_if_live=False, back=True, silent=True)
        _tell(
            f"That was it. Before: {_sum(before)}. After: {_sum(after)}. "
            "With your own account: hardener init, then hardener connect."
        )
    sys.exit(0)


@contextmanager
def _library(context: Context, folder: Path, vendor: str) -> Iterator[Context]:
    """Serve a simulated account and return surroundings in which it is the only connection."""
    try:
        kind = simulator(vendor)
    except LookupError as error:
        raise click.ClickException(str(error)) from None
    seed = kind.sample(context.now())
    with serve(kind.from_seed(seed, clock=time.time)) as server:
        options, secrets = kind.connection(seed, server.url)
        path = folder / "hardener.toml"
        text = TEMPLATE.format(name="demo", library="Maple County Library", timezone="UTC")
        plain = config.parse(f'{text}\n[[programs]]\ntitle = "*"\nprofile = "storytime"\n', path)
        connection = config.Connection.model_validate({**options, "vendor": vendor})
        names = {f"HARDENER_DEMO_{name.upper()}": value for name, value in secrets.items()}
        yield replace(
            context,
            config_path=path,
            store_place=str(folder / "hardener.sqlite3"),
            environ={**context.environ, **names},
            _config=plain.model_copy(update={"connections": {"demo": connection}}),
        )


def _at(pretend: Context) -> AuditRun:
    return AuditRun(pretend, profile_name=None, only=(), weeks=1, program=None)


def _look(pretend: Context) -> Report:
    found = _at(pretend).audit()
    width = shutil.get_terminal_size((100, 24)).columns
    table = FORMATS["table"](found.report, details=False, colour=pretend.colour(sys.stdout), width=width)
    write_out(_excerpt("".join(table)), None)
    return found.report


def _excerpt(table: str) -> Iterator[str]:
    """Yield the beginning of a table: its head, a few days, and the gravest of what to do."""
    head, *parts = table.split("\n\n")
    yield "\n\n".join((head, *parts[:DAYS]))
    yield "\n\n  … the other days are left out here\n\n"
    todo = next((part.splitlines() for part in parts if TODO in part.partition("\n")[0]), [])
    yield "\n".join(todo[:LINES])
    if len(todo) > LINES:
        yield f"\n  … and {len(todo) - LINES} more lines\n"


def _counted(plan: Plan) -> str:
    shared = sum(Risk.SHARED in change.risks for step in plan.steps for change in step.changes)
    links = sum(Risk.LINK in change.risks for step in plan.steps for change in step.changes)
    return (
        f"{plan.changes} changes on {len(plan.steps)} programs and hosts: {shared} touch settings that programs "
        f"share, {links} change a link that may have been published. Nothing was written so far."
    )


def _sum(report: Report) -> str:
    """Return how many programs are ready, and how many grave findings there are."""
    grave = report.failures[Severity.CRITICAL] + report.failures[Severity.HIGH]
    return f"{many(report.states[State.READY], 'program')} ready, {many(grave, 'serious finding')}"


def _tell(text: str) -> None:
    click.echo(f"\n{click.style(text, bold=True)}\n")
