"""The facts as records: each a small JSON object with its `kind`, in one order. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from pydantic import JsonValue

from hardener.catalog import catalogue
from hardener.evidence.crosswalk import crosswalk
from hardener.evidence.facts import Facts, Review
from hardener.findings import State
from hardener.history.difference import FindingRecord, SettingChange
from hardener.history.period import AlwaysOpen, Due, Known, Made, Period, Unlisted
from hardener.model import Program
from hardener.path import vendor_path
from hardener.profile import Profile
from hardener.reason import noted
from hardener.report.safe import plain
from hardener.waiver import Attestation, Waiver

FORMAT = 1
NOBODY = "not looked at"
"""In the place of a verdict, where nothing was kept: nothing is inferred from another day."""
NUMBER = re.compile(r"\d[\d .-]{4,}\d")
"""What may be the number of a room, also in groups of digits."""
IDENT = re.compile(r"[^\s*]*[\d/_-][^\s*]*")
"""What may be another vendor's id of a room, which is its link: one word that is not of letters alone."""
Record = dict[str, JsonValue]


def records(facts: Facts) -> Iterator[Record]:
    """Yield every record; the first says of what time and library they are."""
    period = facts.period
    yield {
        "kind": "about", "format": FORMAT, "hardener": facts.version, "library": plain(facts.library),
        "timezone": str(facts.zone), "from": facts.first.isoformat(), "to": facts.last.isoformat(),
        "kept_to": _utc(period.kept_to), "platforms": list(period.platforms),
    }  # fmt: skip
    yield {"kind": "summary", "programs": len(period.due), "day_before": tally(period, "day_before"),
           "at_start": tally(period, "at_start")}  # fmt: skip
    for name, profile in facts.profiles:
        yield _profile(name, profile)
    yield from _controls(facts)
    for look in period.looks:
        yield {"kind": "look", "run": look.run, "what": look.kind, "began": _utc(look.began), "ended": _utc(look.ended),
               "whole": look.whole, "complete": look.complete, "profile": plain(look.profile)}  # fmt: skip
    numbers = {found: number for number, found in enumerate(period.sets, 1)}
    for found, number in numbers.items():
        yield {"kind": "findings", "set": number, "findings": _findings(period.sets[found], period.words[found])}
    for due in period.due:
        yield _due(due, numbers)
    for unlisted in period.unlisted:
        yield _unlisted(unlisted, numbers)
    for always in period.always_open:
        yield _always(always, numbers)
    yield from map(_made, period.made)
    yield from map(_other, period.others)
    yield from map(_waiver, facts.waivers)
    yield from map(_attestation, facts.attestations)
    yield from map(_review, facts.reviews)


def tally(period: Period, moment: str) -> dict[str, JsonValue]:
    """Return how many programs had which verdict `day_before` or `at_start`; those that nobody looked at as well."""
    found: Counter[str] = Counter()
    for due in period.due:
        known: Known | None = getattr(due, moment)
        found[known.state.value if known is not None else NOBODY] += 1
    return {word: found[word] for word in (*(state.value for state in State), NOBODY)}


def _profile(name: str, profile: Profile | None) -> Record:
    if profile is None:
        return {"kind": "profile", "name": plain(name), "found": False}
    requires: dict[str, JsonValue] = {
        control: {"asks": str(asked), "severity": (asked.severity or catalogue()[control].severity).value,
                  "why": plain(asked.why)}
        for control, asked in sorted(profile.requires.items())
    }  # fmt: skip
    return {"kind": "profile", "name": plain(name), "found": True, "title": plain(profile.title),
            "version": profile.version, "audience": profile.audience, "requires": requires}  # fmt: skip


def _controls(facts: Facts) -> Iterator[Record]:
    """Yield the crosswalk: each control that is asked for, and where public guides ask for the same."""
    asked = {control for _, profile in facts.profiles if profile is not None for control in profile.requires}
    for ident in sorted(asked):
        control = catalogue()[ident]
        places: dict[str, JsonValue] = {body: list(where) for body, where in crosswalk(control).items()}
        yield {"kind": "control", "control": ident, "title": control.title, "crosswalk": places}


def _findings(found: Mapping[str, FindingRecord], words: Mapping[str, Mapping[str, str | None]]) -> list[JsonValue]:
    return [_finding(control, each, words.get(control)) for control, each in sorted(found.items())]


