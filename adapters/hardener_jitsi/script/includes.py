"""What the web server puts into a script while it serves it: each such place is a text nobody knows."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from hardener_jitsi.script.scopes import Lost
from hardener_jitsi.script.values import SSI

DIRECTIVE = re.compile(rf"{re.escape(SSI)}(?P<said>.*?)-->", re.DOTALL)
VALUE = re.compile(r"(?:[=(\[,:?+&|!]|\breturn)\s*\Z")
"""What stands before a value."""
MOST = 100
"""Places outside of texts and comments: each costs another look at the whole."""
ANYTHING = "the web server puts something into it that is not in the file, and may be anything"


def filled(text: str, tokens: Callable[[str], Any]) -> str:
    """Return a script in which no quotation mark of a directive ends a text, and one outside of any is a text itself.

    `tokens` takes a script apart. Raises `Lost` where what is put in may be more than a value.
    """
    if SSI not in text:
        return text
    text = DIRECTIVE.sub(lambda found: f"{SSI} {'_'.join(re.findall(r'[A-Za-z0-9]+', found['said']))} -->", text)
    for _ in range(MOST):
        at = _outside(text, tokens)
        if at is None:
            return text
        found = DIRECTIVE.match(text, at)
        if found is None or not found["said"].strip().startswith("echo") or not VALUE.search(text, 0, at):
            break
        text = f'{text[:at]}"{SSI}"{text[found.end() :]}'
    raise Lost(ANYTHING)


def _outside(text: str, tokens: Callable[[str], Any]) -> int | None:
    """Return where the first directive is that a browser would take for a comment as it stands in the file."""
    places = (token.range[0] for token in tokens(text) if token.type == "LineComment")
    return next((at for at in places if text.startswith(SSI, at)), None)
