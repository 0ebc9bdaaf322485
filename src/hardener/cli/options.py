"""Options that several verbs have."""

from __future__ import annotations

import click

from hardener.model import Risk

OPT_INS = click.option(
    "--allow",
    "allow",
    multiple=True,
    type=click.Choice([r.value for r in Risk]),
    help="Also plan changes that: change a published LINK; may LOCKOUT families until somebody lets them in; "
    "touch SHARED settings and so other programs; OPEN something. May be given several times.",
)
PROFILE = click.option(
    "--profile",
    metavar="NAME|FILE",
    help="Hold everything against this profile, whatever the configuration says.",
)
CONNECTION = click.option(
    "--connection", "only", multiple=True, help="Only this connection; may be given several times."
)
WEEKS = click.option("--weeks", type=click.IntRange(1, 26), help="How far ahead to look  [as configured, else 4]")
ALL = click.option(
    "--all", "every", is_flag=True, help="Also what is not of this configuration's accounts; each with its account."
)
