"""A platform that a library describes itself, in a file of a few lines."""

from __future__ import annotations

import tomllib

from pydantic import ValidationError

from hardener.adapter import AdapterError
from hardener.files import FileError, shallow
from hardener.own_platform import OwnPlatform

LONGEST = 100_000
"""Characters of such a file; one that says all there is to say has a tenth."""


def described(text: str, name: str) -> OwnPlatform:
    """Return the platform that the file called `name` describes. Raises `AdapterError`: one line, with the place."""
    try:
        if len(text) > LONGEST:
            raise AdapterError(f"{name}: it is too long to be what is meant; see docs/checklist-platforms.md")
        tree = tomllib.loads(text)
        shallow(tree, name)
        read = OwnPlatform.model_validate(tree)
    except tomllib.TOMLDecodeError as error:
        raise AdapterError(f"{name}: not TOML: {error}") from None
    except (FileError, RecursionError) as error:
        raise AdapterError(f"{name}: {error}") from None
    except ValidationError as error:
        raise AdapterError(f"{name}: {_first(error)}") from None
    if wrong := read.mistake:
        raise AdapterError(f"{name}: {wrong}")
    return read


def _first(error: ValidationError) -> str:
    """Return the first thing that is wrong, with the entry that it is in."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = " ".join(f"number {step + 1}:" if isinstance(step, int) else f"{step}" for step in first["loc"])
    said = {"missing": "is missing", "extra_forbidden": "unknown key"}.get(first["type"], first["msg"])
    return f"{where or 'file'}: {said.removeprefix('Value error, ')}"
