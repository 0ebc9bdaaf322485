"""Walk a vendor's list to its end, and be sure that it is the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

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
    """Follow the address of the header `Link` whose `rel` is `next`. Raises `MalformedError` where one has none."""
    given = parse_header_links(answer.headers.get("Link", ""))
    links = [{name.casefold(): value for name, value in link.items()} for link in given]
    if not all("rel" in link for link in links):
        raise MalformedError("the address of the next page cannot be understood; the list was not read to its end")
    return next((link["url"] for link in links if "next" in link["rel"].casefold().split()), None)


def carried(url: str, first: str, params: Mapping[str, str], same: Collection[str]) -> str:
    """Return the next page's address with every parameter that the list at `first` was asked with.

    `same` names those that say which list it is. Raises `MalformedError` where the address leads to
    another: what came from there would be taken for the rest of this one.
    """
    ours, theirs = urlsplit(first), urlsplit(url)
    asked = {name.casefold(): value for name, value in params.items()}
    given = parse_qsl(theirs.query, keep_blank_values=True)
    if _path(ours.path) != _path(theirs.path):
        raise MalformedError(f"{ours.path}: the next page is one of another list; not read to its end")
    held = {name.casefold() for name in same}
    for name, value in given:
        if name.casefold() in held and not _alike(asked.get(name.casefold(), ""), value):
            raise MalformedError(f"{ours.path}: the next page has another {name}; the list was not read to its end")
    told = {name.casefold() for name, _ in given}
    lacking = [(name, value) for name, value in params.items() if name.casefold() not in told]
    return theirs._replace(query=urlencode([*given, *lacking])).geturl() if lacking else url


def _path(given: str) -> str:
    """Return a path as it is compared: neither case nor how a character or a key is written means anything."""
    return re.sub(r"\('([^']*)'\)", r"/\1", unquote(given)).casefold().rstrip("/")


def _alike(ours: str, theirs: str) -> bool:
    """Tell whether two values of a parameter mean the same: case means nothing, nor how a moment is spelled."""
    return ours.casefold() == theirs.casefold() or (_moment(ours) is not None and _moment(ours) == _moment(theirs))


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


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

        An entry that is no object, and a vendor's count that does not fit, cost none of the other entries: they are
        told after the last of them.
        """
        seen, given, most, odd = set[str](), 0, 0, 0
        doubt = ""
        onward: Next = {}
        for _ in range(PAGES):
            answer = ask(onward)
            entries = self._listed(answer.body)
            given += len(entries)
            count = self._counted(answer.body)
            if count is not None and count < most:
                doubt = f"{self.path}: the list shrank from {most} to {count} while it was read"
            most = most if count is None else max(count, most)
            good = [entry for entry in entries if isinstance(entry, dict)]
            odd += len(entries) - len(good)
            yield from good
            onward = self.following(answer)
            if onward is None:
                if odd:
                    doubt = f"{self.path}: the list has no {self.items!r} in {odd} of its {given} places"
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
