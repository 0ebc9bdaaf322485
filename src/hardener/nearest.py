"""What a person may have meant by a word that nothing is called by. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from hardener import redact
from hardener.language import marked

LONG = 80
"""Characters of a name that are proposed."""
MEANT = marked("did you mean {name}?")
WORD = re.compile(r"\w{4,}")


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the one of `known` that is most like `word`; empty where none is."""
    names = {name.casefold(): name for name in known}
    found = get_close_matches(word.casefold(), names, n=1)
    return names[found[0]] if found else ""


def meant(word: str, known: Iterable[str]) -> str:
    """Return the end of a message about an unknown `word`: `; did you mean 'audit'?`, or nothing."""
    found = nearest(word, known)
    return f"; {MEANT.format(name=repr(redact.line(found, LONG)))}" if found else ""


def meant_title(part: str, titles: Iterable[str]) -> str:
    """Return the same about a part of a title: proposed is a title, or a word of one."""
    each = sorted(titles)
    return meant(part, dict.fromkeys((*each, *(word for title in each for word in WORD.findall(title)))))
