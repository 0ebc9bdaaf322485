"""Microsoft Graph over HTTP: call, send batches, explain refusals. It knows nothing of what the answers mean."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from hardener import redact, vendor
from hardener.adapter import AdapterError, Vault
from hardener.errors import MalformedError, RefusedError, ScopeError
from hardener.http import Answer, Session, by_field
from hardener.http.paging import Next
from hardener.http.retry import Again
from hardener.vendor import Call, Params, at, ident_of, marked, unanswered
from hardener.vendor.kept import without_people
from hardener_teams import login
from hardener_teams.calls import APP, ASKED_TOGETHER, MYSELF, ORGANIZATION, TOGETHER
from hardener_teams.login import Login
from hardener_teams.options import Options

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
WHOSE = ("/me", "/users/{user}")
MANY = {"common", "organizations", "consumers"}
"""In the place of a tenant: whichever the person belongs to."""
NO_POLICY = "application access policy"
BROKEN = marked("Graph broke off in the middle of its answer, and says so in it; nothing of it is taken for whole")
IDS = re.compile(r"(/(?:onlineMeetings|webinars|townhalls)/)(?!getBy)[^/]+", re.IGNORECASE)
"""Where a path has the id of a program: whoever has one has half the link."""


class Api(vendor.Api[Options]):
    """Graph through one session."""

    log_in: ClassVar = Login
    items: ClassVar = "value"

    def __init__(self, session: Session, options: Options, vault: Vault) -> None:
        """Log in when first needed; one token serves all threads."""
        super().__init__(session, options, vault)
        session.pace(RATES)
        session.headers["Prefer"] = PREFER
        reads = [call.path.replace("{user}", whose) for call in ASKED_TOGETHER for whose in WHOSE]
        self.batches = session.batches(TOGETHER, dict.fromkeys(reads), {"Prefer": PREFER})
        session.hide = lambda path: without_people(IDS.sub(rf"\g<1>{redact.GONE}", path))

    @property
    def alone(self) -> bool:
        """Tell whether the app has no person behind it."""
        return self.options.auth == APP

    @property
    def _access(self) -> str:
        assert self.session.token is not None
        return self.session.token.token().access

    @property
    def scopes(self) -> frozenset[str]:
        """Return the permissions that the token says it has. Raises `AdapterError`."""
        return login.granted(self._access) or frozenset()

    def allowed(self, call: Call, granted: frozenset[str]) -> bool | None:
        """Tell whether the `granted` permissions allow it; None where the token does not say which it has."""
        return None if login.granted(self._access) is None else not granted.isdisjoint(self.enough(call))

    def check(self, call: Call) -> None:
        """Refuse nothing before it is tried: Graph has the last word on what its tokens mean."""

    def get(self, call: Call, params: Params | None = None, **names: str) -> Json:
        """Return the answer of one reading call. Raises `AdapterError`; `MalformedError` where it broke off."""
        return unbroken(super().get(call, params, **names))

    def onward(self, page: Answer) -> Next:
        """Return the address of the next page. Raises `MalformedError` where this one broke off."""
        unbroken(page.body)
        return by_field("@odata.nextLink")(page)

    def same(self, call: Call, params: Params) -> Collection[str]:  # noqa: ARG002 - the shape of Api.same
        """Return what makes a list this one: all that it was asked with, but how much a page has."""
        return {"$filter", *params} - {PAGE_SIZE}

    def path(self, call: Call, names: Params) -> str:
        """Return where a call goes. Raises `MalformedError` where a name is none."""
        whose = WHOSE[0] if names.get("user") == ME else WHOSE[1]
        return call._replace(path=call.path.replace("{user}", whose)).at(names)

    def account(self) -> str:
        """Return whose account it is: the tenant's id; of one person's log-in also theirs. Raises `AdapterError`.

        The token says it. Where a token cannot be read, Graph is asked; the domain by which the log-in was granted
        is the last resort: it is one tenant's, and nobody else's.
        """
        said = login.claims(self._access) or {}
        tenant = said.get("tid") or self._tenant()
        return ident_of(tenant) if self.alone else ident_of(tenant, said.get("oid") or self.get(MYSELF).get("id"))

    def _tenant(self) -> object:
        try:
            listed = self.get(ORGANIZATION).get("value")
        except AdapterError:
            listed = None
        found = at(listed[0], "id") if isinstance(listed, list) and listed else None
        named = self.options.tenant.casefold()
        return found or (named if named not in MANY else None)

    def batch(self, call: Call, requests: Sequence[Json], serial: str, **names: str) -> None:
        """Send writes, twenty at a time; `requests` have method, url and perhaps body. Raises `AdapterError`."""
        for first in range(0, len(requests), BATCH):
            part = [{"id": str(n), **_with_type(r)} for n, r in enumerate(requests[first : first + BATCH], 1)]
            if (error := self._batch(part, call.cost, serial)) is not None:
                raise self.explained(error, call, names)

    def _batch(self, part: list[Json], cost: str, serial: str) -> RefusedError | None:
        """Send one batch, what was only put off in it once more, and return the first refusal."""
        left = {one["id"]: one for one in part}

        def once(_ends: float) -> RefusedError | None:
            body = {"requests": list(left.values())}
            answers = answers_of(self.session.post("/$batch", body, cost=cost, serial=serial), left)
            errors = {ident: self._inner(left[ident], answer) for ident, answer in answers.items()}
            put_off = {ident: error for ident, error in errors.items() if isinstance(error, Again)}
            for ident in set(left) - set(put_off):
                del left[ident]
            refused = next((error for error in errors.values() if isinstance(error, RefusedError)), None)
            if put_off and refused is None:
                raise max(put_off.values(), key=lambda error: error.after or 0.0)
            return refused

        return self.session.again(once)

    def _inner(self, request: Json, answer: Json) -> Exception | None:
        if answer["status"] < 400:
            return None
        headers = answer.get("headers")
        known = {str(k): str(v) for k, v in headers.items()} if isinstance(headers, dict) else {}
        return self.session.refusal(str(request["method"]), answer["status"], known, answer.get("body"))

    def explained(self, error: RefusedError, call: Call, names: Params) -> AdapterError:
        """Say in plain words what Graph's refusal means, where we know."""
        said = str(error)
        if error.status == 403 and no_access_policy(said):
            return ScopeError(self._access_policy(names.get("user", "")), status=403, code=NO_POLICY)
        if error.status == 403 and "3003" in said:
            return RefusedError(marked("only the organizer of a meeting may read it"), status=403, code=error.code)
        if error.status in {401, 403} and self.allowed(call, self.scopes) is False:
            name = self.needed(call)
            return ScopeError(
                f"{unanswered.LACKS_PERMISSION.format(api='Graph', name=name)}: {said}", status=error.status, code=name
            )
        return error

    def _access_policy(self, user: str) -> str:
        app = self.vault.get("client_id")
        return (
            "no application access policy lets the app see this organizer's meetings; a Teams administrator runs: "
            f'New-CsApplicationAccessPolicy -Identity hardener -AppIds "{app}" and then '
            f"Grant-CsApplicationAccessPolicy -PolicyName hardener -Identity {user} (or -Global for everyone); "
            "it takes up to 30 minutes, sometimes longer"
        )


def unbroken(body: Json) -> Json:
    """Return an answer; what fails once an answer has begun, OData tells in it. Raises `MalformedError` then."""
    if body.get("error") is not None:
        raise MalformedError(BROKEN)
    return body


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
