"""fleet.toml: how the libraries of a folder are worked through. Every key has a default, and so has the file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from hardener.config import ConfigError
from hardener.files import NoFileError, read_text, shallow
from hardener.fleet.local import Local
from hardener.fleet.work import Engine
from hardener.model import Model
from hardener.nearest import meant
from hardener.store.opening import holds_secret

FILE = "fleet.toml"


class Settings(Model):
    """The whole file."""

    engine: Literal["local", "dask"] = "local"
    """Where the work is done: on this machine, or on those of a Dask cluster."""
    workers: Annotated[int, Field(ge=1, le=32)] | None = None
    """Libraries at the same time; None: as many as suit this machine."""
    scheduler: str = ""
    """The address of Dask's scheduler: `tls://10.0.0.1:8786`."""
    store: str = ""
    """A file or URL for all libraries that configure none; empty: each has a file in its folder."""


def load(folder: Path) -> Settings:
    """Return the settings of a fleet's folder. Raises `ConfigError` with the key."""
    path = folder / FILE
    try:
        tree = tomllib.loads(read_text(path))
        shallow(tree, str(path))
        found = Settings.model_validate(tree)
    except NoFileError:
        return Settings()
    except ValidationError as error:
        raise ConfigError(f"{path}: {_first(error)}") from None
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: {error if isinstance(error, tomllib.TOMLDecodeError) else 'not TOML'}") from None
    _sound(found, path)
    return found


def engine_of(settings: Settings) -> Engine:
    """Return what has the work done. Raises `HardenerError` where it cannot be had."""
    if settings.engine == "local":
        return Local() if settings.workers is None else Local(settings.workers)
    from hardener.fleet.dask import Dask  # noqa: PLC0415 - only a fleet on a cluster needs it

    return Dask(settings.scheduler, most=settings.workers)


def _sound(found: Settings, path: Path) -> None:
    if holds_secret(found.store):
        raise ConfigError(
            f"{path}: store: a password does not belong in this file; leave it out of the url and put it into "
            "~/.pgpass, or give the whole url in the environment variable HARDENER_STORE"
        )
    if found.engine == "dask" and not found.scheduler:
        raise ConfigError(f'{path}: scheduler: engine = "dask" needs its address, like "tls://10.0.0.1:8786"')
    if found.engine == "local" and found.scheduler:
        raise ConfigError(f'{path}: scheduler: it has a meaning with engine = "dask" only')


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(map(str, first["loc"])) or "file"
    if first["type"] == "extra_forbidden":
        return f"{where}: unknown key{meant(where, Settings.model_fields)}"
    return f"{where}: {first['msg'].removeprefix('Value error, ')}"
