"""Microsoft Graph over HTTP: log in, call, explain refusals. It knows nothing of what the answers mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import quote

from hardener import redact
from hardener.adapter import AdapterError, Vault, ident_of
from hardener.errors import MalformedError, RefusedError, ScopeError
from hardener.http import Session, Token, by_field
from hardener.http.patience import Again
from hardener_teams import login
from hardener_teams.operations import MYSELF, ORGANIZATION, Operation
from hardener_teams.options import Options

Item = TypeVar("Item")
Result = TypeVar("Result")
Json = dict[str, Any]

RATES = {"calendar": 16.0}
"""Requests a second: Outlook takes 10 000 in 10 minutes. Elsewhere Graph says 429 and how long to wait."""
PREFER = "include-unknown-enum-members"
"""Without it Graph hides newer values of a setting behind `unknownFutureValue`."""
BATCH = 20
"""The most requests of one batch."""
PAGE_SIZE = "$top"
"""What Graph may answer otherwise than it was asked, and still answer the same question."""
ME = "me"
MANY = {"common", "organizations", "consumers"}
"""In the place of a tenant: whichever the person belongs to."""
NO_POLICY = "application access policy"
IDS = re.compile(r"(/(?:onlineMeetings|webinars|townhalls)/)(?!getBy)[^/]+", re.IGNORECASE)
"""Where a path has the id of a program."""


def without_ids(path: str) -> str:
    """Return a path without the ids of meetings and webinars: whoever has one has half the link."""
    return IDS.sub(rf"\g<1>{redact.GONE}", path)


class Api:
    """Graph through one session."""

    def __init__(self, session: Session, options: Options, vault: Vault) -> None:
        """Log in when first needed; one token serves all threads."""
        self._session = session
        self._options = options
        self._vault = vault
        session.base_url = options.api_url.rstrip("/")
        session.pace(RATES)
        session.token = session.broker(self._log_in, lambda: login.login_of(options, vault))
        session.headers["Prefer"] = PREFER
        session.hide = without_ids

    @property
    def alone(self) -> bool:
        """Tell whether the app has no person behind it."""
        return self._options.auth == "app"

    @property
    def granted(self) -> frozenset[str] | None:
        """Return the permissions of the token; None where it does not say. Raises `AdapterError`."""
        assert self._session.token is not None
        return login.granted(self._session.token.token().access)

    def account(self) -> str:
        """Return whose account it is: the tenant's id; of one person's log-in also theirs. Raises `AdapterError`.

        The token says it. Where a token cannot be read, Graph is asked; the domain by which the log-in was granted
        is the last resort: it is one tenant's, and nobody else's.
        """
        assert self._session.token is not None
        said = login.claims(self._session.token.token().access) or {}
        tenant = said.get("tid") or self._tenant()
        return ident_of(tenant) if self.alone else ident_of(tenant, said.get("oid") or self.get(MYSELF).get("id"))

    def _tenant(self) -> object:
        try:
            listed = self.get(ORGANIZATION).get("value")
        except AdapterError:
            listed = None
        first = listed[0] if isinstance(listed, list) and listed else {}
        found = first.get("id") if isinstance(first, Mapping) else None
        named = self._options.tenant.casefold()
        return found or (named if named not in MANY else None)

    def get(self, operation: Operation, params: Mapping[str, str] | None = None, **names: str) -> Json:
        """Return the answer of one reading call. Raises `AdapterError`."""
        try:
            return self._session.get(path_of(operation, names), params, cost=operation.cost)
        except RefusedError as error:
            raise self._explained(error, operation, names) from None

    def pages(self, operation: Operation, params: Mapping[str, str] | None = None, **names: str) -> Iterator[Json]:
        """Yield every entry of a list, page by page. Raises `AdapterError`."""
        following, same = by_field("@odata.nextLink"), {"$filter", *(params or ())} - {PAGE_SIZE}
        try:
            yield from self._session.pages(
                path_of(operation, names),
                "value",
                params=params,
                cost=operation.cost,
                total="",
                following=following,
                same=same,
            )
        except RefusedError as error:
            raise self._explained(error, operation, names) from None

    def patch(self, operation: Operation, body: Json, **names: str) -> None:
        """Send one change. Raises `AdapterError`."""
        try:
            self._session.patch(path_of(operation, names), body, cost=operation.cost, serial=names.get("user", ""))
        except RefusedError as error:
            raise self._explained(error, operation, names) from None

    def batch(self, operation: Operation, requests: list[Json], **names: str) -> None:
        """Send writes, twenty at a time; `requests` have method, url and perhaps body. Raises `AdapterError`."""
        for first in range(0, len(requests), BATCH):
            part = [{"id": str(n), **_with_type(r)} for n, r in enumerate(requests[first : first + BATCH], 1)]
            if (error := self._batch(part, operation.cost, names.get("user", ""))) is not None:
                raise self._explained(error, operation, names)

    def _batch(self, part: list[Json], cost: str, serial: str) -> RefusedError | None:
        """Send one batch, what was only put off in it once more, and return the first refusal."""
        left = {one["id"]: one for one in part}

        def once(_ends: float) -> RefusedError | None:
            body = {"requests": list(left.values())}
            answers = answers_of(self._session.post("/$batch", body, cost=cost, serial=serial), left)
            errors = [self._inner(left[ident], answer) for ident, answer in answers.items()]
            put_off = {ident: e for ident, e in zip(answers, errors, strict=True) if isinstance(e, Again)}
            for ident in set(left) - set(put_off):
                del left[ident]
            refused = next((e for e in errors if isinstance(e, RefusedError)), None)
            if put_off and refused is None:
                raise max(put_off.values(), key=lambda error: error.after or 0.0)
            return refused

        return self._session.again(once)

    def _inner(self, request: Json, answer: Json) -> Exception | None:
        if answer["status"] < 400:
            return None
        headers = answer.get("headers")
        known = {str(k): str(v) for k, v in headers.items()} if isinstance(headers, dict) else {}
        return self._session.refusal(str(request["method"]), answer["status"], known, answer.get("body"))

    def each(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """Do `work` on many items at the same time; yield results as they come."""
        return self._session.each(work, items)

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return datetime.fromtimestamp(self._session.clock(), UTC)

    def _log_in(self) -> Token:
        return login.log_in(self._session, self._options, self._vault)

    def _explained(self, error: RefusedError, operation: Operation, names: Mapping[str, str]) -> AdapterError:
        """Say in plain words what Graph's refusal means, where we know."""
        said = str(error)
        if error.status == 403 and no_access_policy(said):
            return ScopeError(self._access_policy(names.get("user", "")), status=403, code=NO_POLICY)
        if error.status == 403 and "3003" in said:
            return RefusedError("only the organizer of a meeting may read it", status=403, code=error.code)
        if error.status in {401, 403} and operation.allowed(self.granted) is False:
            name = operation.permission(alone=self.alone)
            return ScopeError(f"the app lacks the Graph permission {name}: {said}", status=error.status, code=name)
        return error

    def _access_policy(self, user: str) -> str:
        app = self._vault.get("client_id")
        return (
            "no application access policy lets the app see this organizer's meetings; a Teams administrator runs: "
            f'New-CsApplicationAccessPolicy -Identity hardener -AppIds "{app}" and then '
            f"Grant-CsApplicationAccessPolicy -PolicyName hardener -Identity {user} (or -Global for everyone); "
            "it takes up to 30 minutes, sometimes longer"
        )


