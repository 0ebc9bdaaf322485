"""How a body is understood: a JSON object, an array, a part of an object, or text. Each says what it will not take."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, NoReturn, TypeVar

from pydantic_core import from_json

from hardener import unanswered
from hardener.errors import MalformedError
from hardener.http.answer import Json, get_path
from hardener.language import marked

Body = TypeVar("Body")
Further = TypeVar("Further")


@dataclass(frozen=True, slots=True)
class Codec(Generic[Body]):
    """A kind of answer: what is asked for, and how what comes is understood."""

    accept: str
    """The header `Accept`."""
    decode: Callable[[bytes, str], Body]
    """Given the body and the path that messages name. Raises `MalformedError`."""

    def then(self, further: Callable[[Body], Further]) -> Codec[Further]:
        """Return a codec that gives what `further` makes of a body, or raises the `AdapterError` that it raises."""
        return Codec(self.accept, lambda raw, path: further(self.decode(raw, path)))


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


_decode = json.JSONDecoder(parse_constant=_no_number).decode


HTML = marked("the answer is an HTML page; what was asked for is not there")


def is_html(text: str) -> bool:
    """Tell whether a body is a page for people: a log-in, an error, or what a host shows for any path."""
    return text[:1000].lstrip().casefold().startswith(("<!doctype html", "<html"))


def text_of(raw: bytes, path: str) -> str:
    """Return a body as UTF-8 text that is no HTML page. Raises `MalformedError` that names `path`."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MalformedError(f"{path}: {marked('the answer is no UTF-8 text')}") from None
    if is_html(text):
        raise MalformedError(f"{path}: {HTML}")
    return text


def json_of(raw: bytes, path: str) -> object:
    """Return the JSON value that `raw` is. Raises `MalformedError` that names `path`."""
    text = text_of(raw, path)
    found: object
    try:
        found = from_json(text, allow_inf_nan=False, cache_strings="keys")
    except ValueError:
        found = _slowly(text, path)
    return found


def _slowly(text: str, path: str) -> object:
    """Return the same of what only Python's own reader takes: half an emoji in a title that was cut, a deep tree."""
    try:
        return _decode(text)
    except (ValueError, RecursionError):
        raise MalformedError(f"{path}: {marked('the answer is no JSON, or was cut off')}") from None


def object_of(raw: bytes, path: str) -> Json:
    """Return the JSON object that `raw` is. Raises `MalformedError` that names `path`."""
    found = json_of(raw, path)
    if not isinstance(found, dict):
        raise MalformedError(f"{path}: {marked('the answer is no JSON object')}")
    return found


def array_of(raw: bytes, path: str) -> list[Any]:
    """Return the JSON array that `raw` is. Raises `MalformedError` that names `path`."""
    found = json_of(raw, path)
    if not isinstance(found, list):
        raise MalformedError(f"{path}: {marked('the answer is no JSON array')}")
    return found


def inside(name: str) -> Codec[Any]:
    """Return a codec of the value that lies at `name` in an object: `ocs.data`."""

    def decode(raw: bytes, path: str) -> object:
        found = get_path(object_of(raw, path), name)
        if found is None:
            raise MalformedError(f"{path}: {unanswered.WITHOUT.format(name=repr(name))}")
        return found

    return Codec(OBJECT.accept, decode)


OBJECT = Codec("application/json", object_of)
ARRAY = Codec("application/json", array_of)
TEXT = Codec("text/plain, */*", text_of)
"""A script is read with it like any other text. Nothing runs it."""
