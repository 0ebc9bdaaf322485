"""One program in one line: who can do what in it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from hardener.causes import rank_of
from hardener.door import Door
from hardener.findings import State, out_of_reach
from hardener.language import marked, tr
from hardener.model import Finding, Severity, Status
from hardener.profile import Profile
from hardener.report.retell import control, retold
from hardener.report.safe import plain
from hardener.report.words import in_front, last_read, listed, worst_first
from hardener.results import Row

POSTED = "door.join_link_private"
WHO = {Door.VERIFIED: marked("families staff approved"), Door.SCREENED: marked("people staff let in")}
"""Whom a door lets in, where it keeps strangers out."""
WORDS = {
    State.CLOSE_FIRST: marked("CLOSE FIRST"),
    State.CANT_TELL: marked("can't tell"),
    State.TOO_CLOSED: marked("too closed"),
    State.TO_FIX: marked("to fix"),
    State.READY: marked("ready"),
}


def verdict(row: Row) -> str:
    """Return a program's verdict in words."""
    if row.state in WORDS:
        return tr(WORDS[row.state])
    return tr("as closed as {platform} gets", platform=row.name)


def strangers(row: Row, profile: Profile | None) -> str:
    """Return in a sentence what a stranger can do, in front of whom; empty where they reach nobody."""
    fails = [f for f in row.findings if f.status is Status.FAIL and f.severity is Severity.CRITICAL]
    if not fails:
        return ""
    fails.sort(key=lambda f: rank_of(f.control))
    acts = [act for f in fails if (act := control(f.control).act)]
    if not acts and any(f.control == POSTED for f in fails):
        return tr("Anyone who reads the public calendar has the way in.")
    lead = tr("Perhaps anyone") if row.door == Door.UNKNOWN else tr("Anyone with the link")
    said = listed(acts) if acts else tr("reach people")
    return tr("{who} can {acts} in front of {people}.", who=lead, acts=said, people=in_front(profile))


def told(row: Row, width: int) -> str:
    """Return what is open in a program, or its verdict where nothing is, in at most `width` characters."""
    if row.unread:
        return _unchecked(row, width)
    who, words = _open(row)
    if not words:
        return cut(verdict(row), width)
    return fitted(f"{who}: " if who else "", words, width)


def _unchecked(row: Row, width: int) -> str:
    """Say that a program was not checked, and what the last look that could had found, or why nobody could."""
    last = last_read(row)
    if not last:
        return cut(tr("NOT CHECKED: {why}", why=plain(retold(row.unread))), width)
    said = tr("NOT CHECKED; {last}", last=last)
    short = last.removeprefix(tr("last read "))
    return said if len(said) <= width else cut(tr("NOT CHECKED ({last})", last=short), width)


def _open(row: Row) -> tuple[str, list[str]]:
    """Return who can do something, and in short words what; without a who, what is amiss besides."""
    fails = [f for f in worst_first(row, Status.FAIL) if not out_of_reach(f)]
    strangers = [f for f in worst_first(row, Status.FAIL) if f.severity is Severity.CRITICAL]
    if strangers:
        return tr("STRANGERS"), shorts(strangers)
    if row.state is State.CANT_TELL:
        return tr("can't tell"), shorts(_unread(row)) or [tr("look by hand")]
    if row.state is State.TOO_CLOSED:
        return tr("too closed"), shorts([f for f in fails if f.too_closed])
    acts = [f for f in fails if control(f.control).act and not f.too_closed]
    who = WHO.get(Door(row.door)) if row.door else None
    if who and acts:
        return tr(who), [*shorts(acts), *shorts([f for f in fails if f not in acts])]
    return "", shorts(fails)


def _unread(row: Row) -> list[Finding]:
    return sorted(worst_first(row, Status.ERROR), key=lambda f: (-f.severity.rank, rank_of(f.control)))


def shorts(findings: Sequence[Finding]) -> list[str]:
    """Return what is open in short words, each once: what reaches people first, pictures before sound before words."""
    each = sorted(findings, key=lambda f: (-f.severity.rank, rank_of(f.control)))
    return list(dict.fromkeys(short(f) for f in each))


def short(found: Finding) -> str:
    """Return what is open in a word or two."""
    of = control(found.control)
    if found.too_closed:
        return of.brief_closed or of.title
    return of.short or of.brief or of.title


def fitted(lead: str, words: Sequence[str], width: int) -> str:
    """Return as many words as fit into `width` characters after `lead`, and how many more there are."""
    for count in range(len(words), 0, -1):
        rest = f", +{len(words) - count}" if count < len(words) else ""
        said = f"{lead}{', '.join(words[:count])}{rest}"
        if len(said) <= width:
            return said
    rest = f", +{len(words) - 1}" if len(words) > 1 else ""
    return cut(f"{lead}{words[0]}", width - len(rest)) + rest


def cut(said: str, width: int) -> str:
    """Return `said` in at most `width` characters."""
    return said if len(said) <= width else f"{said[: max(0, width - 1)].rstrip()}…"
