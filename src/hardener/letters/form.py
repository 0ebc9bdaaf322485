"""A letter and its two forms, of one content: plain text, and HTML without anything from elsewhere. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import fill

from hardener.language import code, tr
from hardener.model import Model
from hardener.report.safe import message

WIDTH = 72
"""Columns of the plain text."""
OPEN, CLOSE = "\u2068", "\u2069"
"""Around what anybody may have written; nothing that was made safe has them. HTML makes them `<bdi>`."""
STYLE = "font-family:sans-serif;font-size:16px;line-height:1.5;max-width:40em"


def named(said: str, limit: int = 80) -> str:
    """Return what anybody may have written (a title, a name) as it may stand in a sentence of a letter."""
    return f"{OPEN}{message(said, limit) or tr('(no title)')}{CLOSE}"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    said: str


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of what follows."""

    said: str


@dataclass(frozen=True, slots=True)
class Steps:
    """What to do, one after the other; each step with what belongs to it."""

    each: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """Several things of the same kind."""

    each: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Counts: a first row of headings, each row a name and its numbers."""

    rows: tuple[tuple[str, ...], ...]


Part = Text | Heading | Steps | Items | Table


class Letter(Model):
    """What one reader is sent."""

    title: str
    """The subject: one line."""
    body: str
    html: str = ""


def letter(subject: str, parts: Sequence[Part]) -> Letter:
    """Return the letter with this subject and content."""
    title = _bare(" ".join(subject.split()))
    body = "\n\n".join(_bare("\n".join(_lines(part))) for part in parts) + "\n"
    return Letter(title=title, body=body, html=_page(title, parts))


def _bare(said: str) -> str:
    return said.replace(OPEN, "").replace(CLOSE, "")


def _lines(part: Part) -> Iterator[str]:
    if isinstance(part, Text):
        yield _fold(part.said)
    elif isinstance(part, Heading):
        yield part.said.upper()
    elif isinstance(part, Items):
        yield from (_fold(said, "  - ", "    ") for said in part.each)
    elif isinstance(part, Steps):
        for number, (step, more) in enumerate(part.each, 1):
            yield _fold(step, f"{number:>3}. ", "     ")
            yield from (_fold(said, "     - ", "       ") for said in more)
    else:
        lead = max(len(row[0]) for row in part.rows)
        yield from (f"  {row[0]:<{lead}}" + "".join(f"{cell:>14}" for cell in row[1:]) for row in part.rows)


def _fold(said: str, first: str = "", rest: str = "") -> str:
    text = _bare(said)
    return fill(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


def _page(title: str, parts: Sequence[Part]) -> str:
    inner = "\n".join(_tags(part) for part in parts)
    return (
        f'<!DOCTYPE html>\n<html lang="{code()}"><head><meta charset="utf-8">'
        f'<title>{_escaped(title)}</title></head>\n<body style="{STYLE}">\n{inner}\n</body></html>\n'
    )


def _tags(part: Part) -> str:
    if isinstance(part, Text):
        return f"<p>{_escaped(part.said)}</p>"
    if isinstance(part, Heading):
        return f"<h2>{_escaped(part.said)}</h2>"
    if isinstance(part, Items):
        return f"<ul>{''.join(f'<li>{_escaped(said)}</li>' for said in part.each)}</ul>"
    if isinstance(part, Steps):
        return f"<ol>{''.join(_step(step, more) for step, more in part.each)}</ol>"
    head, *rest = part.rows
    return f"<table>{_row(head, 'col')}{''.join(_row(row, 'row') for row in rest)}</table>"


def _step(step: str, more: Sequence[str]) -> str:
    below = f"<ul>{''.join(f'<li>{_escaped(said)}</li>' for said in more)}</ul>" if more else ""
    return f"<li>{_escaped(step)}{below}</li>"


def _row(row: Sequence[str], scope: str) -> str:
    cells = [
        f'<th scope="{scope}" align="left">{_escaped(cell)}</th>'
        if scope == "col" or not number
        else f'<td align="right">{_escaped(cell)}</td>'
        for number, cell in enumerate(row)
    ]
    return f"<tr>{''.join(cells)}</tr>"


def _escaped(said: str) -> str:
    return escape(said).replace(OPEN, "<bdi>").replace(CLOSE, "</bdi>")
