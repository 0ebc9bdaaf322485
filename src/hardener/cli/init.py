"""hardener init: write a first hardener.toml."""

from __future__ import annotations

import os

import click

from hardener import config
from hardener.cli.context import Context

TEMPLATE = """\
# hardener.toml: which accounts there are, and which programs get which profile.
# Secrets do not belong in this file; store them with: hardener connect {name}

default = "storytime"            # by this, programs are judged that no rule below names; they are never changed

[library]
name = "{library}"
timezone = "{timezone}"          # dates in reports are in it
weeks = 4                        # how far ahead an audit looks
# card = ["library barcode"]     # what sign-up forms call your card, beside "library card"

[connections.{name}]
vendor = "zoom"
auth = "server"                  # a Server-to-Server OAuth app; "user": one person's own programs
plan = "pro"                     # free, pro or business: how fast Zoom lets us read
fix_at = "host"                  # where shared settings are fixed: host, account, or group:NAME

# The first rule that matches decides. Patterns: * stands for anything, capitals do not matter.
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
title = "*cuentos*"
profile = "storytime"

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
"""


@click.command()
@click.option("--name", default="main", show_default=True, help="What to call the connection.")
@click.option("--library", default="Our Library", show_default=True, help="The library's name, for reports.")
@click.option("--timezone", default="UTC", show_default=True, help="For dates in reports, as America/New_York.")
@click.pass_obj
def init(context: Context, name: str, library: str, timezone: str) -> None:
    """Write a first hardener.toml, with comments; never over one that is there.

    \b
    Then:  hardener connect main     store the account's credentials
           hardener doctor           see what they allow
           hardener audit            look
    """
    path = context.config_path
    text = TEMPLATE.format(name=name, library=_quoted(library), timezone=_quoted(timezone))
    config.parse(text, path)
    try:
        with open(path, "x", encoding="utf-8", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
            file.write(text)
    except FileExistsError:
        raise click.ClickException(f"{path} is there already; it was left as it is") from None
    except OSError as error:
        raise click.ClickException(f"{path}: cannot write it: {error.strerror}") from None
    click.echo(f"wrote {path}; next: hardener connect {name}")


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
