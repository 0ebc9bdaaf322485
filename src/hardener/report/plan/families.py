"""What families notice of a plan, and which opt-in that needs. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from hardener.language import marked, ntr, tr
from hardener.model import Risk
from hardener.remedy.plan import Noticed, Plan
from hardener.report import words
from hardener.report.plan.lines import LEAST

RISKS = {
    Risk.LINK.value: marked("links already mailed may stop working"),
    Risk.LOCKOUT.value: marked("they may wait until somebody lets them in"),
    Risk.DECLARE.value: marked("what goes with the declaration is gone, such as chat and comments"),
}
MOST, LACKING = 5, 2
"""Consequences that are told where it is folded, and how many of these are of what lacks an opt-in."""
HEAD = marked("WHAT FAMILIES WILL NOTICE")
SOME = marked("WHAT FAMILIES WILL NOTICE, {count} of {total}: --all")


def families(plan: Plan, width: int, *, every: bool) -> Iterator[str]:
    """Yield one line for each consequence: in how many programs, what, and by which opt-in."""
    noticed = plan.outlook.noticed if plan.outlook is not None else ()
    given, lacking = ([n for n in noticed if n.given is yes] for yes in (True, False))
    if not noticed:
        return
    few = lacking[:LACKING]
    shown = list(noticed) if every else [*given[: MOST - len(few)], *few]
    opt_ins = [_opt_ins(one) for one in shown]
    opt = tr("opt-in")
    column = max(len(opt), *map(len, opt_ins))
    lead = len(f"{ntr('{count} program', '{count} programs', 1234)}")
    room = max(width, LEAST) - column - lead - 4 - len(tr("NOT GIVEN")) - 4
    head = tr(SOME, count=len(shown), total=len(noticed)) if len(noticed) > len(shown) else tr(HEAD)
    yield f"\n{head:<{lead + room + 3}}  {opt}\n"
    for one, opt_in in zip(shown, opt_ins, strict=True):
        first, *more = wrap(_said(one), max(room, 20))
        word = "" if not one.opt_ins else tr("given") if one.given else tr("NOT GIVEN")
        count = ntr("{count} program", "{count} programs", one.programs)
        pad = " " * (6 - len(str(one.programs)))
        yield f"{f'{pad}{count}':<{lead + 2}}  {first:<{room}}  {opt_in:<{column}}  {word}".rstrip() + "\n"
        yield from (f"{'':<{lead + 3}} {line}\n" for line in more)


def _said(one: Noticed) -> str:
    return (tr(RISKS[one.what]) if one.what in RISKS else "") or words.control(one.what).noticed(opens=one.opened)


def _opt_ins(one: Noticed) -> str:
    return ", ".join(one.opt_ins) or "-"
