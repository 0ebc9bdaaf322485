"""XML answers, of bounded depth and size and without any entity of their own."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from hardener import redact, unanswered
from hardener.errors import MalformedError, RefusedError
from hardener.http.codecs import Codec, text_of
from hardener.language import marked

DEPTH = 40
"""Elements within each other; BigBlueButton's answers have six."""
ELEMENTS = 1_000_000
PIECE = 1 << 16
"""Characters that are parsed at once: a bound that is passed ends it after one more piece."""
_DOCTYPE = re.compile(r"(?:\s++|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)
"""A document type, which may stand before the first element only. Without one, no entity can be made."""


class _Builder(ET.TreeBuilder):
    """Builds the tree as long as it stays within bounds."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path
        self._depth = self._elements = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> ET.Element:
        """Begin an element. Raises `MalformedError` where it is one too many."""
        self._depth += 1
        self._elements += 1
        if self._depth > DEPTH or self._elements > ELEMENTS:
            raise MalformedError(f"{self._path}: the XML has too many elements, or too many within each other")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ET.Element:
        """End an element."""
        self._depth -= 1
        return super().end(tag)


def xml_of(raw: bytes, path: str) -> ET.Element:
    """Return the root element of an XML answer. Raises `MalformedError` that names `path`."""
    text = text_of(raw, path)
    if _DOCTYPE.match(text):
        raise MalformedError(f"{path}: the XML declares a document type, which no answer needs; not read")
    # Text, not bytes: then no encoding that the document claims for itself is looked at.
    parser = ET.XMLParser(target=_Builder(path))  # noqa: S314 - see above
    try:
        for begin in range(0, len(text), PIECE):
            parser.feed(text[begin : begin + PIECE])
        root: ET.Element = parser.close()
    except (ET.ParseError, ValueError):
        raise MalformedError(f"{path}: {marked('the answer is no XML, or was cut off')}") from None
    return root


def succeeded(root: ET.Element) -> ET.Element:
    """Return a BigBlueButton answer that says SUCCESS, which an error of its does not though it comes as 200.

    Raises `RefusedError` with its `messageKey` as code, `MalformedError`.
    """
    code = root.findtext("returncode")
    if code == "SUCCESS":
        return root
    if code != "FAILED":
        raise MalformedError(marked("the XML does not say whether the call succeeded"))
    key, said = root.findtext("messageKey") or "FAILED", root.findtext("message") or ""
    raise RefusedError(
        redact.line(f"{unanswered.REFUSED.format(code=key)}: {said}"), status=200, code=redact.line(key, 60)
    )


XML = Codec("application/xml, text/xml", xml_of)
RETURNCODE = XML.then(succeeded)
