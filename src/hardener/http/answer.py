"""What a vendor answered: an object, or an error in its own words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from hardener import redact
from hardener.errors import MalformedError, RefusedError

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """A vendor's answer that is no error."""

    status: int
    headers: Mapping[str, str]
    """In any case: `Retry-After` is also found as `retry-after`."""
    body: Json
    """Empty where the vendor sent nothing, which only writes may be answered with."""


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


_decode = json.JSONDecoder(parse_constant=_no_number).decode


def object_of(raw: bytes, path: str) -> Json:
    """Return the JSON object that `raw` is. Raises `MalformedError` that names `path`."""
    try:
        found = _decode(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise MalformedError(f"{path}: the answer is no JSON, or was cut off") from None
    if not isinstance(found, dict):
        raise MalformedError(f"{path}: the answer is no JSON object")
    return found


def refusal_of(status: int, raw: bytes) -> RefusedError:
    """Return the vendor's error, redacted and on one line, whatever can be made of its body."""
    code, said = _error(raw)
    named = f"the vendor answered {status}" + (f" ({code})" if code is not None else "")
    return RefusedError(redact.line(f"{named}: {said}" if said else named), status=status, code=code)


def _error(raw: bytes) -> tuple[int | str | None, str]:
    try:
        body = object_of(raw, "")
    except MalformedError:
        return None, ""
    inner = body["error"] if isinstance(body.get("error"), dict) else body
    short = inner.get("error")
    codes = (c for c in (inner.get("code"), short) if isinstance(c, int | str) and not isinstance(c, bool))
    code = next(codes, None)
    said = next(
        (t for k in ("message", "reason", "error_description") if isinstance(t := inner.get(k), str) and t),
        short if isinstance(short, str) else "",
    )
    shown = redact.line(code, 60) if isinstance(code, str) else code
    return shown, "; ".join(filter(None, [said, *_details(body)]))


def _details(body: Json) -> list[str]:
    """Return what a validation error says of single fields."""
    errors = body.get("errors")
    found = [e for e in errors if isinstance(e, dict)] if isinstance(errors, list) else []
    pairs = ((e.get("field"), e.get("message") or e.get("description")) for e in found)
    return [f"{field}: {said}" if field else str(said) for field, said in pairs if said]
