"""How often a vendor is asked for one program, beside the least that its API allows: python -m bench.calls

Counted on the simulators' samples, at a moment that does not move and one thing after the other: the same each time.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, cast

from pydantic import JsonValue
from tabulate import tabulate
from werkzeug.wrappers import Request

from bench.judging import Vault
from hardener import profile
from hardener.adapter import Window, load
from hardener.asked import controls_of, parts_of
from hardener.http import Session
from hardener.model import Elsewhere
from hardener.sandbox import Simulator, serve, simulator

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
WEEKS = timedelta(weeks=4)
LOGIN = re.compile(r"token\b")
WIDTH = 60


class Vendor(NamedTuple):
    """What of a vendor's calls is for one program, and how few of these there can be."""

    programs: str
    """A pattern of their paths; all others are lists, and what lies above programs."""
    least: float
    """For a program that has no more than its settings."""
    why: str


VENDORS: Mapping[str, Vendor] = {
    "zoom": Vendor(r"^/v2/(meetings|webinars)/", 1, "no list has settings; a form, a stream, a date is one more"),
    "webex": Vendor(r"^/v1/meetings/", 0, "a list of meetings has their settings; a form is one more"),
    "teams": Vendor(r"/onlineMeetings\b|/virtualEvents/\w+/[^/(]+/", 1 / 20, "no list has settings; a batch takes 20"),
    "meet": Vendor(r"^/v2/spaces/", 1, "no list has spaces; who else leads in one is one more"),
}


@dataclass
class Heard:
    """A simulator that remembers what it was asked: each time one path, or all those of a batch."""

    app: Simulator
    calls: list[tuple[str, ...]] = field(default_factory=list)

    def __getattr__(self, name: str) -> object:
        """Return what is the simulator's own."""
        return getattr(self.app, name)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        data = request.get_data(cache=True)
        environ["wsgi.input"] = io.BytesIO(data)
        inner = json.loads(data)["requests"] if request.path.endswith("/$batch") else []
        if not LOGIN.search(request.path):
            self.calls.append(tuple(one["url"] for one in inner) or (request.path,))
        return self.app(environ, start_response)


class Quick(Session):
    """A session that takes no pace: a simulator that does not count refuses nobody for it."""

    def pace(self, rates: Mapping[str, float]) -> None:
        """Take no pace."""


class Counted(NamedTuple):
    """What one look at a vendor's sample took."""

    programs: int
    above: int
    """Calls for lists, hosts and the account."""
    each: int
    """Calls for programs."""
    alone: int
    """How many calls all of it would be without batches."""

    def told(self, vendor: str) -> tuple[str, ...]:
        """Return the columns of a table."""
        mean = f"{self.each / self.programs:.2f}"
        numbers = (self.programs, self.above, self.each, self.alone)
        return (*map(str, numbers), mean, f"{VENDORS[vendor].least:.2f}")


def looked(vendor: str, asked: frozenset[str] | None) -> Counted:
    """Look at everything as an audit does that asks about these controls; None: about all there is."""
    seed: dict[str, JsonValue] = {**simulator(vendor).sample(NOW)}
    if vendor == "zoom":  # it counts what it is asked, and refuses
        seed["limits"] = {"enforced": False}
    heard = Heard(simulator(vendor).from_seed(seed, clock=NOW.timestamp))
    with (
        serve(cast("Simulator", heard)) as server,
        Quick("calls", read_only=True, workers=1, clock=NOW.timestamp) as session,
    ):
        options, secrets = server.connection(seed)
        given = {key: value for key, value in options.items() if key != "vendor"}
        adapter = load(vendor).connect(given, session, Vault(secrets))
        parts = None if asked is None else parts_of(adapter.settings, asked)
        adapter.account()
        found = list(adapter.read_all(replace(Window(NOW, NOW + WEEKS), parts=parts)))
    programs = sum(not isinstance(one, Elsewhere) and one.program is not None for one in found)
    theirs = re.compile(VENDORS[vendor].programs)
    each = sum(theirs.search(call[0]) is not None for call in heard.calls)
    return Counted(programs, len(heard.calls) - each, each, sum(map(len, heard.calls)))


def table(vendor: str) -> Iterator[tuple[Counted, list[str]]]:
    """Yield what looks took, and the profiles that they were for; last what takes everything, as a plan does."""
    found: dict[Counted, list[str]] = {}
    for name in profile.builtin():
        held = profile.load(name)
        if held.judges != "account":
            found.setdefault(looked(vendor, controls_of([held])), []).append(name)
    found.setdefault(looked(vendor, None), []).append("(everything)")
    yield from found.items()


HEADS = ("vendor", "programs", "above", "for programs", "all, alone", "for each", "least", "profiles")


def main() -> None:
    rows = [(vendor, *count.told(vendor), ", ".join(names)) for vendor in VENDORS for count, names in table(vendor)]
    print(tabulate(rows, HEADS, maxcolwidths=[None] * 7 + [WIDTH]))
    for vendor, known in VENDORS.items():
        print(f"least for {vendor}: {known.why}")


if __name__ == "__main__":
    main()
