"""Google's answers other than success, in Google's words and its two shapes."""

from __future__ import annotations

from pydantic import JsonValue

from hardener.sandbox import Problem

Json = dict[str, JsonValue]
STATUS = {
    400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND", 409: "ALREADY_EXISTS",
    429: "RESOURCE_EXHAUSTED", 501: "UNIMPLEMENTED",
}  # fmt: skip
NO_SPACE = "Permission denied on resource MeetingSpace (or it might not exist)"
NO_SCOPE = "Request had insufficient authentication scopes."
NO_LOGIN = (
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
    "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
)


def problem(status: int, message: str, *details: Json) -> Problem:
    """Return an error of Meet or Cloud Identity."""
    error: Json = {"code": status, "message": message, "status": STATUS[status]}
    if details:
        error["details"] = list(details)
    return Problem(status, {"error": error})


def invalid(message: str, field: str = "") -> Problem:
    """Return the answer to a wrong argument; `field` is its place in the body."""
    violation: Json = {"field": field, "description": message} if field else {"description": message}
    return problem(400, message, {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]})


def no_scope(service: str) -> Problem:
    """Return the answer to a token without a scope that the call takes."""
    info: Json = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com", "metadata": {"service": service},
    }  # fmt: skip
    return problem(403, NO_SCOPE, info)


def legacy(status: int, reason: str, message: str, domain: str = "global", **where: str) -> Problem:
    """Return an error of the calendar, which has a shape of its own."""
    one: Json = {"domain": domain, "reason": reason, "message": message, **where}
    return Problem(status, {"error": {"errors": [one], "code": status, "message": message}})


def not_found() -> Problem:
    """Return the calendar's answer for what is not there, or not for this person."""
    return legacy(404, "notFound", "Not Found")


def oauth(status: int, error: str, description: str) -> Problem:
    """Return an error of the token endpoint."""
    return Problem(status, {"error": error, "error_description": description})
