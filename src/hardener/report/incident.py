"""What was in force at one moment, for a person and for scripts. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from textwrap import fill

from hardener.history.difference import FindingRecord
from hardener.history.period import Made
from hardener.history.scene import InForce, Scene
from hardener.incident import Incident, Rotate
from hardener.language import known, marked, marked_n, ntr, tr
from hardener.path import vendor_path
from hardener.platform import spelled
from hardener.reason import noted
from hardener.report import retell, words
from hardener.report.difference import named
from hardener.report.safe import plain, terminal
from hardener.report.times import dated, zone_name

FORMAT = 1
WIDTH = 100
FEW = 8
"""Titles of other programs that a person is told; JSON has them all."""
KINDS = {
    "host": marked("the host"), "group": marked("the group"), "account": marked("the account"),
    "site": marked("the site"), "policy": marked("the policy"), "space": marked("the room"),
    "server": marked("the server"),
}  # fmt: skip
STEPS = (
    marked("Keep no picture of what was seen, and forward none. Write down the time, the name on the screen and what "
           "happened, in words."),
    marked("Report whoever did it to the platform and, where children saw abuse, to the police. What the platform "
           "keeps of who was in the room it keeps for some weeks or months only."),
    marked("Tell families what happened and what the library does. They did nothing wrong."),
)  # fmt: skip
"""What comes beside new links, on every platform."""
ANYWHERE = (Rotate(what="the link", where=""), Rotate(what="the passcode", where=""))
"""What is made anew where nobody told how a platform does it."""


def render(scene: Scene, incident: Incident | None, zone: tzinfo) -> Iterator[str]:
    """Yield what was in force, piece by piece; times in `zone`."""
    yield f"{terminal(scene.title)}, {spelled(scene.platform)}\n"
    yield f"{asked(scene, zone)}\n{read(scene, zone)}\n"
    yield from (f"{said}\n" for said in doubts(scene))
    for title, some in parts(scene):
        if some:
            yield f"\n{title} ({len(some)})\n"
            yield from (line for one in some for line in _told(one, zone))
    if scene.unshown:
        yield f"\n{tr('NOT SHOWN by the platform, and nobody had looked')} ({len(scene.unshown)})\n"
        yield _wrapped(unshown(scene))
    yield f"\n{ntr('{count} requirement was met.', '{count} requirements were met.', len(scene.met))}\n"
    if scene.later:
        yield f"\n{tr('CHANGED BY HARDENER AFTER THAT LOOK')} ({len(scene.later)})\n"
        yield from (_wrapped(later(made, zone)) for made in scene.later)
    yield f"\n{tr('MAKE ANEW, by hand')}\n"
    yield from (_wrapped(anew(each)) for each in to_rotate(incident))
    yield f"\n{tr('AND')}\n"
    yield from (_wrapped(tr(step)) for step in STEPS)


def asked(scene: Scene, zone: tzinfo) -> str:
    """Say of which moment it is."""
    return tr("In force on {time}, {zone}", time=_when(scene.at, zone), zone=zone_name(zone))


def read(scene: Scene, zone: tzinfo) -> str:
    """Say what it is known from."""
    about = {"run": scene.look.run, "time": _when(scene.look.ended, zone), "profile": plain(scene.look.profile)}
    verdict = words.said(scene.look.state, (spelled(scene.platform),))
    return f"{tr('As run {run} read it, ended {time}, held against {profile}', **about)}: {verdict}"


def doubts(scene: Scene) -> list[str]:
    """Return what limits all that is told."""
    age = scene.at - scene.look.ended
    said = [tr("What was changed between that look and this moment, other than by hardener, nobody has seen.")]
    if age.days:
        said.insert(0, ntr("That look was {count} day before.", "That look was {count} days before.", age.days))
    if not scene.complete:
        said.append(tr("That look could not read everything of the account."))
    return said


def parts(scene: Scene) -> list[tuple[str, Sequence[InForce]]]:
    """Return what is told one by one, each part with its heading."""
    return [
        (tr("OPEN"), scene.open),
        (tr("OPEN, and accepted by the library"), scene.accepted),
        (tr("NOT READ, so nobody can tell"), scene.unread),
        (tr("SET, but a visitor can undo it"), scene.advisory),
    ]


def unshown(scene: Scene) -> str:
    """Name what no interface of the platform shows."""
    return "; ".join(words.control(one.control).title for one in scene.unshown)


def what(one: InForce) -> str:
    """Say what was as it was found."""
    found = one.found
    title = words.control(one.control).title
    if found.sentence:
        return words.retold(found.sentence)
    why = words.unread(found.note, found.reason)
    return f"{title}: {why}" if why else title


def decided(found: FindingRecord) -> str:
    """Say whose setting decides, and which."""
    if found.setting is None:
        return ""
    kind = (found.governing or "").partition("/")[0]
    place = tr(KINDS[kind]) if kind in KINDS else tr("the program itself") if not kind else plain(kind)
    return tr("{setting} of {place}", setting=plain(found.setting), place=place)


def since(one: InForce, zone: tzinfo) -> str:
    """Say since when it is known to have been so."""
    if one.before is None:
        return tr("since before {time}, when hardener looked first", time=_when(one.since, zone))
    return tr("since between {before} and {since}", before=_when(one.before, zone), since=_when(one.since, zone))


def who(one: InForce, zone: tzinfo) -> str:
    """Say who changed the setting last, as far as that is known."""
    change, made = one.change, one.by
    if one.found.setting is None:
        return ""
    if change is None:
        return tr("nobody changed it while hardener looked")
    seen = _when(change.seen, zone) if change.seen is not None else tr("a run that is no longer kept")
    if made is not None:
        who = tr("the watch, by itself") if made.by_watch else terminal(made.operator)
        by = tr("by hardener: run {run}, {who}", run=made.run, who=who)
        return f"{named(change)} {by}{f' ({plain(made.reason)})' if made.reason else ''}"
    whose = tr("by hardener") if change.by == "hardener" else tr("by someone else, not by hardener")
    return f"{named(change)} {whose}, {tr('seen {time}', time=seen)}"


def shared(one: InForce, limit: int = FEW) -> str:
    """Name the other programs that the same setting leaves open; empty where there is none."""
    if not one.shared:
        return ""
    more = len(one.shared) - limit
    titles = "; ".join(map(terminal, one.shared[:limit]))
    rest = f"; {ntr('and {count} more', 'and {count} more', more)}" if more > 0 else ""
    said = marked_n(
        "the same setting is so in {count} other program", "the same setting is so in {count} other programs"
    )
    count = ntr(*said, len(one.shared))
    return f"{count}: {titles}{rest}"


def later(made: Made, zone: tzinfo) -> str:
    """Say what hardener changed after the look."""
    who = tr("the watch, by itself") if made.by_watch else terminal(made.operator)
    change = f"{plain(made.setting)}: {plain(made.before)} → {plain(made.after)}"
    return f"{_when(made.when, zone)}: {change}, {known(made.result)}, {who}"


def to_rotate(incident: Incident | None) -> Sequence[Rotate]:
    """Return what is made anew on a platform."""
    return incident.rotate if incident is not None and incident.rotate else ANYWHERE


def found_at(each: Rotate) -> str:
    """Say where it is made anew; what the vendor's own pages did not show is what to look for."""
    path = retell.path(each.where)
    return path if each.sure else tr("look for {where}", where=path)


