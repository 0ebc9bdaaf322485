"""What a row of ours is made of: each layer that may decide has one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import JsonValue

from hardener.model import Risk, Value
from hardener.setting import Setting
from hardener_bigbluebutton.kinds import (
    Balanced,
    BalancedFeature,
    BalancedLocksHold,
    Feature,
    FrontEnd,
    LocksHold,
    Own,
    OwnLocksHold,
    Property,
    Site,
)
from hardener_bigbluebutton.merging import MODERATOR

ROOM, SITE, BALANCER, SERVER = ("meeting",), ("site",), ("balancer",), ("server",)
FILE = "bbb-web.properties (in /etc/bigbluebutton), then bbb-conf --restart, which ends what is on"
ROOMS = "Greenlight > the room > Settings"
CONFIGURATION = "Greenlight > Administrator Panel > Room Configuration"
LISTS = "the load balancer's overrides: Scalelite's OVERRIDE_CREATE_PARAMS, or bbblb override set"
RESTART = "bbb-web"
LIST: dict[str, Any] = {"restart": RESTART, "running": "running.disabledFeatures"}
Values = Mapping[JsonValue, Value]


def parameter(control: str, name: str, closed: str, opened: str, *, on: bool = True) -> Iterator[Setting]:
    """Yield the rows of a boolean parameter of create, which closes where it is `on`."""
    values: Values = {"true": closed, "false": opened} if on else {"false": closed, "true": opened}
    yield from worded(control, name, values, opened)


def worded(control: str, name: str, values: Values, opened: str) -> Iterator[Setting]:
    """Yield the rows of a parameter of create that is one of several words."""
    yield Own(control=control, path=f"room.{name}", kinds=ROOM, by=name, values=values, by_hand=ROOMS)
    yield Site(
        control=control, path=f"configurations.{name}", kinds=SITE, governs=ROOM, unless=_unless(name, "site"),
        values=values, by_hand=CONFIGURATION,
    )  # fmt: skip
    yield from above(control, name, values, opened)


def called(control: str, name: str, closed: str, opened: str) -> Iterator[Setting]:
    """Yield the rows of a boolean parameter that opens, and that only calls are known to have: no property."""
    rows = parameter(control, name, closed, opened, on=False)
    yield from (row for row in rows if not isinstance(row, Property))


def above(  # noqa: PLR0913 - a row
    control: str, name: str, values: Values, opened: str, *, key: str = "", risks: frozenset[Risk] = frozenset()
) -> Iterator[Setting]:
    """Yield what a load balancer and the server's files say of a parameter."""
    yield Balanced(
        control=control, path=f"create.{name}", kinds=BALANCER, governs=ROOM, unless=_unless(name, "balancer"),
        values=values, writable=(), by_hand=f"{LISTS}: {name}", risks=risks,
    )  # fmt: skip
    key = key or name
    yield Property(
        control=control, path=f"file.{key}", kinds=SERVER, governs=ROOM, unless=_unless(name, "server"), values=values,
        open=opened, restart=RESTART, running=f"running.{key}", by_hand=f"{key} in {FILE}", risks=risks,
    )  # fmt: skip


def _unless(name: str, layer: str) -> tuple[str, bool]:
    return f"by.{name}.{layer}", False


def option(  # noqa: PLR0913 - a row
    control: str, name: str, values: Values, where: str, *, by: str = "", exact: bool = True, gate: bool = False,
    risks: frozenset[Risk] = frozenset(), forced: Values | None = None,
) -> Iterator[Setting]:  # fmt: skip
    """Yield the rows of what Greenlight has in each room, and may force for all (`forced`: as which of two words)."""
    by, forced = by or name, forced or values
    more: dict[str, Any] = {"control": control, "gate": gate}
    yield Own(
        path=f"room.{name}",
        kinds=ROOM,
        by=by,
        values=values,
        exact=exact,
        risks=risks,
        by_hand=f"{ROOMS} > {where}",
        **more,
    )
    yield Site(
        path=f"configurations.{name}", kinds=SITE, governs=ROOM, unless=_unless(by, "site"), values=forced, risks=risks,
        by_hand=f"{CONFIGURATION} > {where}", **more,
    )  # fmt: skip
    if name == "record":
        yield Balanced(
            path=f"create.{name}", kinds=BALANCER, governs=ROOM, unless=_unless(by, "balancer"), values=values,
            writable=(), by_hand=f"{LISTS}: {name}", **more,
        )  # fmt: skip


