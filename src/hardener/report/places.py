"""Places in words: what a cause is of, where somebody clicks, and who can. Pure."""

from __future__ import annotations

from datetime import tzinfo
from itertools import takewhile

from hardener.causes import Cause, Found, Place, place_of, rank_of
from hardener.language import known, marked, ntr, tr
from hardener.model import Finding, Severity
from hardener.report.brief import cut
from hardener.report.nouns import many
from hardener.report.retell import hand as hand_of
from hardener.report.retell import platform
from hardener.report.safe import plain, terminal
from hardener.report.times import when
from hardener.results import Report, Row

STEP = " > "
PORTALS = ("Zoom web portal", "Webex site", "Google Admin console", "Teams admin center")
RULES_OF = marked("IT, in hardener.toml")
"""Who says what kind of program one is that no rule names."""
IT = frozenset({"account", "group", "policy", "policies", "tenant", "site", "common", "unit", "server", "balancer"})
"""Kinds of place that only whoever runs the account reaches."""


def name_of(title: str, width: int) -> str:
    """Return what is above programs as colleagues call it: of a host the part before the @."""
    return terminal(known(title).partition("@")[0], width)


def host_of(row: Row, report: Report) -> str:
    """Return the host of a program, with the platform where the report is of several."""
    several = len({reach.vendor for reach in report.platforms}) > 1
    return f"{platform(row.name)}, {row.host}" if several else row.host


def subject(cause: Cause, zone: tzinfo | None) -> str:
    """Return what a cause is told of: the title, how often, and the host; a program alone with its time."""
    rows = cause.strangers or cause.programs
    titles = list(dict.fromkeys(terminal(row.title, 40) for row in rows))
    hosts = list(dict.fromkeys(row.host for row in rows))
    if len(titles) > 1:
        if len(hosts) == 1 and hosts[0]:
            return f"{terminal(hosts[0], 20)}: {many(len(rows), 'program')}"
        rest = len(rows) - sum(terminal(row.title, 40) == titles[0] for row in rows)
        return ntr("{what}, and {count} more", "{what}, and {count} more", rest, what=cut(titles[0], 24))
    host = f", {terminal(hosts[0], 20)}" if hosts and hosts[0] else ""
    return f"{titles[0]}, {when(rows[0].program, zone)}" if len(rows) == 1 else f"{titles[0]} ×{len(rows)}{host}"  # noqa: RUF001 - times


def called(kind: str, name: str, otherwise: str) -> str:
    """Return what lies above programs as people call it: `Settings of homework`; of a program `otherwise`."""
    said = {
        "host": tr("Settings of {name}", name=name),
        "account": tr("The account"),
        "group": tr("The group {name}", name=name),
    }
    return said.get(kind, otherwise)


def who_at(place: Place) -> str:
    """Return who can press the buttons of a place: a host where it is theirs, else IT."""
    if place.kind == "rule":
        return tr(RULES_OF)
    if place.kind not in {"program", "host"}:
        return tr("IT")
    return terminal((place.target if place.kind == "program" else place.title).partition("@")[0]) or tr("the host")


def is_above(finding: Finding) -> bool:
    """Tell whether a finding lies where only whoever runs the account reaches."""
    return bool(finding.governing) and (finding.governing or "").partition("/")[0] in IT


def where(cause: Cause, width: int) -> str:
    """Return where somebody clicks, in the vendor's own words, in at most `width` characters."""
    if any(place.kind == "rule" for place in cause.places):
        return cut(tr("no rule in hardener.toml names it"), width)
    by_place: dict[Place, dict[str, None]] = {}
    for one in shown(cause):
        by_place.setdefault(place_of(one.row, one.finding), {})[path_of(one.finding)] = None
    each = list(dict.fromkeys(common(list(paths)) or next(iter(paths)) for paths in by_place.values()))
    said = tr(" and ").join(each)
    if len(said) <= width:
        return said
    return cut(tr("{where}, and more", where=each[0]) if len(each) > 1 else each[0], width)


def shown(cause: Cause) -> list[Found]:
    """Return what of a cause is told: what strangers use, or all of it where they use none; the worst first."""
    told = [one for one in cause.found if one.finding.severity is Severity.CRITICAL] or cause.found
    return sorted(told, key=lambda one: (-one.finding.severity.rank, rank_of(one.finding.control)))


def path_of(finding: Finding) -> str:
    """Return where a finding is mended, from the first click; the platform's own pages are not named."""
    hand = plain(hand_of(finding)) or tr("no setting for it: close the door")
    for portal in PORTALS:
        hand = hand.removeprefix(f"{portal}{STEP}")
    return hand


def common(paths: list[str]) -> str:
    """Return the steps that all paths begin with."""
    each = [path.split(STEP) for path in paths]
    same = takewhile(lambda steps: len(set(steps)) == 1, zip(*each, strict=False))
    return STEP.join(steps[0] for steps in same)


def acts_of(cause: Cause) -> list[str]:
    """Return by what strangers reach people through a cause, in short words."""
    return [known(each) for each in cause.acts]


def reach(cause: Cause) -> str:
    """Return who can change it there, and hardener's opt-in where it can."""
    who = who_can(cause)
    opt_in = "" if who == tr(RULES_OF) else allow([one.finding for one in shown(cause)])
    return tr("{who}, or {opt_in}", who=who, opt_in=opt_in) if opt_in else who


def who_can(cause: Cause) -> str:
    """Return who can change it there."""
    each = {who_at(place) for place in cause.places}
    if tr(RULES_OF) in each:
        return tr(RULES_OF)
    return terminal(each.pop(), 20) if len(each) == 1 else tr("IT")


def allow(findings: list[Finding]) -> str:
    """Return the opt-ins with which hardener changes all of them; empty where it cannot."""
    if not all(found.fixable for found in findings):
        return ""
    needs = sorted({risk.value for found in findings for risk in found.needs})
    return f"--allow {','.join(needs)}" if needs else "hardener apply"
