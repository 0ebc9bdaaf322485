"""One way through a vendor's list, from its first page to what is surely its last."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from hardener import unanswered
from hardener.errors import MalformedError
from hardener.http.answer import Answer, Json, get_path
from hardener.http.paging import PAGES, Counted, Following, Next
from hardener.language import marked


@dataclass(slots=True)
class _Progress:
    """What was seen of a list so far."""

    pages: int = 0
    given: int = 0
    odd: int = 0
    """Entries that are no objects."""
    most: int | None = None
    """How many entries there are, by the vendor's largest count."""
    doubt: str = ""
    seen: set[str] = field(default_factory=set)
    """How each page was asked for, and what was in it where pages are only counted."""

    def is_new(self, mark: str) -> bool:
        """Tell whether this is seen for the first time."""
        new = mark not in self.seen
        self.seen.add(mark)
        return new


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One way through a list."""

    path: str
    """For messages."""
    items: str
    """Where a page has its entries."""
    following: Following | Counted
    total: str
    """The key of how many entries there are, where a vendor says; empty: it is not looked at."""

    def entries(self, ask: Callable[[Next], Answer]) -> Iterator[Json]:
        """Yield every entry; `ask` fetches a page. Raises `MalformedError` if the list does not end well.

        An entry that is no object, and a vendor's count that does not fit, cost none of the other entries: they are
        told after the last of them.
        """
        so_far = _Progress()
        onward: Next = {}
        for _ in range(PAGES):
            answer = ask(onward)
            entries = self._listed(answer.body)
            self._count(answer.body, entries, so_far)
            yield from (entry for entry in entries if isinstance(entry, dict))
            onward = self._onward(answer, entries, so_far)
            if onward is None:
                self._judge(so_far)
                return
            if not so_far.is_new(str(onward)):
                raise MalformedError(f"{self.path}: {marked('the list goes round in circles; not read to its end')}")
        raise MalformedError(f"{self.path}: {unanswered.LIST_LONG.format(pages=PAGES)}")

    def _count(self, page: Json, entries: list[object], so_far: _Progress) -> None:
        count = self._total(page)
        if count is not None:
            if so_far.most is not None and count < so_far.most:
                so_far.doubt = f"{self.path}: the list shrank from {so_far.most} to {count} while it was read"
            so_far.most = max(count, so_far.most or 0)
        so_far.pages += 1
        so_far.given += len(entries)
        so_far.odd += sum(not isinstance(entry, dict) for entry in entries)
        if isinstance(self.following, Counted) and entries:
            # Nothing in such a page says which one it is: a vendor that does not heed the number gives the first again.
            mark = hashlib.sha256(json.dumps(entries, sort_keys=True).encode()).hexdigest()
            if not so_far.is_new(mark):
                raise MalformedError(f"{self.path}: {marked('the list gave the same page twice; not read to its end')}")

    def _onward(self, answer: Answer, entries: list[object], so_far: _Progress) -> Next:
        if isinstance(self.following, Counted):
            return self.following.next(
                answer, pages=so_far.pages, given=so_far.given, here=len(entries), most=so_far.most
            )
        return self.following(answer)

    def _judge(self, so_far: _Progress) -> None:
        """Raise `MalformedError` where what was given in all is not what it should be."""
        if so_far.odd:
            what = repr(self.items) if self.items else "object"
            odd = unanswered.LIST_ODD.format(name=what, odd=so_far.odd, count=so_far.given)
            raise MalformedError(f"{self.path}: {odd}")
        if so_far.doubt or so_far.given < (so_far.most or 0):
            told = f"{self.path}: {unanswered.LIST_SHORT.format(count=so_far.given, most=so_far.most)}"
            raise MalformedError(so_far.doubt or told)

    def _listed(self, page: Json) -> list[object]:
        entries = get_path(page, self.items)
        if entries is None and self._total(page) == 0:
            return []  # what is empty is left out by some, and then only their count says that it is
        if not isinstance(entries, list):
            raise MalformedError(f"{self.path}: {unanswered.LIST_WITHOUT.format(name=repr(self.items))}")
        return entries

    def _total(self, page: Json) -> int | None:
        total = get_path(page, self.total) if self.total else None
        return total if isinstance(total, int) and not isinstance(total, bool) else None
