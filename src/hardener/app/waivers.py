"""Where waivers.yaml is, and what it says today."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from hardener.app.surroundings import Surroundings
from hardener.files import YAML_LIMIT, NoFileError, read_text
from hardener.waive import Waivers, day_in
from hardener.waivers_file import NAME, read


def today(context: Surroundings) -> date:
    """Return the date in the library's time zone."""
    return day_in(ZoneInfo(context.config.library.timezone), context.now())


def waivers_on(context: Surroundings, day: date) -> Waivers:
    """Return what waivers.yaml, beside the configuration, says on `day`; nothing without one. Raises `FileError`."""
    return read(text_of(context), today=day, name=str(path_of(context)))


def path_of(context: Surroundings) -> Path:
    """Return where waivers.yaml is, or would be."""
    return context.config_path.parent / NAME


def text_of(context: Surroundings) -> str:
    """Return the text of waivers.yaml, empty where there is none. Raises `FileError`."""
    path = path_of(context)
    try:
        return read_text(path, YAML_LIMIT)
    except NoFileError:
        return ""
