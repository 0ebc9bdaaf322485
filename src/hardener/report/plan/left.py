"""What a plan leaves as it is, in groups by who can do something about it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from hardener.language import tr
from hardener.model import Risk
from hardener.remedy.plan import LeftOut, Plan, Rest
from hardener.report import retell, words
from hardener.report.plan.lines import item
from hardener.report.safe import plain

SHORT = 4
"""Lines of each group where it is folded."""


def left(plan: Plan, width: int, *, short: bool = False) -> Iterator[str]:
    """Yield what is left, and why: what needs a person's word, what a person does by hand, what nobody can."""
    rest = plan.outlook.rest if plan.outlook is not None else ()
    groups = {
        tr("Needs your word, by an opt-in"): _opt_ins(plan.left_out),
        tr("Left out, whatever is allowed"): _barred(plan.left_out),
        tr("By hand, in the platform's own pages"): _by_hand(one for one in rest if one.where),
        tr("Not on this platform, or not for hardener"): _nowhere(one for one in rest if not one.where),
    }
    for title, each in groups.items():
        lines = list(each)
        if lines:
            yield f"{title}\n"
        shown = lines[:SHORT] if short else lines
        for line in shown:
            yield from item(line, width)
        if len(lines) > len(shown):
            yield f"  {tr('and {count} more: hardener plan --left-out', count=len(lines) - len(shown))}\n"


def counted(plan: Plan) -> str:
    """Return in a few words how much is left; empty where nothing is."""
    rest = plan.outlook.rest if plan.outlook is not None else ()
    opt_ins = sum(len(one.controls) for one in plan.left_out if one.needs)
    others = sum(len(one.controls) for one in plan.left_out if not one.needs)
    hand = sum(one.programs for one in rest if one.where)
    needs = ", ".join(sorted({risk.value for one in plan.left_out for risk in one.needs}))
    told = [
        (opt_ins, tr("{count} for want of {opt_ins}", count=opt_ins, opt_ins=f"--allow {needs}")),
        (others, tr("{count} for other reasons", count=others)),
        (hand, tr("{count} by hand", count=hand)),
    ]
    return ", ".join(said for count, said in told if count)


def _opt_ins(left_out: Iterable[LeftOut]) -> Iterator[str]:
    grouped: dict[tuple[Risk, ...], list[LeftOut]] = defaultdict(list)
    for one in left_out:
        if one.needs:
            grouped[one.needs].append(one)
    for needs, each in sorted(grouped.items(), key=lambda one: (len(one[0]), one[0])):
        allow = " ".join(f"--allow {risk.value}" for risk in needs)
        mind = "; ".join(words.risk(risk) for risk in needs)
        yield f"{allow}: {_settings(each)} ({mind})"


def _barred(left_out: Iterable[LeftOut]) -> Iterator[str]:
    grouped: dict[str, list[LeftOut]] = defaultdict(list)
    for one in left_out:
        if not one.needs:
            grouped[one.reason].append(one)
    for reason, each in sorted(grouped.items()):
        yield f"{_settings(each)}: {plain(words.retold(reason))}"


def _settings(each: Iterable[LeftOut]) -> str:
    controls = [control for one in each for control in one.controls]
    titles = ", ".join(sorted({words.control(c).title for c in controls}))
    return f"{words.many(len(controls), 'finding')} ({titles})"


def _by_hand(rest: Iterable[Rest]) -> Iterator[str]:
    for one in rest:
        why = f" ({plain(words.retold(one.why))})" if one.why else ""
        named = f"{words.control(one.control).title}, {words.many(one.programs, 'program')}"
        yield f"{named}: {plain(retell.path(one.where))}{why}"


def _nowhere(rest: Iterable[Rest]) -> Iterator[str]:
    for one in rest:
        why = f": {plain(words.retold(one.why))}" if one.why else ""
        yield f"{words.control(one.control).title}, {words.many(one.programs, 'program')}{why}"
