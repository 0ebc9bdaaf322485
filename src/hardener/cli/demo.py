"""hardener demo: the whole story against a simulated library, no account needed."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import click
from pydantic import JsonValue

from hardener import config
from hardener.adapter import load
from hardener.app.applying import apply
from hardener.app.audit_run import AuditRun
from hardener.app.first import calendar_section, first_config, section_with
from hardener.app.planning import make_plan
from hardener.app.undoing import plan_undo, undo
from hardener.cli.carry_out import carry_out
from hardener.cli.context import Context, columns, write_out
from hardener.cli.ending import unwound
from hardener.language import known, ntr, tr
from hardener.model import Risk
from hardener.remedy.outcome import Result
from hardener.remedy.plan import Plan
from hardener.report.by_platform import by_platform
from hardener.report.folded import folded
from hardener.report.remains import remains, turned
from hardener.report.safe import begun
from hardener.report.screen import close_first
from hardener.report.words import for_people, many
from hardener.results import Report
from hardener.sandbox import installed, serve, simulator

MIXED = {"zoom"}
"""Platforms whose week has programs that no rule should name, such as a public hearing: the demo shows what is said."""
REST = '\n[[programs]]\ntitle = "*"\nprofile = "storytime"\n'
FEW = 3
"""Questions for people that are told."""
ZONE = "America/New_York"
ALLOWED = tuple(risk.value for risk in Risk)


@click.command()
@click.argument("vendor", default="zoom")
@click.option("--all", "side_by_side", is_flag=True, help="Look at every platform side by side, and change nothing.")
@click.pass_obj
def demo(context: Context, vendor: str, side_by_side: bool) -> None:  # noqa: FBT001 - a click option
    """Look at a simulated library's week, fix it, look again, and take it back.

    VENDOR is the platform that is simulated, zoom unless told. Nothing leaves this
    machine, and no account is needed.
    """
    if side_by_side:
        _all(context)
        sys.exit(0)
    with (
        unwound(),
        tempfile.TemporaryDirectory(prefix="hardener-demo-") as folder,
        _library(context, Path(folder), {"demo": vendor}) as pretend,
    ):
        _say(tr("Maple County Library is not real: six branches, twenty hosts, one week, all on this machine."))
        if not getattr(load(vendor), "api", True):
            _by_hand(pretend)
            sys.exit(0)
        before = _look(pretend)
        _tell(tr("WHAT A STRANGER COULD DO THIS WEEK"), "hardener audit")
        write_out(close_first(before, colour=pretend.colour(sys.stdout), width=columns()), None)
        plan, _ = make_plan(_at(pretend), ALLOWED)
        _tell(tr("CLOSED, AND EACH CHANGE READ BACK"), "hardener plan · hardener apply")
        with apply(pretend, plan, operator="demo", reason="to show it") as execution:
            carry_out(replace(pretend, quiet=True), execution, silent=True)
        _say(_counted(plan, execution.counts))
        after = _look(pretend)
        write_out(turned(before, after), None)
        _tell(tr("WHAT IS LEFT, AND WHO CAN"), "hardener audit")
        write_out(remains(after, width=columns()), None)
        _tell(tr("TAKEN BACK"), "hardener undo")
        with undo(pretend, plan_undo(pretend), operator="demo", reason="to show it") as execution:
            carry_out(replace(pretend, quiet=True), execution, silent=True)
        _say(tr("{changes}: the account is as it was.", changes=_came(execution.counts)))
        _own()
    sys.exit(0)


def _all(context: Context) -> None:
    """Look at every platform that is installed, through one configuration."""
    vendors = installed()
    with (
        unwound(),
        tempfile.TemporaryDirectory(prefix="hardener-demo-") as folder,
        _library(context, Path(folder), {vendor: vendor for vendor in vendors}) as pretend,
    ):
        _say(
            ntr(
                "Maple County Library is not real: {count} platform, one week, all on this machine.",
                "Maple County Library is not real: {count} platforms, one week, all on this machine.",
                len(vendors),
            )
        )
        report = _look(pretend)
        _tell(tr("WHAT A STRANGER COULD DO THIS WEEK"), "hardener audit")
        write_out(close_first(report, colour=pretend.colour(sys.stdout), width=columns()), None)
        _tell(tr("PLATFORM BY PLATFORM"), tr("open: to strangers"))
        write_out(by_platform(report), None)
    click.echo()
    _say(tr("Which of them can hold a storytime: hardener adapters --compare storytime"))


def _by_hand(pretend: Context) -> None:
    """Show what there is to see of a platform without an API: nothing is closed, so nothing is taken back."""
    report = _look(pretend)
    _tell(tr("WHAT NO API SHOWS"), "hardener audit --all")
    write_out(close_first(report, colour=pretend.colour(sys.stdout), width=columns()), None)
    asked = for_people(report.rows())
    for _, question, hand in asked[:FEW]:
        _say(f"{question} {begun(hand)}".rstrip(), "  - ", "    ")
    if more := len(asked[FEW:]):
        _say(ntr("and {count} more question", "and {count} more questions", more), "  ")
    _tell(tr("WHAT IT CANNOT DO, AND WHO CAN"), "hardener audit")
    write_out(remains(report, width=columns()), None)
    _tell(tr("LOOKED AT BY A PERSON"), "hardener attest")
    _say(tr("hardener changes nothing there: who looked says so, and until when that is good."))
    _own()


@contextmanager
def _library(context: Context, folder: Path, vendors: Mapping[str, str]) -> Iterator[Context]:
    """Serve a simulated account for each connection, and return surroundings in which there are no others."""
    path = folder / "hardener.toml"
    sections, environ = [], dict(context.environ)
    with ExitStack() as stack:
        calendar = ""
        for name, vendor in vendors.items():
            options, secrets, address = stack.enter_context(_account(context, vendor))
            calendar = calendar or address
            sections.append(section_with(vendor, options, name))
            environ |= {f"HARDENER_{name.upper()}_{secret.upper()}": value for secret, value in secrets.items()}
        text = first_config(
            "\n".join(sections), name="demo", library="Maple County Library", timezone="America/New_York"
        )
        text += calendar_section(calendar if len(vendors) == 1 else "")
        mixed = MIXED.intersection(vendors.values())
        yield replace(
            context,
            config_path=path,
            store_place=str(folder / "hardener.sqlite3"),
            environ=environ,
            _config=config.parse(text if mixed else text + REST, path),
        )


@contextmanager
def _account(context: Context, vendor: str) -> Iterator[tuple[Mapping[str, JsonValue], Mapping[str, str], str]]:
    """Serve a vendor's simulated account; yield the options and secrets of a connection to it, and its calendar."""
    try:
        kind = simulator(vendor)
    except LookupError as error:
        raise click.ClickException(str(error)) from None
    seed = kind.sample(context.now())
    with serve(kind.from_seed(seed, clock=time.time)) as server:
        yield *server.connection(seed), server.calendar


