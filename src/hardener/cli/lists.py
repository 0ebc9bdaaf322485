"""hardener profiles, controls, adapters: list and explain what there is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from tabulate import tabulate

from hardener import adapter, profile
from hardener.catalog import Control, catalogue, of_benchmark
from hardener.model import Value
from hardener.setting import FixedByVendor, ManualOnly, Setting


@click.command()
@click.argument("name", required=False)
def profiles(name: str | None) -> None:
    """List the built-in profiles, or show every line of one: NAME, or your own FILE.yaml.

    A file is checked on the way: the first mistake is told with line and column.
    """
    if name is None:
        rows = [(p.name, p.title, "" if p.apply else "looked at only") for p in map(profile.load, profile.builtin())]
        click.echo(tabulate(rows, headers=["profile", "for", ""]))
        return
    chosen, known = profile.load(name, Path()), catalogue()
    click.echo(f"{chosen.name} (version {chosen.version}): {chosen.title}\n")
    lines = [
        (ident, str(line), chosen.severity(known[ident]).value, known[ident].question)
        for ident, line in chosen.requires.items()
    ]
    click.echo(
        tabulate(lines, headers=["control", "required", "severity", "question"], maxcolwidths=[None, 30, None, 60])
    )
    for note in chosen.notes:
        click.echo(f"\n{note}")


@click.command()
@click.argument("name", required=False)
def controls(name: str | None) -> None:
    """List everything that can be required of a program, or explain one control.

    NAME is a control's id (chan.chat_attendee), or the beginning of some (chan).
    """
    known = catalogue()
    if name is not None and name in known:
        click.echo(_explained(known[name]))
        return
    wanted = [c for ident, c in known.items() if name is None or ident.startswith(f"{name}.") or ident == name]
    if not wanted:
        raise click.ClickException(f"no control {name!r}; list them with: hardener controls")
    click.echo(
        tabulate(
            [(c.id, c.severity.value, _ladder(c), c.question) for c in wanted],
            headers=["control", "severity", "closed < open", "question"],
            maxcolwidths=[None, None, 36, 60],
        )
    )


def _ladder(control: Control) -> str:
    if control.levels:
        return " < ".join(control.levels)
    return f"a number of {control.unit}" if control.unit else f"any of {', '.join(control.names)}"


def _explained(control: Control) -> str:
    lines = [
        f"{control.id}: {control.title}",
        "",
        control.question,
        f"  closed to open: {_ladder(control)}",
        f"  severity: {control.severity.value}; known by: {', '.join(control.known_by)}",
        f"  why it matters: {control.why}",
    ]
    if control.costs:
        lines.append(f"  what closing it costs: {control.costs}")
    if control.references:
        lines.append(f"  references: {', '.join(control.references)}")
    return "\n".join(lines)


@click.command()
@click.option("--matrix", is_flag=True, help="Show every control for every platform, as Markdown.")
def adapters(matrix: bool) -> None:  # noqa: FBT001 - a click option
    """List the platforms that hardener can read, and how much of the catalogue each has."""
    tables = {vendor: adapter.load(vendor).settings for vendor in adapter.installed()}
    if matrix:
        click.echo("\n".join(matrix_of(tables)))
        return
    rows = []
    for vendor, table in tables.items():
        found = [reach_of(control, table) for ident, control in catalogue().items() if not of_benchmark(ident)]
        rows.append((vendor, *(sum(f == how for f in found) for how in ("enforced", "default only", "manual"))))
    click.echo(tabulate(rows, headers=["platform", "read and fixed", "for new programs only", "by hand"]))


def matrix_of(tables: dict[str, Sequence[Setting]]) -> list[str]:
    """Return the control by vendor matrix as lines of Markdown."""
    lines = [f"| control | {' | '.join(tables)} |", f"|---|{'---|' * len(tables)}"]
    for ident, control in catalogue().items():
        if not of_benchmark(ident):
            lines.append(f"| `{ident}` | {' | '.join(reach_of(control, table) for table in tables.values())} |")
    return lines


def reach_of(control: Control, table: Sequence[Setting]) -> str:
    """Return how far a vendor can meet the most closed state of a control."""
    rows = [row for row in table if row.control == control.id]
    if not rows:
        return "manual"
    if not any(row.kinds for row in rows):
        return "not there"
    live = [row for row in rows if not row.default_for_new and not isinstance(row, ManualOnly)]
    if not live:
        return "default only" if any(row.default_for_new for row in rows) else "manual"
    writable = [row for row in live if any(row.can_write(kind) for kind in row.kinds)]
    if not writable:
        return "by design" if all(isinstance(row, FixedByVendor) for row in live) else "read only"
    return _best(control, writable)


def _best(control: Control, rows: Sequence[Setting]) -> str:
    if not control.levels:
        return "enforced"
    offered: list[Value] = [value for row in rows for value in row.writable_values()]
    closest = min((control.rank(value) for value in offered), default=0)
    return "enforced" if closest == 0 else f"up to `{control.levels[closest]}`"