def path_of(operation: Operation, names: Mapping[str, str]) -> str:
    """Return the path of a call, every name quoted."""
    safe = {key: quote(value, safe="@") for key, value in names.items()}
    if "user" in safe:
        safe["user"] = "/me" if names["user"] == ME else f"/users/{safe['user']}"
    return operation.path.format(**safe)


def no_access_policy(said: str) -> bool:
    """Tell whether a refusal is for want of an application access policy, in either of Graph's wordings."""
    text = said.casefold()
    return "application access policy" in text or ("is not authorized to" in text and "on behalf of user" in text)


def _with_type(request: Json) -> Json:
    return {**request, "headers": {"Content-Type": "application/json"}} if "body" in request else request


def answers_of(answer: Mapping[str, Any], asked: Iterable[str]) -> dict[str, Json]:
    """Return a batch's answers by the id of their requests. Raises `MalformedError` where one is missing."""
    responses = answer.get("responses")
    listed = responses if isinstance(responses, list) else []
    known = [one for one in listed if isinstance(one, dict) and isinstance(one.get("id"), str)]
    if sorted(one["id"] for one in known) != sorted(asked) or len(known) != len(listed):
        raise MalformedError("Graph's answer to a batch does not answer every request of it once")
    if not all(type(one.get("status")) is int and 200 <= one["status"] < 600 for one in known):
        raise MalformedError("Graph's answer to a batch has no status")
    return {one["id"]: one for one in known}