def _at(pretend: Context) -> AuditRun:
    return AuditRun(pretend, profile_name=None, only=(), weeks=1, program=None)


def _look(pretend: Context) -> Report:
    return _at(pretend).audit().report


def _counted(plan: Plan, counts: Mapping[Result, int]) -> str:
    shared = sum(Risk.SHARED in change.risks for step in plan.steps for change in step.changes)
    links = sum(Risk.LINK in change.risks for step in plan.steps for change in step.changes)
    parts = [ntr("{count} on shared settings", "{count} on shared settings", shared)] if shared else []
    parts += [ntr("{count} on links", "{count} on links", links)] if links else []
    told = tr("{changes}, at {places}", changes=_came(counts), places=many(len(plan.steps), "place"))
    return tr("{told}; of them {parts}.", told=told, parts=", ".join(parts)) if parts else f"{told}."


def _came(counts: Mapping[Result, int]) -> str:
    """Return how many changes came to what."""
    others = [
        f"{count} {known(result.value)}" for result, count in counts.items() if count and result is not Result.APPLIED
    ]
    return ", ".join([many(counts[Result.APPLIED], "change"), *others])


def _tell(text: str, command: str) -> None:
    click.echo(f"\n{click.style(f'{text:<44}', bold=True)}{command}")


def _say(said: str, first: str = "", rest: str = "  ") -> None:
    click.echo(folded(said, columns(), first, rest), nl=False)


def _own() -> None:
    click.echo()
    _say(tr("Your own account: hardener init · hardener connect · hardener audit"))
