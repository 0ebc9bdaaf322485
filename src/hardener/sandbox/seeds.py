"""What simulators begin from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from hardener.sandbox.simulator import SeedError

S = TypeVar("S")
STRANGE = frozenset({"unexpected_keyword_argument", "extra_forbidden"})


def checked(kind: type[S], seed: Mapping[str, Any]) -> S:
    """Return a seed as what it holds. Raises `SeedError`, with one clear line that names the place."""
    try:
        return TypeAdapter(kind).validate_python(dict(seed))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "seed"
        raise SeedError(f"{where}: {'unknown key' if first['type'] in STRANGE else first['msg']}") from None
