"""Java's properties files as text: which value a key has, and the same text with another. Pure.

Nothing but the value that is changed moves: comments, order, line ends and how other keys are written stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

LINE = re.compile(
    r"(?P<comment>[ \t\f]*[#!][^\r\n]*)(?P<after>\r\n|\r|\n|\Z)"
    r"|(?P<body>(?:\\(?:\r\n|[\s\S]|\Z)|[^\\\r\n])*)(?P<end>\r\n|\r|\n|\Z)"
)
"""One line as Java counts them: a comment, which never goes on, or what goes on after each backslash at its end."""
SIGN = re.compile(r"(?P<onward>\\(?:\r\n|\r|\n)[ \t\f]*)|\\u(?P<code>.{0,4})|\\(?P<escaped>[\s\S]?)|(?P<plain>[\s\S])")
ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
BLANK = " \t\f"


class Entry(NamedTuple):
    """One key with its value, and where in the text it stands."""

    key: str
    raw: str
    """The value as it is written, escapes and all."""
    start: int
    value: int
    """Where the value begins."""
    end: int
    """Where the next line begins."""
    bare: bool
    """There is nothing between key and value: no sign that parts them."""


def entries(text: str) -> Iterator[Entry]:
    """Yield every key of a properties file, in order, also one that comes again. Raises `ValueError` as Java does."""
    at = 0
    while at < len(text):
        found = LINE.match(text, at)
        assert found is not None
        body = found["body"]
        if body and (entry := _entry(body, at, found.end())) is not None:
            yield entry
        at = found.end()


def _entry(body: str, start: int, end: int) -> Entry | None:
    signs = [sign for sign in SIGN.finditer(body) if sign["onward"] is None]
    while signs and signs[0]["plain"] is not None and signs[0]["plain"] in BLANK:
        signs.pop(0)
    if not signs or signs[0]["plain"] in {"#", "!"}:  # what follows a line without anything is no part of it
        return None
    number = next(
        (n for n, sign in enumerate(signs) if sign["plain"] is not None and sign["plain"] in "=:" + BLANK), len(signs)
    )
    key = [_meant(sign) for sign in signs[:number]]
    parted = number
    while parted < len(signs) and (signs[parted]["plain"] or "x") in BLANK:
        parted += 1
    if parted < len(signs) and (signs[parted]["plain"] or "x") in "=:":
        parted += 1
        while parted < len(signs) and (signs[parted]["plain"] or "x") in BLANK:
            parted += 1
    value = signs[parted].start() if parted < len(signs) else len(body)
    plain(body[value:])
    return Entry("".join(key), body[value:], start, start + value, end, parted == number)


def _meant(sign: re.Match[str]) -> str:
    if sign["onward"] is not None:
        return ""
    if sign["code"] is not None:
        if not re.fullmatch(r"[0-9a-fA-F]{4}", sign["code"]):
            raise ValueError("a \\u without four digits: bbb-web does not start with it")
        return chr(int(sign["code"], 16))
    if sign["plain"] is not None:
        return str(sign["plain"])
    return ESCAPES.get(sign["escaped"], sign["escaped"])


def plain(raw: str) -> str:
    """Return the value that is written as `raw`. Raises `ValueError` where Java would take none."""
    return "".join(map(_meant, SIGN.finditer(raw))) if "\\" in raw else raw  # any other sign means itself


def values(text: str) -> dict[str, str]:
    """Return the value of every key, as it is written: of one that comes again the last. Raises `ValueError`."""
    return {entry.key: entry.raw for entry in entries(text)}


def with_value(text: str, key: str, raw: str | None) -> str:
    """Return `text` in which `key` has the value written as `raw`; None takes out its last line.

    What was added by this is taken out by it to the last byte. Raises `ValueError` where the file would say something
    else, as where it ends in the middle of a line.
    """
    found = _with(text, key, raw)
    told = values(found)
    if {**values(text), key: raw} != {**told, key: told.get(key)}:
        raise ValueError(f"{key} cannot be set without changing another line")
    return found


def _with(text: str, key: str, raw: str | None) -> str:
    last = next((entry for entry in reversed(list(entries(text))) if entry.key == key), None)
    if last is None:
        return text if raw is None else _added(text, f"{key}={raw}")
    if raw is None:
        return _without(text, last)
    sign = "=" if last.bare and raw else ""
    return text[: last.value] + sign + raw + text[last.value + len(last.raw) :]


def _added(text: str, line: str) -> str:
    ends = re.search(r"\r\n|\r|\n", text)
    end = ends[0] if ends else "\n"
    whole = not text or text.endswith(("\n", "\r"))
    return f"{text}{line}{end}" if whole else f"{text}{end}{line}"


def _without(text: str, entry: Entry) -> str:
    before, after = text[: entry.start], text[entry.end :]
    if not after and entry.start and not text.endswith(("\n", "\r")):
        before = re.sub(r"(?:\r\n|\r|\n)\Z", "", before)
    return before + after
