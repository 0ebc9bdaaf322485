"""One request to Zoom's API on its way through the simulator, and what every operation needs of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import unquote

from hardener.sandbox import Context, PageTokenError
from hardener_zoom.simulator import problems
from hardener_zoom.simulator.problems import invalid, problem
from hardener_zoom.simulator.shapes import Flat, Json, Shape
from hardener_zoom.simulator.shared import Shared
from hardener_zoom.simulator.state import Group, Program, User
from hardener_zoom.simulator.world import World

T = TypeVar("T")
LARGEST_PAGE = 300


@dataclass(slots=True, kw_only=True)
class Asked(Context):
    """One authorised request."""

    sim: Shared
    scopes: Sequence[str] = ()
    """What the token allows."""
    own: str | None = None
    """The only user whose things a user-level token may see; None: all of the account's."""
    me: str | None = None
    """Who `me` is."""

    @property
    def world(self) -> World:
        """The state of the account."""
        return self.sim.world

    def user(self) -> User:
        """Return the user that the path names. Raises `Problem`."""
        ident = self.params["user"]
        user = self.world.find_user(self.me or "" if ident == "me" else ident)
        if user is None or (self.own is not None and user.id != self.own):
            raise problems.no_user(ident)
        return user

    def group(self) -> Group:
        """Return the group that the path names. Raises `Problem`."""
        self.need_paid()
        ident = self.params["group"]
        if ident not in self.world.groups:
            raise problem(404, 4130, f"Group does not exist: {ident}.")
        return self.world.groups[ident]

    def need_account(self) -> None:
        """Make sure that the path names this account, and that it is paid for. Raises `Problem`."""
        ident = self.params["account"]
        if ident not in {"me", self.world.account.id}:
            raise problem(404, 2001, f"Account does not exist: {ident}.")
        self.need_paid()

    def need_paid(self) -> None:
        """Refuse accounts that pay nothing. Raises `Problem`."""
        if self.world.account.plan == "free":
            raise problem(400, 200, f"Only available for paid account: {self.world.account.id}.")

    def meeting(self) -> Program:
        """Return the meeting that the path names. Raises `Problem`."""
        program = self._program("meeting")
        if program is None:
            raise problems.no_meeting(self.params["meeting"])
        if program.webinar:
            raise problem(400, 3000, "Cannot access webinar info.")
        return program

    def webinar(self) -> Program:
        """Return the webinar that the path names. Raises `Problem`."""
        program = self._program("webinar")
        if program is None or not program.webinar:
            raise problems.no_webinar(self.params["webinar"])
        return program

    def _program(self, name: str) -> Program | None:
        # A UUID that begins with a slash, or holds two, comes encoded twice; WSGI has undone it once.
        program = self.world.find_program(unquote(self.params[name]))
        if program is None or self.sim.series.expired(program, self.now):
            return None
        if self.own is not None and program.host != self.own:
            raise problem(400, 3003, "You are not the meeting host.")
        return program

    def body(self, shape: Shape, readable: Shape | None = None) -> Flat:
        """Return what the request's body asks for, by dotted name.

        Unknown and read-only names are ignored, or refused if the seed says so. Raises `Problem`.
        """
        if not isinstance(self.json, dict):
            raise problem(400, 300, "Request Body should be a valid JSON object.")
        known, wrong, strange = shape.read(self.json)
        if self.world.behaviour.refuse_unknown:
            shown = {*readable.entries, *readable.inner} if readable else set()
            wrong += [(name, "is read-only" if name in shown else "is unknown") for name in strange]
        if wrong:
            raise invalid(wrong)
        return known

    def page(self, items: Sequence[T], listing: str, *, numbered: bool = True) -> tuple[Sequence[T], Json]:
        """Return one page of a list and what Zoom says about it. Raises `Problem`."""
        size = self._number("page_size", 30, LARGEST_PAGE)
        token = self.query("next_page_token")
        number = self._number("page_number", 1, 1_000_000)
        try:
            if numbered and number > 1 and not token:
                part: Sequence[T] = items[(number - 1) * size : number * size]
                after = ""
            else:
                part, after = self.sim.pages.cut(items, f"{listing}|{size}", token, size, self.now)
        except PageTokenError as error:
            raise problem(400, 300, "The next page token is invalid or expired.") from error
        about: Json = {"page_size": size, "next_page_token": after, "total_records": len(items)}
        if numbered:
            about |= {"page_count": -(-len(items) // size), "page_number": number}
        return part, about

    def _number(self, name: str, default: int, largest: int) -> int:
        text = self.query(name) or str(default)
        if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= largest:
            raise invalid([(name, f"must be a number from 1 to {largest}")])
        return int(text)
