"""Options that several verbs have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from hardener.model import Risk

F = TypeVar("F", bound=Callable[..., Any])

AGREED = "goes on with a plan as it was agreed to"
LOOK = ("program", "profile", "only", "weeks")
"""What says at what to look, for a new plan."""


class OptIns(click.ParamType):  # type: ignore[type-arg]  # older click has no such arguments
    """Opt-ins, one or several with commas between them."""

    name = "opt-ins"

    def __init__(self, names: Sequence[str] = tuple(Risk)) -> None:
        """Take these `names` and no others."""
        self.names = tuple(names)

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:  # noqa: ARG002 - the shape of click's
        """Return what help shows."""
        return f"[{'|'.join(self.names)}]"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Return every opt-in that is named."""
        if isinstance(value, tuple):
            return value
        names = tuple(name.strip() for name in str(value).split(","))
        for name in names:
            if name not in self.names:
                self.fail(f"{name!r} is not one of {', '.join(self.names)}", param, ctx)
        return names


OPT_INS = click.option(
    "--allow",
    "allow",
    multiple=True,
    type=OptIns(),
    callback=lambda _ctx, _param, value: tuple(dict.fromkeys(name for each in value for name in each)),
    help="Also plan changes that: change a published LINK; may LOCKOUT families until somebody lets them in; "
    "touch SHARED settings and so other programs; OPEN something; DECLARE something before the law, such as that "
    "a video is made for kids. May be given several times, or with commas.",
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
DETAILS = click.option("--details", is_flag=True, help="Also show the vendor's own settings.")
MAX_UNITS = click.option(
    "--max-units",
    type=click.IntRange(0),
    help="Refuse a plan that takes more of what the platform allows in a day, where it counts that.",
)
OUTPUT = click.option("--output", type=click.Path(dir_okay=False), help="Write it to this file, whole or not at all.")
ALL = click.option(
    "--all", "every", is_flag=True, help="Also what is not of this configuration's accounts; each with its account."
)


def alone(option: str, why: str, *others: str) -> None:
    """Raise `ClickException` where any of `others`, by their names in Python, was typed along with `option`.

    What is passed over in silence is taken for what was done.
    """
    here = click.get_current_context()
    typed = (p for p in here.command.params if here.get_parameter_source(p.name or "") is ParameterSource.COMMANDLINE)
    if given := [
        p.opts[0] if isinstance(p, click.Option) else p.human_readable_name for p in typed if p.name in others
    ]:
        raise click.ClickException(f"{option} {why}: leave out {', '.join(given)}; nothing was changed")


def shaped(names: Iterable[str]) -> Callable[[F], F]:
    """Return the option by which somebody chooses the shape of a report, of those with these `names`."""
    return click.option(
        "--format", "shape", type=click.Choice(list(names)), default="text", help="How it is told  [text]"
    )
