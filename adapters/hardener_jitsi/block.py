"""The one marked block that hardener adds to the end of a config.js: replaced as a whole, taken out to the letter."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from hardener.errors import AdapterError
from hardener_jitsi.keys import BUTTONS, DEFAULT, KEYS, SHOWN, UncertainError, buttons, effective
from hardener_jitsi.script import UNDEFINED, Obj, Unknown, Value, look_at, own

BEGIN, END = "// BEGIN hardener", "// END hardener"
BLOCK = re.compile(rf"\r?\n{BEGIN}\b[^\n]*\n(?P<inside>.*?){END}\r?\n", re.DOTALL)
TOOLBAR = "toolbarButtons"
ONE = re.compile(r"config\.(?P<key>\w+) = (?P<value>[^;{}]+);")
INNER = re.compile(
    r"config\.(?P<key>\w+) = Object\.assign\(\{\}, config\.(?P=key), \{ (?P<name>\w+): (?P<value>[^;{}]+) \}\);"
)
EDITED = "the block of hardener was changed by hand: take it out; nothing was written"
NOTHING = Unknown("it sets no such variable")
OLD = {key.old.key: path for path, key in KEYS.items() if key.old is not None}
SPELLED: Mapping[str, Mapping[object, object]] = {"sharedVideoAllowedURLDomains": {"none": []}}
"""By path, what is written for a word of the document."""
Wanted = dict[str, Any]
"""By path, what the block is to set; by `toolbarButtons.NAME`, whether a button is to be there."""


def without(text: str) -> str:
    """Return a file as it is without the block. Raises `AdapterError` where only a part of one is there."""
    rest = BLOCK.sub("", text)
    if BEGIN in rest or END in rest:
        raise AdapterError("the block of hardener was cut in two by hand: take its marks out, or put them back")
    return rest


def value_of(text: str, name: str = "config") -> Value:
    """Return the object that a script makes of its variable; unknown where it is none, `NOTHING` where it has none."""
    found = look_at(text, name).variable(name)
    if found is UNDEFINED:
        return NOTHING
    return found if isinstance(found, Obj | Unknown) else Unknown(f"{name} is no object")


def changed(text: str, wanted: Mapping[str, Any], before: str, interface: Value) -> str:
    """Return the file `text` with a block that sets what is `wanted` besides what its block sets already.

    `before` is what the server puts before the file. What is so without the block is not in it; with nothing to set
    there is none. Raises `AdapterError` where it would not come to what is wanted, with the reason.
    """
    rest = without(text)
    base = value_of(before + rest)
    known, _ = effective(base, interface)
    whole = {**_inside(text, base, interface), **wanted}
    lines = _lines({path: value for path, value in whole.items() if known.get(path) != value}, base, interface)
    # Behind a lone "\r" a "\n" would make one end of a line of the two, and `without` would take both.
    end = "\r\n" if "\r\n" in rest or rest.endswith("\r") else "\n"
    block = "".join(f"{line}{end}" for line in ("", f"{BEGIN}: written and removed as a whole by it", *lines, END))
    made = rest + block if lines else rest
    came, unsure = effective(value_of(before + made), interface)
    for path, value in wanted.items():
        if path in unsure or type(came[path]) is not type(value) or came[path] != value:
            why = unsure.get(path, "something else in the file decides")
            raise AdapterError(f"{path} would not come to it: {why}; nothing was written")
    return made


def _inside(text: str, base: Value, interface: Value) -> Wanted:
    """Return what the block of a file sets. Raises `AdapterError` where somebody wrote into it."""
    found: Wanted = {}
    for block in BLOCK.finditer(text):
        for line in filter(None, map(str.strip, block["inside"].splitlines())):
            one = ONE.fullmatch(line) or INNER.fullmatch(line)
            try:
                value = json.loads(one["value"]) if one else None
            except ValueError:
                one = None
            if one is None:
                raise AdapterError(EDITED)
            name = one.groupdict().get("name")
            path = f"{one['key']}.{name}" if name else one["key"]
            found |= _listed(value, base, interface) if path == TOOLBAR else {OLD.get(path, path): _read(path, value)}
    return found


def _read(path: str, value: object) -> object:
    """Return the value as a document has it."""
    return next((word for word, raw in SPELLED.get(path, {}).items() if raw == value), value)


def _listed(shown: object, base: Value, interface: Value) -> Wanted:
    before = _base(base, interface)
    if not isinstance(shown, list):
        raise AdapterError(EDITED)
    return {f"{TOOLBAR}.{name}": name in shown for name in BUTTONS if (name in shown) is not (name in before)}


def _base(base: Value, interface: Value) -> list[str]:
    try:
        found = buttons(base, interface)
    except UncertainError as error:
        raise AdapterError(f"{TOOLBAR} cannot be told: {error}; nothing was written") from None
    return list(SHOWN) if found is None else found


def _lines(wanted: Mapping[str, Any], base: Value, interface: Value) -> list[str]:
    """Return the statements that set what is wanted, sorted."""
    told = {path: value for path, value in wanted.items() if value != DEFAULT}
    toolbar = {path.partition(".")[2]: on for path, on in told.items() if path.startswith(f"{TOOLBAR}.")}
    lines = [
        _statement(_spelled(path, base), json.dumps(SPELLED.get(path, {}).get(value, value)))
        for path, value in told.items()
        if not path.startswith(f"{TOOLBAR}.")
    ]
    if toolbar:
        shown = [name for name in _base(base, interface) if toolbar.get(name, True)]
        shown += [name for name, on in toolbar.items() if on and name not in shown]
        lines.append(f"config.{TOOLBAR} = {json.dumps(shown)};")
    return sorted(lines)


def _spelled(path: str, base: Value) -> str:
    """Return the key to set: the older one where that counts whenever it is there."""
    old = KEYS[path].old
    return old.key if old is not None and old.wins == "defined" and own(base, old.key) is not UNDEFINED else path


def _statement(path: str, value: str) -> str:
    key, _, name = path.partition(".")
    return (
        f"config.{key} = Object.assign({{}}, config.{key}, {{ {name}: {value} }});"
        if name
        else f"config.{key} = {value};"
    )
