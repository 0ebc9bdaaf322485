"""hardener profiles, controls, adapters: list and explain what there is."""

from __future__ import annotations

from pathlib import Path

import click
from tabulate import tabulate

from hardener import profile
from hardener.app.platforms import matrix_of, reach_of, tables
from hardener.app.reviews import kept
from hardener.catalog import Control, catalogue, of_benchmark
from hardener.cli.context import Context, columns, write_out
from hardener.compare import compare as compare_platforms
from hardener.nearest import meant
from hardener.report import comparison, reach, review


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
    if chosen.judges == "programs":
        click.echo("\n" + "\n".join(reach.render(chosen, tables())))


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
        raise click.ClickException(f"no control {name!r}; list them with: hardener controls{meant(name or '', known)}")
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
@click.option("--compare", metavar="PROFILE", help="Show which platforms can hold a program as a profile asks.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["html", "text"]),
    default="text",
    show_default=True,
    help="Of --compare: html is a page for people.",
)
@click.option("--output", type=click.Path(dir_okay=False), help="Write it to this file.")
@click.pass_obj
def adapters(context: Context, matrix: bool, compare: str | None, style: str, output: str | None) -> None:  # noqa: FBT001 - a click option
    """List the platforms that hardener can read, and how much of the catalogue each has.

    Beside what each platform can do, --compare says where its review stands (hardener review).

    \b
      hardener adapters --compare storytime
      hardener adapters --compare storytime --format html --output platforms.html
    """
    if compare is not None:
        write_out([_compared(context, profile.load(compare, Path()), style)], output)
        return
    if matrix:
        write_out(["\n".join([*matrix_of(tables()), ""])], output)
        return
    rows = []
    for vendor, table in tables().items():
        found = [reach_of(control, table) for ident, control in catalogue().items() if not of_benchmark(ident)]
        rows.append((vendor, *(sum(f == how for f in found) for how in ("enforced", "default only", "manual"))))
    text = tabulate(rows, headers=["platform", "read and fixed", "for new programs only", "by hand"])
    write_out([f"{text}\n"], output)


def _compared(context: Context, chosen: profile.Profile, style: str) -> str:
    """Return the platforms beside each other, as lines or as a page."""
    if chosen.judges != "programs":
        raise click.ClickException(f"{chosen.name} is about accounts; compare platforms for a profile of programs")
    found = compare_platforms(chosen, tables(), catalogue())
    reviews = {each.key: review.stands(each.verdict) for each in kept(context)}
    if style == "html":
        from hardener.pages import comparison as page  # noqa: PLC0415 - only a page has a use for it

        return page.comparison(chosen, found, reviews)
    return "".join(f"{line}\n" for line in comparison.render(chosen, found, columns(), reviews))