def recorded(control: str, closed: str, opened: str, *, gate: bool) -> Iterator[Setting]:
    """Yield that a room may be recorded at all; the server can forbid it, whatever anybody asks for."""
    values: Values = {"false": closed, "true": opened}
    yield from option(control, "record", values, "Allow room to be recorded: off", gate=gate, exact=False)
    yield Property(
        control=control, path="file.disableRecordingDefault", kinds=SERVER, governs=ROOM, open=opened, gate=True,
        restart=RESTART, running="running.disableRecordingDefault",
        values={"true": closed, "false": opened}, writable=(), by_hand=f"disableRecordingDefault=true in {FILE}",
    )  # fmt: skip


def moderators(control: str, closed: str, opened: str, by: str = "everybody") -> Iterator[Setting]:
    """Yield that moderators are never locked and never wait: where all are that, nothing else closes anything.

    `by`: how the document tells who decides that; "moderator" where it is to be left out of a server looked at alone.
    """
    yield from option(control, MODERATOR, {"false": closed, "true": opened}, "All users join as moderators: off", by=by)
    yield Balanced(
        control=control, path="join.role", kinds=BALANCER, governs=ROOM, unless=_unless(by, "balancer"),
        values={"VIEWER": closed, "MODERATOR": opened}, writable=(),
        by_hand="the load balancer's overrides of join: role",
    )  # fmt: skip


def lock(control: str, name: str, closed: str, opened: str, feature: str = "") -> Iterator[Setting]:
    """Yield all that a lock for viewers hangs on; `feature`: what switches the same off for everybody."""
    yield front_end(control, closed)
    yield from moderators(control, closed, opened, "moderator")
    yield from parameter(control, name, closed, opened)
    yield from parameter(control, "lockSettingsLockOnJoin", closed, opened)
    yield LocksHold(
        control=control, path="file.disabledFeatures", kinds=SERVER, governs=ROOM, values={"": closed}, open=closed,
        **LIST,
        by_hand=f"disabledFeatures in {FILE}",
    )  # fmt: skip
    yield BalancedLocksHold(
        control=control, path="create.disabledFeatures", kinds=BALANCER, governs=ROOM, values={"": closed},
        unless=("by.disabledFeatures.sent", False), by_hand=f"{LISTS}: disabledFeatures",
    )  # fmt: skip
    yield OwnLocksHold(
        control=control, path="room.disabledFeatures", kinds=ROOM, values={"": closed},
        by_hand=f"{ROOMS}: disabledFeatures",
    )  # fmt: skip
    if feature:
        yield from features(control, feature, closed, opened, beside=True)


def features(  # noqa: PLR0913 - a row
    control: str, word: str, off: str, on: str, *, beside: bool = False, alone: bool = False
) -> Iterator[Setting]:
    """Yield the gates that lists of features are: a word in any of them is enough, as no call takes it out again.

    `beside` a lock, which is the better way: a list closes it for staff as well. `alone`: nothing else closes it
    as far as that, and it is meant for staff as well, so that the word is added to the server's list like any change.
    """
    more: dict[str, Any] = {"control": control, "gate": True, "values": {"off": off, "on": on}, "word": word}

    def said(where: str) -> dict[str, Any]:
        return {"note": f"off for everybody, staff as well: {where}"} if beside else {"by_hand": where}

    writable = None if alone else ()
    for told, advisory in (("kept", ""), ("alone", FrontEnd.SAID)):
        yield Feature(
            path="file.disabledFeatures", kinds=SERVER, governs=ROOM, unless=(f"by.disabledFeatures.{told}", False),
            open=on, advisory=advisory, writable=writable, **LIST, **more,
            **said(f"add {word} to disabledFeatures in {FILE}"),
        )  # fmt: skip
    yield BalancedFeature(
        path="create.disabledFeatures", kinds=BALANCER, governs=ROOM, unless=("by.disabledFeatures.sent", False),
        **said(f"{LISTS}: disabledFeatures"), **more,
    )  # fmt: skip


def front_end(control: str, closed: str) -> Setting:
    """Return that a server alone does not say what meetings are made with."""
    return FrontEnd(control=control, kinds=ROOM, value=closed, advisory=FrontEnd.SAID)
