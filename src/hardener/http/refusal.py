"""A vendor's error in its own words, whatever shape it comes in."""

from __future__ import annotations

from collections.abc import Iterator

from hardener import redact, unanswered
from hardener.errors import MalformedError, RefusedError
from hardener.http.answer import Json, get_path
from hardener.http.codecs import object_of

CODES = ("code", "error", "errorCode", "int_err_code")
SAID = ("message", "reason", "error_description", "msg")
ENVELOPES = ("error", "ocs.meta")
"""Objects that some vendors put around code and message."""


def refusal_of(status: int, raw: bytes) -> RefusedError:
    """Return the vendor's error, redacted and on one line, whatever can be made of its body."""
    code, said = _error(status, raw)
    answered = unanswered.ANSWERED if code is None else unanswered.ANSWERED_CODE
    named = answered.format(status=status, code=code)
    return RefusedError(redact.line(f"{named}: {said}" if said else named), status=status, code=code)


def _error(status: int, raw: bytes) -> tuple[int | str | None, str]:
    try:
        body = object_of(raw, "")
    except MalformedError:
        return None, ""
    inner = next((found for name in ENVELOPES if isinstance(found := get_path(body, name), dict)), body)
    codes = (c for name in CODES if isinstance(c := inner.get(name), int | str) and not isinstance(c, bool))
    code = next(codes, None)
    if code in {None, status}:  # Google says what it is about one level further in
        code = next((r for each in _objects(inner.get("errors")) if isinstance(r := each.get("reason"), str)), code)
    short = inner.get("error")
    said = next(
        (text for name in SAID if isinstance(text := inner.get(name), str) and text),
        short if isinstance(short, str) else "",
    )
    shown = redact.line(code, 60) if isinstance(code, str) else code
    return shown, "; ".join(filter(None, [said, *_details(body)]))


def _details(body: Json) -> Iterator[str]:
    """Yield what an error says beside its message: of single fields, or in words alone."""
    errors = body.get("errors")
    yield from (each for each in (errors if isinstance(errors, list) else [errors]) if isinstance(each, str))
    for each in _objects(errors):
        if said := each.get("message") or each.get("description"):
            yield f"{each['field']}: {said}" if each.get("field") else str(said)


def _objects(listed: object) -> list[Json]:
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
