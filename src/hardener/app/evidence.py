"""Gather what an evidence file packs: the store, waivers.yaml, profiles and the folder with reviews; and check one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import NamedTuple

from hardener import __version__, pages, profile, redact
from hardener.app.accounts import shown
from hardener.app.reviews import folder
from hardener.app.surroundings import Surroundings
from hardener.app.waivers import waivers_on
from hardener.app.writing import write_whole
from hardener.errors import AskedError
from hardener.evidence.archive import PAGE, REVIEWS
from hardener.evidence.facts import Facts, Review
from hardener.evidence.pack import Packed, checked, pack
from hardener.evidence.records import files_of, records
from hardener.files import FileError, NoFileError, read_bytes
from hardener.history.period import Period
from hardener.history.read_period import period
from hardener.language import tr
from hardener.profile import Profile
from hardener.waive import day_in

MOST = 200
"""Files of it that are taken in."""
REVIEW_LIMIT = 2**20
LIMIT = 512 * 2**20
"""Bytes of an evidence file that is checked: nothing in it is compressed, so it never grows."""
_STRANGE = re.compile(r"[^A-Za-z0-9._-]+")


class Written(NamedTuple):
    """An evidence file that was written."""

    path: Path
    packed: Packed
    empty: bool
    """Nothing at all is kept of that time."""


def gather(context: Surroundings, first: date, last: date) -> Facts:
    """Return the facts of the days from `first` to `last`. Raises `HardenerError`."""
    now, zone = context.now(), context.zone
    begin, end = _bounds(first, last, zone)
    with context.store() as store:
        found = period(store, begin, end, now, shown(context, store))
    words = waivers_on(context, day_in(zone, now))
    return Facts(
        version=__version__,
        library=context.config.library.name if context.config_path.exists() else "",
        zone=zone,
        first=first,
        last=last,
        period=found,
        profiles=list(_profiles(context, found)),
        waivers=[entry for entry in words.waivers if entry.until >= first],
        attestations=[entry for entry in words.attestations if entry.until >= first and entry.on <= last],
        reviews=list(_reviews(folder(context))),
    )


def _bounds(first: date, last: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return where the days from `first` to `last` begin and end. Raises `AskedError` where no calendar has these."""
    try:
        begin, end = (datetime(d.year, d.month, d.day, tzinfo=zone) for d in (first, last + timedelta(days=1)))
        return begin.astimezone(UTC), end.astimezone(UTC)
    except OverflowError:
        raise AskedError(tr("--from {first} --to {last}: give days of this century", first=first, last=last)) from None


def write(facts: Facts, path: Path) -> Written:
    """Write the evidence file of `facts`. Raises `AskedError` where another file is there, `FileError`."""
    made = list(records(facts))
    files = [(PAGE, pages.evidence(facts).encode()), *files_of(facts.reviews)]
    found = pack(made, files)
    try:
        there = read_bytes(path, LIMIT)
    except NoFileError:
        there = None
    if there is not None and there != found.data:
        raise AskedError(tr("{path} is there already, and says something else; give another name", path=path))
    write_whole([found.data], path)
    kept = facts.period
    return Written(path, found, not (kept.due or kept.unlisted or kept.always_open or kept.looks or kept.made))


def check(path: Path, head: str = "") -> str:
    """Return in one line that a file is whole. Raises `AlteredError` with what was done to it, else `HardenerError`."""
    return checked(read_bytes(path, LIMIT), head)


def _profiles(context: Surroundings, found: Period) -> Iterator[tuple[str, Profile | None]]:
    """Yield every profile by which a look judged, as it is today: the store keeps its name alone."""
    for name in found.profiles:
        try:
            yield name, profile.load(name, context.config_path.parent)
        except FileError:
            yield name, None


def _reviews(folder: Path) -> Iterator[Review]:
    """Yield the files of the folder, by name; what is no text of a sane size is named and left out."""
    if not folder.is_dir():
        return
    paths = sorted(each for each in folder.rglob("*") if not each.is_dir() and not _hidden(each.relative_to(folder)))
    for number, path in enumerate(paths[:MOST], 1):
        yield _review(number, path)
    if len(paths) > MOST:
        raise AskedError(
            tr("{folder} has more than {count} files; keep reviews alone in it", folder=folder, count=MOST)
        )


def _hidden(path: Path) -> bool:
    """Tell whether a file, or a folder that it is in, is out of sight: version control keeps its own there."""
    return any(part.startswith(".") for part in path.parts)


def _review(number: int, path: Path) -> Review:
    clean = _STRANGE.sub("-", redact.line(path.name, 200)).strip(".-")[-60:].lstrip(".-")
    name = f"{REVIEWS}{number:03}-{clean or 'review'}"
    if path.is_symlink():
        return Review(name=name, text="", original="", left_out=tr("it is a link to another file"))
    try:
        data = read_bytes(path, REVIEW_LIMIT, "it")
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        return Review(name=name, text="", original=_mark(data), left_out=tr("it is no text"))
    except FileError as error:
        return Review(name=name, text="", original="", left_out=str(error))
    text = "".join(map(_clean, lines))
    whole = text == "".join(f"{line}\n" for line in lines)
    # Where all but a passcode of six digits is there to read, a fingerprint of it all would tell which it is.
    return Review(name=name, text=text, original=_mark(data) if whole else "", left_out="")


def _clean(line: str) -> str:
    """Return a line of a review without secrets, and without signs that do something to a terminal or go unseen."""
    seen = "".join(sign if sign.isprintable() or sign == "\t" else " " for sign in redact.text(line))
    return f"{redact.text(seen)}\n"


def _mark(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
