"""What nobody asks about is not read; and whatever is asked about is judged as if all had been read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.adapters.connected import opened

from hardener import profile
from hardener.adapter import Adapter, Window, installed, load
from hardener.asked import controls_of, left_out, parts_of
from hardener.catalog import catalogue
from hardener.evaluate import Judge
from hardener.model import Status, Target, Unreadable
from hardener.profile import Profile, Requirement

OPTIONAL = [vendor for vendor in installed() if getattr(load(vendor), "optional", {})]
Read = Mapping[str, Target | Unreadable]


def read(adapter: Adapter, parts: frozenset[str] | None) -> Read:
    now = datetime.now(UTC)
    window = replace(Window(now - timedelta(days=1), now + timedelta(weeks=4)), parts=parts)
    return {target.id: target for target in adapter.read_all(window) if isinstance(target, Target | Unreadable)}


def judged(adapter: Adapter, found: Read, held: Profile) -> dict[str, Any]:
    others = {ident: target for ident, target in found.items() if target.program is None}
    judge = Judge("main", adapter.settings, catalogue(), others)
    programs = {ident: target for ident, target in found.items() if target.program is not None}
    return {ident: ((one := judge.judgement(target, held)).each, one.door) for ident, target in programs.items()}


def _is_told(target: Target, whole: Target | Unreadable, part: str) -> bool:
    """Tell whether a part is unread and said to be, or known without a call of its own, or not there for this kind."""
    assert isinstance(whole, Target)
    if part in target.document:
        return target.document[part] == whole.document[part]
    return part in target.unread or not (part in whole.document or part in whole.unread)


def every_control() -> dict[str, Requirement]:
    """Each control that any profile of the project asks for, as it asks for it."""
    return {ident: r for name in profile.builtin() for ident, r in profile.load(name).requires.items()}


def asking(adapter: Adapter, optional: frozenset[str]) -> dict[frozenset[str], Profile]:
    """Return, by the parts that take a call of their own, a profile of all controls that ask about just these."""
    grouped: dict[frozenset[str], dict[str, Requirement]] = {frozenset(): {}}
    for control, requirement in every_control().items():
        parts = parts_of(adapter.settings, frozenset({control})) & optional
        grouped.setdefault(parts, {})[control] = requirement
    storytime = profile.load("storytime")
    return {parts: storytime.model_copy(update={"requires": requires}) for parts, requires in grouped.items()}


@pytest.mark.parametrize("vendor", OPTIONAL)
def test_what_is_asked_about_is_judged_as_if_all_had_been_read(vendor: str) -> None:
    with opened(vendor) as (adapter, session, _):
        optional = frozenset(adapter.optional)  # type: ignore[attr-defined]
        whole, calls = read(adapter, None), {}
        assert any(isinstance(t, Target) and any(map(t.document.get, optional)) for t in whole.values())
        for parts, held in asking(adapter, optional).items():
            before = sum(session.counted().values())
            found = read(adapter, parts_of(adapter.settings, controls_of([held])))
            calls[parts] = sum(session.counted().values()) - before
            assert judged(adapter, found, held) == judged(adapter, whole, held), parts
        assert set().union(*calls) == optional, "each of them is asked about by some control"
        assert all(calls[frozenset()] < asked for parts, asked in calls.items() if parts)


@pytest.mark.parametrize("vendor", OPTIONAL)
def test_what_nobody_asked_for_is_said_to_be_unread_and_never_passes(vendor: str) -> None:
    """If somebody left out too much, a control that needs it could not be told."""
    with opened(vendor) as (adapter, _, _):
        optional = frozenset(adapter.optional)  # type: ignore[attr-defined]
        whole, least = read(adapter, None), read(adapter, frozenset())
        for target in least.values():
            if isinstance(target, Target) and target.program is not None:
                for part in optional:
                    assert _is_told(target, whole[target.id], part)
        for parts, held in asking(adapter, optional).items():
            full = judged(adapter, whole, held)
            for ident, (each, _door) in judged(adapter, least, held).items():
                for was, now in zip(full[ident][0], each, strict=True):
                    untold = now.finding.status in {Status.ERROR, Status.MANUAL} and parts
                    assert untold or now.finding.status == was.finding.status


def test_of_what_is_left_out_a_report_says_so() -> None:
    optional = {"questions": "sign-up forms", "livestream": "live streams"}
    assert list(left_out(optional, frozenset({"questions", "program"}))) == [
        "live streams were not asked for, as no profile in use needs them"
    ]
    assert "door.waiting_room" in controls_of([profile.load("storytime")])