def _finding(control: str, found: FindingRecord, word: Mapping[str, str | None] | None) -> Record:
    """Return a finding; of whoever governs it only the kind, as a host's title is a name."""
    told: Record = {
        "control": control, "status": found.status.value, "severity": found.severity.value,
        "asked": plain(found.expected), "found": plain(found.actual) if found.actual is not None else None,
        "said": plain(found.sentence), "setting": found.setting, "decided_by": _kind(found.governing),
        "note": plain(noted(found.note, found.reason)),
    }  # fmt: skip
    if word is not None:
        names = ("kind", "by", "until", "on", "reason", "lapsed")
        told["word"] = {name: plain(str(word[name])) for name in names if word.get(name)}
    return told


def _kind(governing: str | None) -> str:
    if governing is None:
        return "not known"
    return governing.partition("/")[0] or "itself"


def _due(due: Due, numbers: Mapping[int, int]) -> Record:
    return {
        "kind": "program", "title": plain(due.title), "platform": due.platform, "start": _utc(due.start),
        "only_looked_at": due.only_looked_at, "day_before": _known(due.day_before, numbers),
        "at_start": _known(due.at_start, numbers),
    }  # fmt: skip


def _unlisted(one: Unlisted, numbers: Mapping[int, int]) -> Record:
    return {
        "kind": "no longer listed", "title": plain(one.title), "platform": one.platform, "start": _utc(one.start),
        "last_known": _known(one.last, numbers), "not_found": _utc(one.missing),
    }  # fmt: skip


def _always(always: AlwaysOpen, numbers: Mapping[int, int]) -> Record:
    return {"kind": "always open", "title": plain(always.title), "platform": always.platform,
            "last_known": _known(always.last, numbers)}  # fmt: skip


def _known(known: Known | None, numbers: Mapping[int, int]) -> JsonValue:
    if known is None:
        return {"verdict": NOBODY}
    return {
        "verdict": known.state.value, "run": known.run, "read_from": _utc(known.began), "read_to": _utc(known.ended),
        "profile": plain(known.profile), "set": numbers[known.findings],
    }  # fmt: skip


def _made(made: Made) -> Record:
    return {
        "kind": "change", "run": made.run, "what": "undo" if made.undo else "apply", "when": _utc(made.when),
        "operator": plain(made.operator), "by_watch": made.by_watch, "reason": plain(made.reason),
        "title": plain(made.title), "target": made.kind, "platform": made.platform, "setting": made.setting,
        "controls": list(made.controls), "before": plain(made.before), "after": plain(made.after),
        "result": made.result, "read_back": made.result == "applied", "note": plain(made.note),
    }  # fmt: skip


def _other(move: SettingChange) -> Record:
    return {
        "kind": "changed by someone else", "seen": _utc(move.seen), "title": plain(titled(move)),
        "target": move.thing.kind, "setting": vendor_path(move.path), "before": plain(move.before),
        "after": plain(move.after),
    }  # fmt: skip


def titled(move: SettingChange) -> str:
    """Return the title of what a change was seen on; empty where it is a host or a person's room, and so a name."""
    named = move.thing.kind == "host" or Program(id="", kind=move.thing.kind).personal
    return "" if named else move.thing.title


def _waiver(entry: Waiver) -> Record:
    return {"kind": "waiver", **_entry(entry), "at_most": entry.at_most, "reason": plain(entry.reason)}


def _attestation(entry: Attestation) -> Record:
    return {"kind": "attestation", **_entry(entry), "on": entry.on.isoformat(), "reason": plain(entry.reason)}


def _entry(entry: Waiver | Attestation) -> Record:
    """Return whose word it is, on what and until when; never a host, who is a person, nor an id, which is a room."""
    program = entry.program or "any"
    ident = NUMBER.search(program) or IDENT.fullmatch(program)
    place: Record = {
        "program": "one by its id" if ident else plain(program),
        "connection": plain(entry.connection or "any"),
        "one_host_only": entry.host is not None,
    }
    return {"control": plain(entry.control), "where": place, "by": plain(entry.by), "until": entry.until.isoformat()}


def _review(review: Review) -> Record:
    return {"kind": "review", "name": review.name, "sha256_of_original": review.original, "left_out": review.left_out}


def _utc(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment is not None else None


def files_of(reviews: Sequence[Review]) -> list[tuple[str, bytes]]:
    """Return the members of the archive that reviews are."""
    return [(review.name, review.text.encode()) for review in reviews if not review.left_out]
