"""Two looks side by side, and what is left after changes were made: why, in how many programs, and who can. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from hardener.findings import State, out_of_reach
from hardener.language import ntr, tr
from hardener.model import Finding, Severity, Status
from hardener.reason import Reason
from hardener.report import brief
from hardener.report.places import name_of
from hardener.report.safe import plain
from hardener.report.words import many, retold, said
from hardener.results import Report, Row

FEW = 6
"""Lines of what is left."""


def turned(before: Report, after: Report) -> Iterator[str]:
    """Yield a small table: programs by verdict, before and now."""
    names = {reach.name for reach in after.platforms}
    before_now = tr("before"), tr("now")
    wide = [max(6, len(each)) for each in before_now]
    yield f"{'':<34}{before_now[0]:>{wide[0]}}{before_now[1]:>{wide[1]}}\n"
    for state in State:
        if before.states[state] or after.states[state]:
            name = tr("open to strangers") if state is State.CLOSE_FIRST else said(state, names)
            name = name[0].lower() + name[1:]
            yield f"  {name:<32}{before.states[state]:>{wide[0]}}{after.states[state]:>{wide[1]}}\n"
    if any(after.states[state] > before.states[state] for state in (State.CANT_TELL, State.TO_FIX)):
        yield f"  {tr('A program counts once: where the worst is closed, by what is left in it.')}\n"


@dataclass(slots=True)
class _Left:
    """One reason for which something is left."""

    who: str
    programs: dict[tuple[str, str], None] = field(default_factory=dict)
    strangers: bool = False
    """By it strangers reach somebody still."""


def remains(report: Report, *, width: int = 80) -> Iterator[str]:
    """Yield what is open after hardener did what it can: what strangers use, then the widest; at most a few lines."""
    found: dict[str, _Left] = {}
    for row in report.rows(programs=True):
        if not row.apart:
            for finding in row.findings:
                if finding.status is Status.FAIL:
                    why, who = _why(row, finding)
                    left = found.setdefault(why, _Left(who))
                    left.programs[row.connection, row.target] = None
                    left.strangers |= finding.severity is Severity.CRITICAL
    lines = sorted(found.items(), key=lambda one: (not one[1].strangers, -len(one[1].programs)))
    counts = [many(len(left.programs), "program") for _, left in lines]
    count = max([11, *map(len, counts)])
    wide = max(30, width - 21 - count)
    for (why, left), programs in zip(lines[:FEW], counts, strict=False):
        yield f"  {brief.cut(why, wide):<{wide}} {programs:>{count}}  {brief.cut(left.who, 16)}\n"
    if len(lines) > FEW:
        more = len(lines) - FEW
        yield f"  {ntr('and {count} more: hardener audit --all', 'and {count} more: hardener audit --all', more)}\n"
    if not lines:
        yield f"  {tr('nothing')}\n"


def _why(row: Row, finding: Finding) -> tuple[str, str]:
    """Return why it is left, and who can do something about it."""
    short = brief.short(finding)
    if row.unnamed:
        return tr("no rule in hardener.toml names it"), tr("IT")
    if out_of_reach(finding):
        return tr("{what}: no setting for it there", what=short), tr("accept it")
    if finding.reason is None or finding.fixable:
        return tr("{what}: needs your word", what=short), tr("an opt-in")
    kind = finding.reason.kind
    if kind is Reason.UNAVAILABLE:
        return plain(retold(finding.reason.said)), tr("the host")
    if kind is Reason.LOCKED:
        return tr("{what}: {name} locks it", what=short, name=name_of(finding.reason.name, 30)), tr("IT")
    return tr("{what}: by hand only", what=short), tr("IT") if finding.governing else tr("the host")
