"""Values of JavaScript, with one more: what nobody can tell without running the script."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal

INHERITED = frozenset({
    "__proto__", "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString",
    "toString", "valueOf", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__",
})  # fmt: skip
METHODS = frozenset({
    "anchor", "at", "big", "blink", "bold", "charAt", "charCodeAt", "codePointAt", "concat", "endsWith", "fixed",
    "fontcolor", "fontsize", "includes", "indexOf", "isWellFormed", "italics", "lastIndexOf", "link",
    "localeCompare", "match", "matchAll", "normalize", "padEnd", "padStart", "repeat", "replace", "replaceAll",
    "search", "slice", "small", "split", "startsWith", "strike", "sub", "substr", "substring", "sup",
    "toExponential", "toFixed", "toLocaleLowerCase", "toLocaleUpperCase", "toLowerCase", "toPrecision",
    "toUpperCase", "toWellFormed", "trim", "trimEnd", "trimLeft", "trimRight", "trimStart",
})  # fmt: skip
"""What texts and numbers have of their own."""
SSI = "<!--#"
"""Where the web server fills something in while it serves the file."""


class Undefined(Enum):
    """The value of what is not there."""

    UNDEFINED = "undefined"


UNDEFINED = Undefined.UNDEFINED


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that is not constant; `why`, as half a sentence."""

    why: str
    risky: bool = False
    """It may be nothing, or frozen: to use it as an object may stop the script."""


@dataclass(slots=True, eq=False)
class Obj:
    """An object, an array or a function: one thing, whatever the names that lead to it."""

    props: dict[str, Value] = field(default_factory=dict)
    kind: Literal["object", "array", "function"] = "object"
    length: int = 0
    """Of an array."""
    vague: str = ""
    """Why it may have more properties than these; empty: it has none but these."""
    wild: str = ""
    """Why nothing is certain of it any more, whatever is written into it; empty: it is."""
    frozen: bool = False
    pinned: set[str] = field(default_factory=set)
    """Properties that are worked out when they are read: nothing is written there."""
    code: Any = None
    """Of a function: its node."""
    born: Any = None
    """Of a function: the scope that it sees."""

    def get(self, key: str) -> Value:
        """Return a property."""
        if self.wild:
            return Unknown(self.wild, risky=True)
        if key in self.props:
            return self.props[key]
        if self.kind == "array" and key == "length":
            return Unknown(self.vague) if self.vague else self.length
        if self.vague or key in INHERITED or self.kind != "object":
            return Unknown(self.vague or f"{key} is inherited", risky=bool(self.vague))
        return UNDEFINED

    def set(self, key: str, value: Value) -> None:
        """Give it a property; `value` is as uncertain as itself where it is wild."""
        if self.wild or key in self.pinned:
            escape(value, self.wild or "it is handed on")
        elif key == "__proto__" or (self.kind == "array" and key == "length"):
            self.blur("its prototype or its length is set")
        else:
            self.props[key] = value
            if self.kind == "array" and key.isdecimal():
                self.length = max(self.length, int(key) + 1)

    def pin(self, key: str | None, why: str) -> None:
        """Have a property be worked out each time it is read."""
        if key is None:
            self.wild = self.wild or why
        else:
            self.pinned.add(key)
            self.props[key] = Unknown(why)

    def drop(self, key: str) -> None:
        """Take a property away."""
        self.props.pop(key, None)
        self.pinned.discard(key)

    def blur(self, why: str) -> None:
        """Have it be uncertain of every property that it has now, and of those that it has not."""
        for value in self.props.values():
            escape(value, why)
        self.props.clear()
        self.vague = self.vague or why

    def items(self) -> list[Value] | None:
        """Return the entries of an array; None where that is not certain, or it is none."""
        if self.kind != "array" or self.wild or self.vague:
            return None
        return [self.props.get(str(n), UNDEFINED) for n in range(self.length)]


Value = None | bool | int | float | str | Undefined | Unknown | Obj


def array(values: list[Value]) -> Obj:
    """Return an array of these."""
    return Obj({str(n): value for n, value in enumerate(values)}, "array", len(values))


def escape(value: Value, why: str) -> None:
    """Mark what others may change from now on without a word: nothing that it leads to is certain any more."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Obj) and not found.wild:
            found.wild = why
            waiting.extend(found.props.values())


def truth(value: Value) -> bool | None:
    """Return what `Boolean(value)` is; None where nobody can tell."""
    if isinstance(value, Unknown):
        return None
    if isinstance(value, Obj):
        return True
    if value is None or value is UNDEFINED:
        return False
    if isinstance(value, float) and math.isnan(value):
        return False
    return bool(value)


def part(value: str | float, key: str | None) -> Value:
    """Return a property of a text, a number, true or false."""
    if isinstance(value, str) and key == "length":
        return len(value.encode("utf-16-le", "surrogatepass")) // 2
    if key is None or key in INHERITED or key in METHODS or (isinstance(value, str) and key.isdecimal()):
        return Unknown("it is taken from a text or a number")
    return UNDEFINED


def own(value: Value, path: str) -> Value:
    """Return what lies at a dotted path; `UNDEFINED` where something on the way has no properties of that name."""
    for key in path.split("."):
        if isinstance(value, Unknown):
            return value
        value = value.get(key) if isinstance(value, Obj) else UNDEFINED
    return value
