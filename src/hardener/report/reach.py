"""How closed each platform can be made, by profile: by this a library chooses where to hold a program. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hardener.attainable import kinds_of, out_of_reach, to_look_at
from hardener.catalog import catalogue
from hardener.platform import spelled
from hardener.profile import Profile
from hardener.report.words import control
from hardener.setting import Setting

PERSONAL = "room"


def render(profile: Profile, tables: Mapping[str, Sequence[Setting]]) -> Iterator[str]:
    """Yield a line for each platform; personal rooms, in which no program needs to be, are left out."""
    for vendor, settings in tables.items():
        kinds = [kind for kind in kinds_of(settings) if kind != PERSONAL]
        short: dict[str, list[str]] = {}
        for kind in kinds:
            for ident in out_of_reach(profile, settings, catalogue(), kind):
                short.setdefault(ident, []).append(kind.replace("_", " ").replace("-", " "))
        told = [f"{_small(control(ident).title)} ({ident}{_in(some, kinds)})" for ident, some in short.items()]
        looked = to_look_at(profile, settings)
        if looked is not None:
            rest = f"; it does not have {'; '.join(told)}" if told else ""
            how = f"by hand alone: people look at {len(looked)} of {len(profile.requires)} controls{rest}"
        else:
            how = f"everything{' but ' if told else ''}{'; '.join(told)}"
        yield f"As closed as {spelled(vendor)} gets: {how}"


def _in(some: Sequence[str], kinds: Sequence[str]) -> str:
    """Say in which kinds of program it is so, where that is not all of them."""
    return "" if len(some) == len(kinds) else f", in {', '.join(some)}"


def _small(title: str) -> str:
    return title[:1].lower() + title[1:]
