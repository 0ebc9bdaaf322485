"""Zoom's answers other than success, in Zoom's words."""

from __future__ import annotations

from collections.abc import Iterable

from hardener.sandbox import Problem


def problem(status: int, code: int, message: str) -> Problem:
    """Return the answer that Zoom gives for `code`."""
    return Problem(status, {"code": code, "message": message})


def invalid(errors: Iterable[tuple[str, str]]) -> Problem:
    """Return the answer to a body with wrong values: pairs of a field and what is wrong with it."""
    listed: list[object] = [{"field": field, "message": message} for field, message in errors]
    body: dict[str, object] = {"code": 300, "message": "Validation Failed.", "errors": listed}
    return Problem(400, body)  # type: ignore[arg-type]


def no_user(ident: str) -> Problem:
    """Return the answer for a user that is not in the account."""
    return problem(404, 1001, f"User does not exist: {ident}.")


def no_meeting(ident: str) -> Problem:
    """Return the answer for a meeting that never was or is long over."""
    return problem(404, 3001, f"Meeting does not exist: {ident}.")


def no_webinar(ident: str) -> Problem:
    """Return the answer for a webinar that never was or is long over."""
    return problem(404, 3001, f"Webinar does not exist: {ident}.")


def bad_token(message: str = "Invalid access token.") -> Problem:
    """Return the answer to a missing, unknown or expired token."""
    return problem(401, 124, message)
