"""All connections are looked at side by side: one that cannot even be logged in to leaves the others whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, cast

import pytest

from hardener.account import Account
from hardener.adapter import Adapter, Window
from hardener.audit import Audit
from hardener.config import Config, Connection
from hardener.errors import SecretError, WriteForbiddenError
from hardener.findings import State
from hardener.model import Document, Target, Unreadable, Value
from hardener.path import Missing
from hardener.results import Report
from hardener.setting import Setting
from hardener.waive import Waivers
from tests.made import CONTROLS, NOW, ROWS, Vendor, host, meeting, profile

pytestmark = pytest.mark.unit

WANTED = profile(rec__auto="none")


class Fails(Vendor):
    """A vendor that the audit does not get to."""

    error: Exception = SecretError("connection locked: the keyring is locked; unlock it")

    def read_all(self, window: Window) -> Iterator[Target | Unreadable]:
        raise self.error


def looked(*vendors: Vendor) -> Report:
    config = Config(connections={f"c{n}": Connection(vendor="made") for n, _ in enumerate(vendors)}, default="test")
    end = NOW + timedelta(weeks=4)
    audit = Audit(
        config=config,
        profiles={"test": WANTED},
        controls=CONTROLS,
        report=Report(made=NOW, version="0", library="", start=NOW, end=end),
        window=Window(NOW, end),
        waivers=Waivers(today=NOW.date()),
    )
    audit.run(
        [
            Account(name=f"c{n}", vendor="made", adapter=cast("Adapter", vendor), calls=dict)
            for n, vendor in enumerate(vendors)
        ]
    )
    return audit.report


def sound() -> Vendor:
    return Vendor(cast("Any", {"host/h": host(), "meeting/1": meeting()}))


def test_a_locked_keyring_leaves_the_other_connections_whole() -> None:
    report = looked(Fails({}), sound())
    one, other = report.reaches
    assert "unlock it" in one.error
    assert (other.error, other.judged) == ("", 1)
    assert not report.complete


def test_where_nothing_can_be_logged_in_to_there_is_no_report() -> None:
    with pytest.raises(SecretError, match="unlock it"):
        looked(Fails({}), Fails({}))


def test_a_write_that_was_tried_while_reading_is_never_only_a_gap() -> None:
    vendor = Fails({})
    vendor.error = WriteForbiddenError("a reading command tried to send a write")
    with pytest.raises(WriteForbiddenError):
        looked(vendor, sound())


class Odd(Vendor):
    """A vendor whose adapter has a mistake of its own."""

    def read_all(self, window: Window) -> Iterator[Target | Unreadable]:
        yield from super().read_all(window)
        raise TypeError("unhashable type: 'list'")


@dataclass(frozen=True, kw_only=True)
class Breaks(Setting):
    """A row with a mistake of its own, which one program brings to light."""

    def looks_at(self, kind: str) -> tuple[str, ...]:
        return (*super().looks_at(kind), "breaks")

    def get(self, document: Document, kind: str) -> Value | Missing:
        if document.get("breaks"):
            raise TypeError("unhashable type: 'list'")
        return super().get(document, kind)


def test_a_mistake_of_ours_in_reading_costs_its_connection_alone() -> None:
    report = looked(Odd(cast("Any", {"host/h": host(), "meeting/1": meeting()})), sound())
    one, other = report.reaches
    assert "a mistake in hardener itself (TypeError in test_audit.py:" in one.error
    assert (one.judged, other.judged, other.error) == (1, 1, "")
    assert not report.complete


def test_a_mistake_of_ours_in_judging_costs_one_program_alone() -> None:
    broken = replace(meeting("2"), document={**meeting("2").document, "breaks": True})
    vendor = sound()
    vendor.targets |= {"meeting/2": broken, "meeting/3": meeting("3")}
    row = next(row for row in ROWS if row.control == "rec.auto")
    vendor.settings = (Breaks(control=row.control, path=row.path, kinds=row.kinds, values=row.values),)
    report = looked(vendor)
    (reach,) = report.reaches
    assert (reach.listed, reach.judged, reach.error) == (3, 2, "")
    assert [reason for reason in reach.unread if "a mistake in hardener itself" in reason]
    assert report.states[State.CANT_TELL] == 1
    assert sum(report.states.values()) == 3
