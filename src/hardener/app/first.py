"""A first hardener.toml: the library's own part, and the connection as its vendor's adapter brings it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files

from pydantic import JsonValue
from tzlocal import get_localzone_name

from hardener import adapter, config
from hardener.app.surroundings import Surroundings
from hardener.app.writing import write_new
from hardener.language import ENGLISH

SECTION = "connection.toml"
"""A file of an adapter's package: how a connection of the vendor looks in hardener.toml."""
HEADER = "[connections.main]"
"""The first line of it that is no comment; the connection may get another name."""
HEAD = """\
# hardener.toml: which accounts there are, and which programs get which profile.
# Secrets do not belong in this file; store them with: hardener connect {name}

default = "storytime"            # by this, programs are judged that no rule below names; they are never changed

[library]
name = {library}
timezone = {timezone}{gap} # dates in reports are in it
weeks = 4                        # how far ahead an audit looks
{language}# card = ["library barcode"]     # what sign-up forms call your card, beside "library card"

"""
REST = """
# The first rule that matches decides. Patterns: * stands for anything, capitals do not matter.
# For the titles that none of them names: hardener rules
[[programs]]
kind = "room"                    # hosts' personal rooms
profile = "community-room"

[[programs]]
title = "*board*meeting*"
profile = "board-meeting"

[[programs]]
title = "*trustees*"
profile = "board-meeting"

[[programs]]
title = "*book club*"
profile = "book-club"

[[programs]]
title = "*author*"
profile = "author-talk"

[[programs]]
title = "*teen*"
profile = "teen"

[[programs]]
title = "*homework*"
profile = "tutoring"

[[programs]]
title = "*tutor*"
profile = "tutoring"

[[programs]]
title = "*staff*"
profile = "staff-meeting"

[[programs]]
title = "*community*"
profile = "community-room"       # looked at, never changed

[[programs]]
title = "*storytime*"
profile = "storytime"

[[programs]]
title = "*story time*"
profile = "storytime"

[[programs]]
title = "*lapsit*"
profile = "storytime"

[[programs]]
title = "*story hour*"
profile = "storytime"

[[programs]]
title = "*stories*"
profile = "storytime"

[[programs]]
title = "*cuentos*"
profile = "storytime"

# [calendar.events]              # the library's public calendar: is a join link in it? are its times right?
# url = "https://maple.libcal.com/ical_subscribe.php?src=p&cid=1234"   # or file = "events.ics"; a secret address:
# timezone = "America/New_York"  # of times that name none                  leave url out: hardener calendar set events
# audiences = {storytime = ["baby", "toddler"], teen = ["teen"]}   # by words of titles and categories

[apply]
allowed_by = []                  # login names that may change programs; empty: whoever can run it
max_changes = 1000               # refuse a larger plan

# [watch]                        # for: hardener watch
# audit = "0 6 * * *"            # when everything is looked at, as cron writes it, in the library's time zone
# before = ["24h", "1h"]         # how long before each start a program is looked at
# every = "30m"                  # how often the schedules are read again
# apply = "none"                 # safe: also make the changes that need no opt-in

# [store]                        # runs, findings and changes; without it a file in your data directory
# url = "postgresql+psycopg://hardener@db.example.org/hardener"
# keep_days = 400

# [notify.staff]                 # where news is sent; its address is a secret: hardener notify set staff
# least = "high"                 # findings below it are not told there

# [people]                       # who gets mail; the mail server is a secret: hardener notify set mail
# manager = "manager@example.org"    # a digest each Monday, and at once what opens to strangers
# it = ["it@example.org"]            # at once what opens to strangers
# [people.hosts]                 # the day before a program in which there is something to do
# "youth.main" = "anna@example.org"  # the part of the host's name before the @

# [notice]                       # what hardener notice tells families, beside what is set
# help = "call 555-0100"         # whom to ask for help to take part
# privacy = "privacy@example.org"    # whom to ask about privacy: a role, nobody's own address
# other_ways = ["Dial-a-Story, 555-0111"]
# law = "State law protects the records of what you borrow and attend."
# rules = { zoom = "example.org/zoom" }    # where a platform's privacy rules can be read
# [notice.es]                    # the same in another language
# help = "llame al 555-0100"
"""


def write_first(  # noqa: PLR0913 - what a first file is made of
    context: Surroundings, vendor: str, *, name: str, library: str, timezone: str, language: str = ENGLISH
) -> None:  # fmt: skip
    """Write a first configuration with a connection called `name`, never over one that is there.

    `language` is that in which people are told things from then on.

    Raises `ConfigError` where a word is not what it should be, `AdapterError` where there is no such vendor,
    `FileError` where it cannot be written.
    """
    text = first_config(section_of(vendor, name), name=name, library=library, timezone=timezone, language=language)
    config.parse(text, context.config_path)
    write_new(text, context.config_path)


def first_config(section: str, *, name: str, library: str, timezone: str, language: str = ENGLISH) -> str:
    """Return the text of a whole hardener.toml whose one connection, called `name`, is `section`."""
    zone = quoted(timezone)
    spoken = "" if language == ENGLISH else f"language = {quoted(language):<22} # of screens, pages and letters\n"
    gap = " " * (21 - len(zone))
    head = HEAD.format(name=name, library=quoted(library), timezone=zone, gap=gap, language=spoken)
    return f"{head}{section.strip()}\n{REST}"


def section_of(vendor: str, name: str) -> str:
    """Return the section of a connection called `name`, with the comments of the vendor's adapter.

    An adapter that brings none gets the one key that every connection has. Raises `AdapterError`.
    """
    found = _file_of(adapter.load(vendor).__module__.partition(".")[0])
    text = found or section_with(vendor, {})
    return text.replace(HEADER, f"[connections.{name}]", 1)


def section_with(vendor: str, options: Mapping[str, JsonValue], name: str = "main") -> str:
    """Return the section of a connection that has these keys and no comments."""
    lines = [
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in {"vendor": vendor, **options}.items()
    ]
    return "".join((f"[connections.{name}]\n", *lines))


def calendar_section(url: str) -> str:
    """Return the section of a public calendar at this address; empty where there is none."""
    about = "# what the public reads, held against the programs"
    return f"\n[calendar.events]                {about}\nurl = {quoted(url)}\n" if url else ""


def local_zone() -> str:
    """Return the IANA name of this machine's time zone; `UTC` where it does not say, or says one that is not known."""
    try:
        name: str = get_localzone_name()
        config.Library(timezone=name)
    except (LookupError, ValueError, OSError):
        return "UTC"
    return name


def _file_of(package: str) -> str:
    try:
        file = files(package).joinpath(SECTION)
    except TypeError:  # an adapter of one file is no package
        return ""
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def quoted(text: str) -> str:
    """Return `text` as a string of TOML; what is no text, as a byte of another alphabet, becomes a question mark."""
    clean = text.encode("utf-8", "replace").decode()
    return json.dumps(clean, ensure_ascii=False).replace("\x7f", "\\u007f")
