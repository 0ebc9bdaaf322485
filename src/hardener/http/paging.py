"""Walk a vendor's list to its end, and be sure that it is the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

from requests.utils import parse_header_links

from hardener import unanswered
from hardener.errors import MalformedError, UnreachableError
from hardener.http.answer import Answer, get_path
from hardener.http.transport import checked
from hardener.language import marked

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
        raise MalformedError(
            marked("the address of the next page cannot be understood; the list was not read to its end")
        )
    return next((link["url"] for link in links if "next" in link["rel"].casefold().split()), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A list whose pages are asked for by number, or by how many entries came before."""

    sent_as: str
    """The parameter."""
    first: int = 0
    """The number of the first page, which is asked for without it."""
    pages: str = ""
    """The key of how many pages there are; empty: by entries, up to the vendor's total or a page without any."""

    def next(self, answer: Answer, *, pages: int, given: int, here: int, most: int | None) -> Next:
        """Return what asks for the next page, after `pages` of them that `given` entries were in, `here` in the last.

        `most` is how many there are, where the vendor says. Raises `MalformedError`.
        """
        if self.pages:
            count = get_path(answer.body, self.pages)
            if not isinstance(count, int) or isinstance(count, bool):
                raise MalformedError(f"{self.pages} is no number; the list was not read to its end")
            return {self.sent_as: str(self.first + pages)} if pages < count else None
        return {self.sent_as: str(given)} if here and (most is None or given < most) else None


def by_number(pages: str, sent_as: str = "page", *, first: int = 0) -> Counted:
    """Ask for page after page up to the number in the body under `pages` (`page.totalPages`)."""
    return Counted(sent_as=sent_as, first=first, pages=pages)


def by_offset(sent_as: str = "offset") -> Counted:
    """Ask for what comes after the entries so far, up to the vendor's total, or until a page has none.

    That a page is short ends nothing: a vendor may give fewer at once than it is asked for.
    """
    return Counted(sent_as=sent_as)


def on_host(base: str, given: str) -> str:
    """Return a next page's address, if it is on the host of `base`. Raises `UnreachableError`."""
    url = urljoin(base, given)
    ours, theirs = checked(base), checked(url)
    if (ours.scheme, ours.netloc) != (theirs.scheme, theirs.netloc):
        raise UnreachableError(unanswered.POINTS.format(host=ours.hostname, other=theirs.hostname))
    return url


def carried(url: str, first: str, params: Mapping[str, str], same: Collection[str]) -> str:
    """Return the next page's address with every parameter that the list at `first` was asked with.

    `same` names those that say which list it is. Raises `MalformedError` where the address leads to
    another: what came from there would be taken for the rest of this one.
    """
    ours, theirs = urlsplit(first), urlsplit(url)
    asked = {name.casefold(): value for name, value in params.items()}
    given = parse_qsl(theirs.query, keep_blank_values=True)
    if _path(ours.path) != _path(theirs.path):
        raise MalformedError(f"{ours.path}: {marked('the next page is one of another list; not read to its end')}")
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
    token = get_path(answer.body, name)
    if token is not None and not isinstance(token, str):
        raise MalformedError(f"{name} is no text; the list was not read to its end")
    return token or ""
