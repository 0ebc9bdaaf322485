"""What stands beside a report: programs that nobody named, and calendar entries that are not audited. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from hardener.language import marked_n, ntr, tr
from hardener.model import Status
from hardener.report.retell import platform, retold
from hardener.report.safe import plain, terminal
from hardener.results import Coverage, Report
from hardener.retention import CONTROLS
from hardener.traces import What

SIGN_UPS = CONTROLS[What.SIGN_UPS]
NOWHERE = marked_n(
    "{connection}: {count} calendar entry points to no platform that hardener knows: not audited.",
    "{connection}: {count} calendar entries point to no platform that hardener knows: not audited.",
)
AUDITED = marked_n(
    "{connection}: {count} calendar entry points to {platform}, which this report looks at by a connection of its own.",
    "{connection}: {count} calendar entries point to {platform}, "
    "which this report looks at by a connection of its own.",
)
UNAUDITED = marked_n(
    "{connection}: {count} calendar entry points to {platform}: audited by no connection.",
    "{connection}: {count} calendar entries point to {platform}: audited by no connection.",
)


def asides(report: Report) -> Iterator[str]:
    """Yield what is judged without anybody having said what it is, and which calendar entries are not audited."""
    if report.unnamed:
        yield ntr(
            "No rule of hardener.toml names {count} program: judged by its default profile, and never changed. "
            "To change them: a [[programs]] rule, or --profile.",
            "No rule of hardener.toml names {count} programs: judged by its default profile, and never changed. "
            "To change them: a [[programs]] rule, or --profile.",
            report.unnamed,
        )
    yield from _uncounted(report)
    audited = {reach.vendor for reach in report.reaches}
    for reach in report.reaches:
        yield from (f"{reach.connection}: {plain(retold(said))}." for said in reach.asides)
        for name, count in sorted(reach.elsewhere.items()):
            said = NOWHERE if not name else AUDITED if name.casefold() in audited else UNAUDITED
            yield ntr(*said, count, connection=reach.connection, platform=plain(name))


def _uncounted(report: Report) -> Iterator[str]:
    """Yield that an audit counts no sign-ups, where a profile says how long they may be kept and they could be."""
    counted = {reach.connection for reach in report.reaches if reach.keeps}
    asked = {
        row.profile: limit
        for row in report.rows(programs=True)
        if row.connection in counted
        and any(found.control == SIGN_UPS and found.status is Status.MANUAL for found in row.findings)
        and (limit := report.profiles[row.profile].requires[SIGN_UPS].limit) is not None
    }
    if asked:
        each = (
            tr("{profile} {days}", profile=plain(name), days=ntr("{count} day", "{count} days", int(limit)))
            for name, limit in sorted(asked.items())
            if isinstance(limit, int)
        )
        yield tr(
            "An audit counts no sign-ups. How long after a program they may be kept: {each}. What is there: "
            "hardener registrants",
            each=", ".join(each),
        )


def how_far(reach: Coverage, report: Report) -> str:
    """Return how far a connection was read, in words."""
    name = platform(reach.name)
    if len(report.reaches) > 1 and sum(other.name == reach.name for other in report.reaches) > 1:
        name += f" {terminal(reach.connection, 20)}"
    if reach.error and not reach.judged:
        return tr("{platform} NOT read", platform=name)
    if report.whole(reach):
        return tr("{platform}, all of it read", platform=name)
    if report.read(reach):
        return ntr(
            "{platform}, all of it read, {count} undecided",
            "{platform}, all of it read, {count} undecided",
            report.unclear[reach.connection],
            platform=name,
        )
    if reach.complete and not any(row.connection == reach.connection for row in report.not_checked):
        return tr("{platform}, NOT every setting read", platform=name)
    return tr("{platform}, NOT all of it read", platform=name)
