"""One change in family words, or, where nobody has words for it, in the vendor's own. Pure."""

from __future__ import annotations

import json

from hardener.language import tr
from hardener.remedy.plan import Change, Level
from hardener.report import words
from hardener.report.safe import terminal


def named(change: Change) -> str:
    """Name what a change is for."""
    names = ", ".join(words.control(c).title for c in change.controls) or change.setting
    return tr("{title}, held for everybody below", title=names) if change.path.startswith("locks.") else names


def emptied(change: Change) -> str:
    """Say how much goes along with another change of the same write; empty where nothing does."""
    if change.levels or not isinstance(change.before, dict | list) or not change.before or change.after not in ({}, []):
        return ""
    return f"along with it goes: {change.path.rpartition('.')[2].replace('_', ' ')} ({len(change.before)})"


def said(change: Change) -> str:
    """Return a change as one line: `Waiting room: nobody waits → everyone waits`."""
    if not change.levels:
        return f"{named(change)}: {raw(change)}"
    return "; ".join(f"{words.control(level.control).title}: {level_said(change, level)}" for level in change.levels)


def changed(change: Change) -> str:
    """Say the old value and the new alone: `nobody waits → everyone waits`."""
    return "; ".join(level_said(change, level) for level in change.levels) or raw(change)


def level_said(change: Change, level: Level) -> str:
    """Say what one control was and what it becomes."""
    before, after = _each(change, level)
    return f"{before} → {after}" if before != after else after


def _each(change: Change, level: Level) -> tuple[str, str]:
    control = words.control(level.control)
    before, after = (terminal(control.say(value), 200) for value in (level.before, level.after))
    return (tr("as it comes") if change.follows and level.before is None else before), after


def raw(change: Change) -> str:
    """Say the old value and the new as the vendor spells them."""
    return " → ".join(_raw(change))


def _raw(change: Change) -> tuple[str, str]:
    return tr("as it comes") if change.follows else _value(change.before), _value(change.after)


def values(change: Change) -> tuple[str, str]:
    """Return the old value and the new, each once, in family words, or as the vendor spells them."""
    both = [_each(change, level) for level in change.levels] or [_raw(change)]
    before, after = (", ".join(dict.fromkeys(side)) for side in zip(*both, strict=True))
    return ("" if before == after else before), after


def _value(raw: object) -> str:
    if isinstance(raw, dict):
        return terminal(_form(raw), 200)
    if isinstance(raw, list) and any(isinstance(entry, dict) for entry in raw):
        return terminal("; ".join(_entry(entry) for entry in raw), 200)
    return terminal(
        {True: tr("on"), False: tr("off"), None: tr("nothing")}[raw] if isinstance(raw, bool | None) else str(raw)
    )


def _entry(raw: object) -> str:
    """Say an entry of a list by its words; its ids, and what else a program keeps there, tell nobody anything."""
    if not isinstance(raw, dict):
        return str(raw)
    return " ".join(value for key, value in raw.items() if isinstance(value, str) and not key.casefold().endswith("id"))


def _form(raw: dict[str, object]) -> str:
    """Say a sign-up form by what it asks; any other object as it is."""
    if "questions" not in raw and "custom_questions" not in raw:
        return json.dumps(raw)
    parts = [raw.get(part) for part in ("questions", "custom_questions")]
    asked = [entry for part in parts if isinstance(part, list) for entry in part]
    names = [str(e.get("field_name") or e.get("title")) for e in asked if isinstance(e, dict)]
    return tr("asks name, e-mail") + "".join(f", {name}" for name in names)
