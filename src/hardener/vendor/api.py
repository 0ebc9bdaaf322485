"""A vendor's API through one session: scopes first, then the call, and a refusal in plain words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, Generic, TypeVar

from hardener import unanswered
from hardener.adapter import Access, AdapterError, Vault
from hardener.errors import RefusedError, ScopeError
from hardener.http import Answer, Codec, Following, Session, by_token
from hardener.http.paging import Counted, Next
from hardener.vendor.call import Call
from hardener.vendor.login import Login
from hardener.vendor.options import Options
from hardener.vendor.parts import Json

Item = TypeVar("Item")
Result = TypeVar("Result")
Body = TypeVar("Body")
O = TypeVar("O", bound=Options)  # noqa: E741 - the options
Params = Mapping[str, str]


class Api(Generic[O]):
    """A vendor's API for one connection, or for one person of it; safe to use from many threads."""

    log_in: ClassVar[type[Login[Any]]] = Login
    items: ClassVar[str] = "items"
    """The key of a list's entries."""
    total: ClassVar[str] = ""
    """The key of how many there are, empty where that is not to be trusted."""
    paging: ClassVar[Params] = {}
    """What every list is asked with."""
    token: ClassVar[tuple[str, ...]] = ("next_page_token",)
    """What a page of a list calls what leads to the next, and as what it is sent, where that is called otherwise."""
    app: ClassVar[str] = ""
    """What lacks a scope, in a sentence: "the Webex app"."""

    def __init__(self, session: Session, options: O, vault: Vault, who: str = "") -> None:
        """Log in when first needed; one log-in serves all threads."""
        self.session = session
        self.options = options
        self.vault = vault
        self.login: Login[O] = self.log_in(session, options, vault, who)
        session.base_url = options.api_url.rstrip("/")
        self.authenticate()

    def authenticate(self) -> None:
        """Have the session say who asks: here by a token. A vendor with another way sets `session.auth` instead."""
        self.session.token = self.session.broker(self.login.log_in, self.login.key)

    @property
    def role(self) -> str:
        """Return which of a call's scopes count."""
        return self.options.auth

    @property
    def scopes(self) -> frozenset[str]:
        """Return the granted scopes, none where the vendor did not tell or has none. Raises `AdapterError`."""
        token = self.session.token
        return frozenset() if token is None else token.token().scopes

    def enough(self, call: Call) -> tuple[str, ...]:
        """Return the scopes of which any one allows `call`, the one to grant first; none: nobody in this role may."""
        return call.scopes.get(self.role, ())

    def allowed(self, call: Call, granted: frozenset[str]) -> bool | None:
        """Tell whether the `granted` scopes allow it; None where nobody can tell before trying."""
        if not call.scopes:
            return None
        enough = self.enough(call)
        if not enough:
            return False
        if not granted.isdisjoint(enough):
            return True
        return False if granted and call.sure else None

    def lacking(self, call: Call) -> ScopeError:
        """Return which scope a call would need."""
        name = next(iter(self.enough(call)), "")
        return ScopeError(unanswered.LACKS.format(app=self.app, scope=name), status=0, code=name)

    def explained(self, error: RefusedError, call: Call, names: Params) -> AdapterError:  # noqa: ARG002 - the vendor's to use
        """Return in plain words what a refusal means, where the vendor's adapter knows."""
        return error

    def onward(self, page: Answer) -> Next:
        """Return what leads from a page of a list to the next: parameters, or a whole address; None after the last."""
        return by_token(*self.token)(page)

    def path(self, call: Call, names: Params) -> str:
        """Return where a call goes. Raises `MalformedError` where a name is none."""
        return call.at(names)

    def same(self, call: Call, params: Params) -> Collection[str]:  # noqa: ARG002 - the vendor's to use
        """Return the parameters of a list that every page of it must have as the first."""
        return call.filters

    def view(self, call: Call) -> Session:  # noqa: ARG002 - of vendors that have several addresses
        """Return the session that a call goes through."""
        return self.session

    def get(self, call: Call, params: Params | None = None, **names: str) -> Json:
        """Return the answer of one reading call. Raises `AdapterError`; `ScopeError` before it is sent."""
        return self._asked(call, names, lambda: self.view(call).get(self.path(call, names), params, cost=call.cost))

    def read(self, call: Call, codec: Codec[Body], params: Params | None = None, **names: str) -> Body:
        """Return the answer of one reading call as `codec` understands it: an array, XML, text. Raises as `get`."""
        return self._asked(
            call, names, lambda: self.view(call).read(self.path(call, names), codec, params, cost=call.cost)
        )

    def question(
        self, method: str, call: Call, codec: Codec[Body], xml: str, headers: Params | None = None, **names: str
    ) -> Body:  # fmt: skip
        """Return the answer to a question that is asked in XML, by a reading method of WebDAV. Raises as `get`."""

        def ask() -> Body:
            sent = {"Content-Type": "application/xml; charset=utf-8", **(headers or {})}
            return self.view(call).call(method, self.path(call, names), codec, xml=xml, headers=sent, cost=call.cost)

        return self._asked(call, names, ask)

    def pages(
        self, call: Call, params: Params | None = None, following: Following | Counted | None = None,
        given: Answer | None = None, **names: str,
    ) -> Iterator[Json]:  # fmt: skip
        """Yield every entry of a list, page by page. Raises `AdapterError`, when it is first asked for one.

        `given` is the first page, where it was asked for already.
        """
        self.check(call)
        asked = {**self.paging, **(params or {})}
        try:
            yield from self.view(call).pages(
                self.path(call, names), call.items or self.items, params=asked, cost=call.cost, total=self.total,
                following=following or self.onward, same=self.same(call, asked), given=given,
            )  # fmt: skip
        except RefusedError as error:
            raise self.explained(error, call, names) from None

    def send(  # noqa: PLR0913 - one request
        self, method: str, call: Call, body: Json | None, serial: str, params: Params | None = None,
        headers: Params | None = None, **names: str,
    ) -> Answer:  # fmt: skip
        """Send one change; those with the same `serial` wait for each other. Raises `AdapterError`."""

        def ask() -> Answer:
            path, session = self.path(call, names), self.view(call)
            return session.ask(method, path, params or None, body=body, cost=call.cost, serial=serial, headers=headers)

        return self._asked(call, names, ask)

    def write(  # noqa: PLR0913 - one request
        self, method: str, call: Call, codec: Codec[Body], body: Json | None, serial: str, params: Params | None = None,
        **names: str,
    ) -> Body:  # fmt: skip
        """Send one change, and return its answer as `codec` understands it. Raises `AdapterError`."""

        def ask() -> Body:
            path, session = self.path(call, names), self.view(call)
            return session.call(method, path, codec, params, body=body, cost=call.cost, serial=serial)

        return self._asked(call, names, ask)

    def each(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Do `work` on many items at the same time; yield results as they come."""
        return self.session.each(work, items)

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return datetime.fromtimestamp(self.session.clock(), UTC)

    def access(self, calls: Iterable[Call], unsure: str = "") -> Iterator[Access]:
        """Yield what the log-in allows of `calls`; `unsure` is said of those that the vendor documents no scope for.

        Raises `AdapterError` where the log-in itself fails.
        """
        granted = self.scopes
        for call in calls:
            yield Access(
                what=call.what, kind=call.kind, allowed=self.allowed(call, granted), scope=self.needed(call),
                paths=call.paths, note="" if call.sure else unsure,
            )  # fmt: skip

    def needed(self, call: Call) -> str:
        """Return what to grant for a call, as `doctor` says it."""
        return next(iter(self.enough(call)), "")

    def check(self, call: Call) -> None:
        """Raise `ScopeError` where a call cannot be allowed; what an admin granted a moment ago counts."""
        token = self.session.token
        if self.allowed(call, self.scopes) is False and (
            token is None or self.allowed(call, token.fresh().scopes) is False
        ):
            raise self.lacking(call)

    def _asked(self, call: Call, names: Params, ask: Callable[[], Result]) -> Result:
        self.check(call)
        try:
            return ask()
        except RefusedError as error:
            raise self.explained(error, call, names) from None
