"""How a cause is closed, click by click, on its own platform. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from hardener.causes import Cause, Found, Place, place_of
from hardener.findings import out_of_reach
from hardener.language import ntr, tr
from hardener.profile import Profile
from hardener.report import retell, words
from hardener.report.folded import folded
from hardener.report.places import acts_of, name_of, reach, subject
from hardener.report.safe import begun, plain, terminal
from hardener.report.times import starts, when
from hardener.results import Report, Row

NAMED = 8
"""Titles of a cause that are told."""


def render(report: Report, cause: Cause, number: int, *, width: int = 80) -> Iterator[str]:
    """Yield how cause `number` of a report is closed, piece by piece; `width` is in characters."""
    zone = report.made.tzinfo
    yield f"{number}  {subject(cause, zone)} · {retell.platform(cause.found[0].row.name)}\n"
    if cause.strangers:
        yield folded(
            tr(
                "Open to strangers in {programs}: {acts}.",
                programs=words.many(len(cause.strangers), "program"),
                acts=", ".join(acts_of(cause)),
            ),
            width,
        )
    first = cause.strangers or cause.programs
    named = _named(first, zone)
    yield folded(tr("In {programs}: {titles}.", programs=words.many(len(first), "program"), titles=named), width)
    reached = {(row.connection, row.target) for row in first}
    if rest := [row for row in cause.programs if (row.connection, row.target) not in reached]:
        yield folded(
            ntr(
                "It also leaves something open in {count} more program, out of strangers' reach: {titles}.",
                "It also leaves something open in {count} more programs, out of strangers' reach: {titles}.",
                len(rest),
                titles=_named(rest, zone),
            ),
            width,
        )
    if any(place.kind == "rule" for place in cause.places):
        yield from _rule(cause, width)
        return
    for place, found in _by_place(cause).items():
        yield f"\n{_heading(place, found)}\n"
        for line in dict.fromkeys(_step(one, report.profiles.get(one.row.profile)) for one in _closest(found, report)):
            yield folded(line, width, "  - ", "    ")
    yield "\n" + folded(tr("Who can: {who}", who=reach(cause)), width)
    yield f"{tr('Then look again: hardener audit')}\n"


def _named(rows: Sequence[Row], zone: tzinfo | None) -> str:
    """Return programs by title, one alone with its time; a title of several once, with their number."""
    each: dict[str, list[Row]] = {}
    for row in rows:
        each.setdefault(terminal(row.title, 44), []).append(row)
    told = [f"{title}{_often(of, zone)}" for title, of in list(each.items())[:NAMED]]
    left = sum(map(len, list(each.values())[NAMED:]))
    more = f" {ntr('and {count} more', 'and {count} more', left)}" if left else ""
    return f"{'; '.join(told)}{more}"


def _often(rows: Sequence[Row], zone: tzinfo | None) -> str:
    if len(rows) > 1:
        return f" ×{len(rows)}"  # noqa: RUF001 - times
    program = rows[0].program
    dated = program is not None and (program.live or starts(program, zone) is not None)
    return f" ({when(program, zone)})" if dated else ""


def _closest(found: Sequence[Found], report: Report) -> Iterator[Found]:
    """Yield what is to be done at one place; where profiles differ in a level, that which satisfies all of them."""
    limits: dict[str, int] = {}
    ranked = [(one, _limit(one, report.profiles.get(one.row.profile))) for one in found]
    for one, limit in ranked:
        if limit is not None:
            limits[one.finding.control] = min(limits.get(one.finding.control, limit), limit)
    yield from (one for one, limit in ranked if limit in {None, limits.get(one.finding.control)})


def _limit(one: Found, profile: Profile | None) -> int | None:
    """Return how open a setting above programs may be at most; None where it has no levels, or that is not asked."""
    control = words.control(one.finding.control)
    asked = profile.requires.get(control.id) if profile is not None else None
    if asked is None or asked.opens or not control.levels or not one.finding.governing:
        return None
    return control.rank(asked.limit)


def _rule(cause: Cause, width: int) -> Iterator[str]:
    row = cause.programs[0]
    title = plain(row.title).replace("\\", "\\\\").replace('"', '\\"')
    yield folded(
        tr(
            "No rule of hardener.toml names it, so it is judged as {profile} and never changed. If that is what it "
            "is, or another profile (hardener profiles), say so there:",
            profile=row.profile,
        ),
        width,
    )  # fmt: skip
    yield f'\n[[programs]]\ntitle = "{title}"\nprofile = "{row.profile}"\n'


def _by_place(cause: Cause) -> dict[Place, list[Found]]:
    found: dict[Place, list[Found]] = {}
    for one in sorted(cause.found, key=lambda one: cause.controls.index(one.finding.control)):
        found.setdefault(place_of(one.row, one.finding), []).append(one)
    return found


def _heading(place: Place, found: list[Found]) -> str:
    programs = len({one.row.target for one in found})
    if place.kind == "program":
        if programs == 1:
            return tr("{title}: this program", title=terminal(place.title, 60))
        return tr("{title}: each of {count} dates or meetings", title=terminal(place.title, 60), count=programs)
    return tr("{place}: {programs}", place=_called(place.kind, place.title), programs=words.many(programs, "program"))


def _called(kind: str, title: str) -> str:
    name = name_of(title, 60)
    said = {"account": tr("Account {name}", name=name), "group": tr("Group {name}", name=name),
            "host": tr("Host {name}", name=name)}  # fmt: skip
    if title.startswith("the "):  # says what it is: `the load balancer`
        return begun(name)
    return said.get(kind, f"{kind.capitalize()} {name}")


def _step(one: Found, profile: Profile | None) -> str:
    """Return what to do about one finding: from what to what, where, or why nobody can."""
    finding, control = one.finding, words.control(one.finding.control)
    asked = profile.requires.get(control.id) if profile is not None else None
    change = f"{control.title}: {control.say(finding.actual)}"
    if out_of_reach(finding):
        return tr(
            "{now}. {platform} has no setting that would do; close the door, or choose another platform",
            now=change,
            platform=one.row.name,
        )
    wanted = f" → {control.say(asked.limit)}" if asked is not None else ""
    hand = begun(plain(words.hand(finding)))
    why = "" if finding.fixable else f". {words.remedy(finding)}"
    return f"{change}{wanted}. {hand}{why}" if hand else f"{change}{wanted}{why}"
