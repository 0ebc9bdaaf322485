"""Walk a vendor's list to its end, and be sure that it is the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from requests.utils import parse_header_links

from hardener.errors import MalformedError
from hardener.http.answer import Answer, Json

PAGES = 10_000
"""The most pages that a list may have."""

Next = Mapping[str, str] | str | None
"""What asks for the next page: parameters to add, or a whole address; None after the last page."""
Following = Callable[[Answer], Next]
"""How a vendor's page says where the next one is. Raises `MalformedError`."""


def by_token(name: str, sent_as: str = "") -> Following:
    """Follow a token in the body under `name`, sent back as the parameter `sent_as` (else `name`)."""

    def following(answer: Answer) -> Next:
        token = _text(answer, name)
        return {sent_as or name: token} if token else None

    return following


def by_field(name: str) -> Following:
    """Follow a whole address in the body under `name`, such as `@odata.nextLink`."""
    return lambda answer: _text(answer, name) or None


def by_link(answer: Answer) -> Next:
    """Follow the address of the header `Link` whose `rel` is `next`."""
    links = parse_header_links(answer.headers.get("Link", ""))
    return next((link["url"] for link in links if link.get("rel") == "next"), None)


def _text(answer: Answer, name: str) -> str:
    token = answer.body.get(name)
    if token is not None and not isinstance(token, str):
        raise MalformedError(f"{name} is no text; the list was not read to its end")
    return token or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One way through a list."""

    path: str
    """For messages."""
    items: str
    following: Following
    total: str
    """The key of how many entries there are, where a vendor says; empty: it is not looked at."""

    def entries(self, ask: Callable[[Next], Answer]) -> Iterator[Json]:
        """Yield every entry; `ask` fetches a page. Raises `MalformedError` if the list does not end well.

        An entry that is none, and a vendor's count that does not fit, cost none of the other entries: they are said
        after the last of them.
        """
        seen, given, most = set[str](), 0, 0
        doubt = ""
        onward: Next = {}
        for _ in range(PAGES):
            answer = ask(onward)
            entries = self._listed(answer.body)
            given += len(entries)
            if not all(isinstance(entry, dict) for entry in entries):
                doubt = f"{self.path}: the list has an entry that is no object"
            count = self._counted(answer.body)
            if count is not None and count < most:
                doubt = f"{self.path}: the list shrank from {most} to {count} while it was read"
            most = most if count is None else max(count, most)
            yield from (entry for entry in entries if isinstance(entry, dict))
            onward = self.following(answer)
            if onward is None:
                if doubt or given < most:
                    raise MalformedError(doubt or f"{self.path}: the list gave {given} of {most} entries")
                return
            if str(onward) in seen:
                raise MalformedError(f"{self.path}: the list goes round in circles; not read to its end")
            seen.add(str(onward))
        raise MalformedError(f"{self.path}: the list does not end after {PAGES} pages")

    def _listed(self, page: Json) -> list[object]:
        entries = page.get(self.items)
        if not isinstance(entries, list):
            raise MalformedError(f"{self.path}: the list has no {self.items!r}; it was not read to its end")
        return entries

    def _counted(self, page: Json) -> int | None:
        total = page.get(self.total) if self.total else None
        return total if isinstance(total, int) and not isinstance(total, bool) else None
