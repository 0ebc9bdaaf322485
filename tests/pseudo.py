"""A language that nobody speaks: every sentence that is translated has wide letters, so any other letter was not."""

from __future__ import annotations

import html
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

from babel.messages.catalog import Catalog
from tools import messages

from hardener.language import COMPILED, PLACEHOLDER

CODE = "qps"
KEPT = re.compile(rf"{PLACEHOLDER.pattern}|<[^>]*>|&\w+;")
"""In a sentence: where values go, and marks of HTML."""
WIDE = {code: code + 0xFEE0 for code in (*range(0x41, 0x5B), *range(0x61, 0x7B))}
WORD = re.compile(r"[A-Za-z]{2,}")


def wide(said: str) -> str:
    """Return a sentence with wide letters; what goes into it stays as it is."""
    ends = [0, *(end for found in KEPT.finditer(said) for end in found.span()), len(said)]
    parts = [said[a:b] for a, b in pairwise(ends)]
    return "".join(part if number % 2 else part.translate(WIDE) for number, part in enumerate(parts))


def write(folder: Path) -> None:
    """Write the language into a folder of languages."""
    (folder / CODE).mkdir()
    (folder / CODE / COMPILED).write_bytes(_compiled())


@cache
def _compiled() -> bytes:
    """Return the language as it is read: to gather all sentences takes longer than most tests."""
    made = Catalog(locale="en", fuzzy=False)
    for message in messages.template():
        if message.id:
            several = isinstance(message.id, tuple | list)
            made.add(message.id, tuple(map(wide, message.id)) if several else wide(str(message.id)))
    return messages.compiled(made)


def left(said: str, *data: str) -> list[str]:
    """Return, line by line, what has letters that were not translated, without the `data` that may stand there."""
    for one in sorted(filter(None, data), key=len, reverse=True):
        said = said.replace(one, "")
    return [line.strip() for line in said.splitlines() if WORD.search(line)]


def text_of(page: str) -> str:
    """Return what a page shows, and what it says to a screen reader, an element a line."""
    page = re.sub(r"<style>.*?</style>|<!--.*?-->|<!doctype[^>]*>", "", page, flags=re.DOTALL | re.IGNORECASE)
    told = re.findall(r'(?:data-h|aria-label|alt|placeholder)="([^"]*)"', page)
    return html.unescape("\n".join([re.sub(r"<[^>]*>", "\n", page), *told]))
