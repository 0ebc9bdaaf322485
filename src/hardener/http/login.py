"""Logging in: the calls that have to leave the process even while it only reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import requests

from hardener.errors import MalformedError, RefusedError
from hardener.http.answer import Json, Reply
from hardener.http.call import Calls
from hardener.http.codecs import OBJECT
from hardener.http.line import Request
from hardener.http.shelf import Shelf
from hardener.http.token import Login
from hardener.http.transport import Nobody, checked
from hardener.language import marked

if TYPE_CHECKING:
    from hardener.http.cookies import CookieLogin

ONCE = frozenset({"authorization_code", "refresh_token"})
"""Grants that a vendor may take only once: sending one again could void what the first sending gave."""


def send_form(calls: Calls, name: str, url: str, data: Mapping[str, str], auth: tuple[str, str] | None) -> Json:
    """Return what the token endpoint at `url` answers to a form of the connection `name`. Raises `AdapterError`."""
    checked(url)
    request = Request(method="POST", url=url, form=data, harmless=data.get("grant_type") not in ONCE)
    # requests would send what is not Latin-1 wrongly; a vendor reads UTF-8.
    who = requests.auth.HTTPBasicAuth(*(part.encode() for part in auth)) if auth else Nobody()
    reply = _sent(calls, name, request, who, data.get("grant_type", ""))
    if not reply.raw or not (body := reply.understood(OBJECT.decode)):
        raise MalformedError(marked("the answer to the log-in is empty"))
    return body


def by_cookie(  # noqa: PLR0913 - what a log-in is made of
    calls: Calls, name: str, page: str, url: str, body: Callable[[], Json], *, shelf: Shelf | None,
    login: Callable[[], Login],
) -> CookieLogin:  # fmt: skip
    """Return a log-in of the connection `name` that is held in cookies, which others have who log in as `login`."""
    from hardener.http.cookies import CookieLogin  # noqa: PLC0415 - it reads pages, and most vendors have tokens

    def send(request: Request, who: requests.auth.AuthBase) -> Reply:
        return _sent(calls, name, request, who)

    return CookieLogin(send, page, url, body, clock=calls.line.clock, shelf=shelf, login=login)


def _sent(calls: Calls, name: str, request: Request, who: requests.auth.AuthBase, grant: str = "") -> Reply:
    try:
        return calls.again(lambda ends: calls.line.once(request, who, ends))
    except RefusedError as error:
        raise _refused(error, grant, name) from None


def _refused(error: RefusedError, grant: str, name: str) -> RefusedError:
    """Return the refusal of a log-in with what a person can do about it."""
    if error.status not in {400, 401, 403} or grant == "authorization_code":
        return error
    todo = marked("log in again") if grant == "refresh_token" else marked("store what is right")
    return RefusedError(f"{error}; {todo}: hardener connect {name}", status=error.status, code=error.code)
