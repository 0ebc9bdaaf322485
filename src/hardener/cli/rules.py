"""hardener rules: propose rules for the titles that no rule names."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence

import click

from hardener.app.connections import chosen
from hardener.app.ruling import Ruled, add_rules, rule_text, ruled
from hardener.cli.context import Context, write_out
from hardener.cli.options import CONNECTION, WEEKS
from hardener.language import tr
from hardener.report.retell import retold
from hardener.report.safe import plain, terminal
from hardener.report.words import many
from hardener.rules import Doubt, Proposal, propose

SHOWN = 5
"""Titles that are shown of those that one rule would name."""


@click.command()
@CONNECTION
@WEEKS
@click.option("--write", is_flag=True, help="Add the rules to hardener.toml; its comments and order stay.")
@click.pass_obj
def rules(context: Context, only: tuple[str, ...], weeks: int | None, write: bool) -> None:  # noqa: FBT001 - a click option
    """Propose [[programs]] rules for the programs that no rule of hardener.toml names, from their titles.

    It reads only. What it prints can be pasted into hardener.toml; where a title leaves a doubt
    it says so and proposes nothing. Read them first: a rule lets apply change what it names.
    """
    found = ruled(context, chosen(context, only), weeks=weeks)
    proposals, doubts = propose(found.unnamed)
    write_out(_told(context, found, proposals, doubts), None)
    for gap in found.gaps:
        context.warn(tr("NOT COMPLETE: {what}", what=retold(gap)))
    if write and proposals:
        add_rules(context, proposals)
        wrote = many(len(proposals), "rule")
        context.say(tr("wrote {rules} into {path}; next: hardener audit", rules=wrote, path=context.config_path))
    elif proposals:
        context.say(tr("next: hardener rules --write, or paste them yourself"))
    sys.exit(3 if found.gaps else 0)


def _told(context: Context, found: Ruled, rules: Sequence[Proposal], doubts: Sequence[Doubt]) -> Iterator[str]:
    """Yield what is found as TOML: the rules, and the rest as comments."""
    count, path = many(found.programs, "program"), plain(str(context.config_path))
    if not found.unnamed:
        yield f"# {tr('Every one of {programs} has a rule in {path}.', programs=count, path=path)}\n"
        return
    unnamed = len(found.unnamed)
    said = tr("Of {programs}, {count} are named by no rule of {path}.", programs=count, count=unnamed, path=path)
    yield f"# {said}\n"
    for rule in rules:
        yield f"\n# {many(len(rule.titles), 'program')}: {_titles(rule.titles)}\n{rule_text(rule)}"
    if doubts:
        yield f"\n# {_none_for(doubts, context.config.default)}\n"
    for doubt, times in Counter(doubts).most_common():
        yield f"#   {many(times, 'program')}: {terminal(doubt.title)}: {plain(retold(doubt.why))}\n"


def _none_for(doubts: Sequence[Doubt], default: str) -> str:
    return tr(
        "No rule is proposed for {programs}, judged as {profile} and never changed:",
        programs=many(len(doubts), "program"),
        profile=terminal(default),
    )


def _titles(titles: Sequence[str]) -> str:
    each = list(dict.fromkeys(map(terminal, titles)))
    shown = "; ".join(each[:SHOWN])
    return tr("{titles} and {count} more", titles=shown, count=len(each) - SHOWN) if len(each) > SHOWN else shown
