"""Escape what anybody may have written (a program's title), for each format. Pure."""

from __future__ import annotations

import re
import unicodedata

from hardener import redact

TITLE = 80
"""Characters of a title that a person is shown."""
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>@:])")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_LINK = re.compile(
    r"[\w+.-]{0,20}:[/\\]{2}[^\s<>()\[\]|]*"  # scheme://
    r"|\b(?:mailto|javascript|data|vbscript|tel|sms|zoommtg|msteams):\S+"
    r"|\bwww\.[^\s<>()\[\]|]+"
    r"|(?:[\w-]{1,63}\.){1,10}[^\W\d_]{2,24}(?::\d{1,5})?[/?#][^\s<>()\[\]|]*",  # example.org/path
    re.IGNORECASE,
)
_DOT = re.compile(r"(?<=\w)\.(?=[^\W\d_]{2})")
"""The dot of `example.org`, from which chat programs make a link by themselves."""
_ENTITY = re.compile(r"&(?=#?\w+;)")
_ALIKE = str.maketrans("<>[]{}*_~`|#@\\^", "‹›()()∗ ∼'¦＃＠∖∧")  # noqa: RUF001 - the look-alikes are the point
_WORD = re.compile(r"[^\W\d_]+(?![\w./])")
"""A word in front, and no name of a file, a host or a key."""
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@redact.remembered(4096)  # most of what a report says, it says of many programs
def plain(said: str) -> str:
    """Return `said` on one line, without control, direction and invisible characters, and without secrets."""
    # Before and after, as something unseen may be within a secret, a line's end as well, or more room than one space.
    first = seen = redact.text(said)
    if not (seen.isascii() and seen.isprintable()):  # of plain signs none is hidden
        seen = "".join(" " if unicodedata.category(c) in _HIDDEN else c for c in seen)
    seen = " ".join(seen.split())
    if seen != said or first != said:  # what is as it was before hides nothing that could not be seen in it
        seen = " ".join(redact.text(seen).split())
    return seen


def terminal(said: str, limit: int = TITLE) -> str:
    """Return `said` so that a terminal only prints it, cut to `limit` characters."""
    clean = plain(said)
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"


def begun(said: str) -> str:
    """Return a sentence with a capital in front; a name of a file or a key, as `config.js`, stays as it is."""
    word = _WORD.match(said)
    return f"{said[0].upper()}{said[1:]}" if word is not None and word[0].islower() else said


def markdown(said: str, limit: int = 400) -> str:
    """Return `said` so that neither Markdown nor the HTML it becomes gives it any meaning."""
    clean = terminal(said, limit).replace("&", "&amp;").replace("<", "&lt;")
    return _MARKDOWN.sub(r"\\\1", clean)


def csv(said: str) -> str:
    """Return `said` so that a spreadsheet takes it for text, never for a formula."""
    clean = plain(said)
    return f"'{clean}" if clean.lstrip("'\" ").startswith(_FORMULA) or clean.startswith(_FORMULA) else clean


def message(said: str, limit: int = TITLE) -> str:
    """Return `said` for chat and mail: on one line, without links, and without a meaning in anybody's markup.

    Signs that could have one become others that look alike, so that it stays readable.
    """
    if len(said) > redact.READ:
        said = said[: redact.READ].rpartition(" ")[0]  # half a secret would not be known for one
    clean = _LINK.sub("(link)", plain(said))
    clean = _ENTITY.sub("＆", _DOT.sub("․", clean)).translate(_ALIKE)  # noqa: RUF001 - the look-alikes are the point
    clean = " ".join(clean.split())
    return clean if len(clean) <= limit else f"{clean[: limit - 1]}…"
