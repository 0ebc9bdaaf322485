"""YouTube's answers other than success, in its words and its shape: the reason tells what it is about."""

from __future__ import annotations

from hardener.sandbox import Problem
from hardener.sandbox.simulator import Json

STATUS = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND"}


def refusal(status: int, reason: str, message: str, domain: str = "youtube.parameter", location: str = "") -> Problem:
    """Return an error of the API; `location` is the parameter or the property that it is about."""
    one: Json = {"message": message, "domain": domain, "reason": reason}
    if location:
        one |= {"location": location, "locationType": "parameter" if domain == "youtube.parameter" else "other"}
    return Problem(status, {"error": {"code": status, "message": message, "errors": [one]}})


def no_login() -> Problem:
    """Return the answer to a token that is none, or is over."""
    one: Json = {
        "message": "Invalid Credentials", "domain": "global", "reason": "authError", "location": "Authorization",
        "locationType": "header",
    }  # fmt: skip
    said = "Request had invalid authentication credentials."
    return Problem(401, {"error": {"code": 401, "message": said, "errors": [one], "status": STATUS[401]}})


def no_scope() -> Problem:
    """Return the answer to a token without a scope that the call takes."""
    said = "Request had insufficient authentication scopes."
    one: Json = {"message": "Insufficient Permission", "domain": "global", "reason": "insufficientPermissions"}
    return Problem(403, {"error": {"code": 403, "message": said, "errors": [one], "status": STATUS[403]}})


def spent() -> Problem:
    """Return the answer where the day's units are used up."""
    return refusal(
        403, "quotaExceeded", "The request cannot be completed because you have exceeded your quota.", "youtube.quota"
    )


def oauth(status: int, error: str, description: str) -> Problem:
    """Return an error of the token endpoint."""
    return Problem(status, {"error": error, "error_description": description})