def anew(each: Rotate) -> str:
    """Say what is made anew, and where."""
    where = f": {found_at(each)}" if each.where else ""
    return f"{known(each.what)}{where}{f' ({known(each.mind)})' if each.mind else ''}"


def _told(one: InForce, zone: tzinfo) -> Iterator[str]:
    grade = f" ({known(one.found.severity)})"
    yield _wrapped(f"{what(one)}{grade}")
    for said in (decided(one.found), since(one, zone), who(one, zone), shared(one)):
        if said:
            yield fill(said, WIDTH, initial_indent="      ", subsequent_indent="        ") + "\n"


def _wrapped(said: str) -> str:
    return fill(said, WIDTH, initial_indent="  ", subsequent_indent="      ") + "\n"


def _when(moment: datetime, zone: tzinfo) -> str:
    return dated(moment.astimezone(zone))


def as_json(scene: Scene, incident: Incident | None) -> str:
    """Return it all as a JSON document."""
    look = scene.look
    told = {
        "format": FORMAT, "title": plain(scene.title), "platform": scene.platform, "at": scene.at,
        "look": {"run": look.run, "began": look.began, "ended": look.ended, "profile": plain(look.profile),
                 "verdict": look.state.value, "complete": scene.complete, "next_start": scene.start},
        "looks": scene.looks,
        **{name: list(map(_json, some)) for name, some in (
            ("open", scene.open), ("accepted", scene.accepted), ("not_read", scene.unread),
            ("not_shown", scene.unshown), ("advisory", scene.advisory),
        )},
        "met": [{"control": control, "found": found.actual} for control, found in scene.met],
        "changed_by_hardener_after_the_look": list(map(_json_made, scene.later)),
        "make_anew": [each.model_dump() for each in to_rotate(incident)],
    }  # fmt: skip
    return json.dumps(told, indent=2, default=_text, ensure_ascii=False) + "\n"


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _json(one: InForce) -> dict[str, object]:
    found, change = one.found, one.change
    moved = None
    if change is not None:
        moved = {"setting": vendor_path(change.path), "before": plain(change.before), "after": plain(change.after),
                 "seen": change.seen, "by": change.by, "run": one.by.run if one.by else None,
                 "operator": plain(one.by.operator) if one.by else None,
                 "reason": plain(one.by.reason) if one.by else None}  # fmt: skip
    return {
        "control": one.control, "severity": found.severity.value, "said": plain(found.sentence),
        "asked": plain(found.expected), "found": plain(found.actual) if found.actual is not None else None,
        "note": plain(noted(found.note, found.reason)), "setting": found.setting,
        "decided_by": None if found.governing is None else found.governing.partition("/")[0] or "program",
        "since": one.since, "otherwise_until": one.before, "changed": moved,
        "same_cause": list(map(plain, one.shared)),
    }  # fmt: skip


def _json_made(made: Made) -> dict[str, object]:
    return {
        "when": made.when, "run": made.run, "operator": plain(made.operator), "by_watch": made.by_watch,
        "setting": made.setting, "before": plain(made.before), "after": plain(made.after), "result": made.result,
    }  # fmt: skip
