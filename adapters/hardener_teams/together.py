"""Ask Graph for many things at once, and then read each as if it had been asked for alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import unquote

from hardener.errors import AdapterError, MalformedError, RefusedError
from hardener.http import Answer
from hardener.http.batch import Given, Wanted
from hardener.vendor import Call, Params, word
from hardener_teams.client import Api, unbroken

Json = dict[str, Any]
Own = Callable[[Json], bool]
"""Tells whether an answer is clearly of what was asked for."""
NONE: Params = {}
Key = tuple[str, tuple[tuple[str, str], ...]]


class Ask(NamedTuple):
    """One thing to ask for."""

    call: Call
    params: Params
    names: Params


def ask(call: Call, params: Params | None = None, **names: str) -> Ask:
    """Return what to ask for, in the words in which it is read afterwards."""
    return Ask(call, params or NONE, names)


class Together:
    """Answers that were fetched in batches; what was not among them is asked for when it is read."""

    def __init__(self, api: Api, asks: Iterable[Ask] = ()) -> None:
        """Ask for all of it now. What could not be read is told when it is read."""
        self._api = api
        wanted: dict[Key, Wanted] = {}
        self._names: set[str] = set()
        for call, params, names in asks:
            with suppress(MalformedError):  # a name that is none: reading it says so
                path = api.path(call, names)
                wanted[_key(path, params)] = Wanted(path, params, call.cost)
                self._names.update(names.values())
        answers = api.batches.answers(list(wanted.values()))
        self._given: Mapping[Key, Given] = dict(zip(wanted, answers, strict=True))

    def get(self, call: Call, params: Params | None = None, own: Own | None = None, **names: str) -> Json:
        """Return the answer; one out of a batch that is not clearly its `own` is asked for alone.

        In a batch only the ids part the answers; alone, none can be taken for another's. Raises `AdapterError`.
        """
        found = self._found(call, params, names)
        if found is None or not (own is None or own(found.body)):
            return self._api.get(call, params, **names)
        return unbroken(found.body)

    def pages(self, call: Call, params: Params | None = None, **names: str) -> Iterator[Json]:
        """Yield every entry of a list; its further pages are asked for one by one. Raises `AdapterError`."""
        return self._api.pages(call, params, None, self._found(call, params, names), **names)

    def _found(self, call: Call, params: Params | None, names: Params) -> Answer | None:
        """Return what was answered; None for what is to be asked for alone. Raises `AdapterError`."""
        try:
            found = self._given.get(_key(self._api.path(call, names), params or NONE))
        except MalformedError:
            return None
        if isinstance(found, RefusedError):
            raise self._api.explained(found, call, names)
        if isinstance(found, AdapterError):
            raise found
        return None if found is None or self._strays(found.body, names) else found

    def _strays(self, body: Json, names: Params) -> bool:
        """Tell whether an answer says by its context that it is of something else that was asked for."""
        context = unquote(word(body.get("@odata.context"))).casefold()
        said = {name for name in self._names if f"'{name.casefold()}'" in context}
        return bool(said) and said.isdisjoint(names.values())


def _key(path: str, params: Params) -> Key:
    return path, tuple(sorted(params.items()))
