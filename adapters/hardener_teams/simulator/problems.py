"""Errors in Microsoft Graph's own words."""

from __future__ import annotations

import hashlib

from pydantic import JsonValue

from hardener.sandbox import Problem

UNLICENSED_POLICY = "No application access policy found for this app"


def problem(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> Problem:
    """Return an error as Graph has it."""
    ident = hashlib.md5(f"{status}{code}{message}".encode(), usedforsecurity=False).hexdigest()
    guid = f"{ident[:8]}-{ident[8:12]}-{ident[12:16]}-{ident[16:20]}-{ident[20:]}"
    inner: JsonValue = {"date": "2026-11-23T15:00:00", "request-id": guid, "client-request-id": guid}
    return Problem(status, {"error": {"code": code, "message": message, "innerError": inner}}, headers)


def bad(message: str) -> Problem:
    """Return the answer to a request that makes no sense."""
    return problem(400, "BadRequest", message)


def missing(what: str = "Resource") -> Problem:
    """Return the answer for something that is not there."""
    return problem(404, "NotFound", f"{what} not found.")


def unauthorized(message: str) -> Problem:
    """Return the answer to a token that does not hold."""
    return problem(401, "InvalidAuthenticationToken", message, {"WWW-Authenticate": 'Bearer realm=""'})


def forbidden(*, outlook: bool = False) -> Problem:
    """Return the answer to a token without the permission; Outlook has words of its own."""
    if outlook:
        return problem(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
    return problem(403, "Forbidden", "Insufficient privileges to complete the operation.")
