"""A prosody configuration as data: sections, each with its options. It is Lua, and nothing runs it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from hardener.errors import MalformedError

TOKEN = re.compile(
    r"""(?P<space>\s+|--\[(?P<deep>=*)\[.*?\](?P=deep)\]|--[^\n]*)
      |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|\[(?P<level>=*)\[(?P<long>.*?)\](?P=level)\]
      |(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_]\w*)|(?P<sign>[{}()\[\]=,;-])""",
    re.VERBOSE | re.DOTALL,
)
SECTIONS = ("VirtualHost", "Component")
CONSTANTS = {"true": True, "false": False, "nil": None}
DEEPEST = 20
Token = tuple[str, str]
Constant = str | int | float | bool | None | dict[Any, Any]


class _OddError(Exception):
    """It is more than a list of constants."""


@dataclass
class Section:
    """A host, a component, or what stands before the first of them."""

    sort: str = ""
    name: str = ""
    plugin: str = ""
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def modules(self) -> frozenset[str]:
        """Return the modules that it loads. Raises `MalformedError` where that is no list of names."""
        return names(self.options.get("modules_enabled")) - names(self.options.get("modules_disabled"))


def names(value: object) -> frozenset[str]:
    """Return the names in a list, or the one name. Raises `MalformedError` where it is something else."""
    if value is None:
        return frozenset()
    found = value.values() if isinstance(value, dict) else [value]
    if not all(isinstance(name, str) for name in found):
        raise MalformedError("its modules, or those whom it lets by, are no list of names")
    return frozenset(found)


def sections(text: str) -> list[Section]:
    """Return the sections of a file. Raises `MalformedError` where it is more than constants."""
    try:
        return _Reader(_tokens(text)).sections()
    except (_OddError, IndexError):
        raise MalformedError("it is more than a list of constants, and nobody can tell without running it") from None


def _tokens(text: str) -> list[Token]:
    found, at = [], 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise _OddError
        at = match.end()
        if match["long"] is not None:
            found.append(("text", match["long"]))
        elif match["text"] is not None:
            found.append(("text", _plain(match["text"][1:-1])))
        elif match["space"] is None:
            kind = next(each for each in ("number", "name", "sign") if match[each] is not None)
            found.append((kind, match[kind]))
    return found


def _plain(text: str) -> str:
    """Return a text without its escapes; of those that stand for other signs this version follows none."""
    if re.search(r"\\[^\\\"']", re.sub(r"\\\\", "", text)):
        raise _OddError
    return re.sub(r"\\(.)", r"\1", text)


def _negative(value: Constant) -> Constant:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _OddError
    return -value


class _Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def sections(self) -> list[Section]:
        found = [Section()]
        while self._at < len(self._tokens):
            kind, word = self._take()
            if (kind, word) == ("sign", ";"):
                continue
            if kind != "name":
                raise _OddError
            if word in SECTIONS:
                plugin = ("", "")
                name = self._called()
                if word == "Component" and self._next()[0] == "text":
                    plugin = self._take()
                found.append(Section(word, name, plugin[1]))
            else:
                self._sign("=")
                found[-1].options[word] = self._value(0)
        return found

    def _take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _next(self) -> Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("", "")

    def _called(self) -> str:
        """Return the one text that a name is called with, in parentheses as NixOS writes it, or bare."""
        if self._next() != ("sign", "("):
            return self._text()
        self._take()
        name = self._text()
        self._sign(")")
        return name

    def _text(self) -> str:
        kind, word = self._take()
        if kind != "text":
            raise _OddError
        return word

    def _sign(self, sign: str) -> None:
        if self._take() != ("sign", sign):
            raise _OddError

    def _value(self, depth: int) -> Constant:
        kind, word = self._take()
        if kind == "text":
            return word
        if kind == "number":
            return float(word) if "." in word else int(word)
        if kind == "name" and word in CONSTANTS:
            return CONSTANTS[word]
        if (kind, word) == ("sign", "-"):
            return _negative(self._value(depth))
        if (kind, word) == ("sign", "{") and depth < DEEPEST:
            return self._table(depth + 1)
        raise _OddError

    def _table(self, depth: int) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        while self._next() != ("sign", "}"):
            key: Any = len(found) + 1
            if self._next() == ("sign", "["):
                self._take()
                key = self._value(depth)
                self._sign("]")
                self._sign("=")
            elif self._next()[0] == "name" and self._tokens[self._at + 1] == ("sign", "="):
                key = self._take()[1]
                self._take()
            if isinstance(key, dict):
                raise _OddError
            found[key] = self._value(depth)
            if self._next() in {("sign", ","), ("sign", ";")}:
                self._take()
            elif self._next() != ("sign", "}"):
                raise _OddError
        self._take()
        return found
