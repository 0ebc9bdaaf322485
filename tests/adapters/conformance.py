"""What every adapter must hold to, whatever its vendor: run over all that are installed, each against its simulator.

A package with an adapter of its own imports this module's tests into one of its test files.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.made import ask

from hardener import adapter, catalog, links, redact
from hardener.adapter import Adapter, Changes, Window
from hardener.errors import AdapterError
from hardener.http import Session
from hardener.layers import kind_of
from hardener.model import Elsewhere, Target, Unreadable, Value
from hardener.path import MISSING, UnknownValueError, deep_diff, get_path
from hardener.sandbox import Simulator, serve, simulator
from hardener.setting import FixedByVendor, ManualOnly, Setting
from hardener.snapshot.keep import NOT_KEPT, Keeper

CONTROLS = catalog.catalogue()
WEEKS = timedelta(weeks=4)


class Kept(dict[str, str]):
    """A vault in memory."""

    def get(self, name: str) -> str:  # type: ignore[override]  # a vault has no default
        return self[name]

    def keep(self, name: str, value: str) -> None:
        self[name] = value


@contextmanager
def opened(vendor: str, *, read_only: bool = True) -> Iterator[tuple[Adapter, Session, Simulator]]:
    """Serve the vendor's sample and connect to it."""
    kind = simulator(vendor)
    seed = kind.sample(datetime.now(UTC))
    app = kind.from_seed(seed, clock=time.time)
    with serve(app) as server, Session("main", read_only=read_only) as session:
        options, secrets = kind.connection(seed, server.url)
        given = {key: value for key, value in options.items() if key != "vendor"}
        yield adapter.load(vendor).connect(given, session, Kept(secrets)), session, app


def window(program: str | None = None) -> Window:
    now = datetime.now(UTC)
    return Window(now, now + WEEKS, program)


@pytest.fixture(scope="module", params=adapter.installed())
def vendor(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def in_view(vendor: str) -> Window:
    """Return the window of the one reading that `sample` is."""
    return window()


@pytest.fixture(scope="module")
def sample(vendor: str, in_view: Window) -> list[Target | Unreadable]:
    """Everything that one reading of the vendor's sample yields."""
    with opened(vendor) as (made, _, _):
        return [t for t in made.read_all(in_view) if not isinstance(t, Elsewhere)]


def rows() -> list[Any]:
    tables = {name: adapter.load(name).settings for name in adapter.installed()}
    return [
        pytest.param(row, id=f"{name}-{number}-{row.control}")
        for name, table in tables.items()
        for number, row in enumerate(table)
    ]


@pytest.mark.parametrize("row", rows())
def test_a_row_speaks_the_words_of_the_catalogue(row: Setting) -> None:
    control = CONTROLS[row.control]
    levels = (
        [row.value]
        if isinstance(row, FixedByVendor)
        else [value for value in row.writable_values() if isinstance(value, str)]
    )
    if control.levels:
        assert set(levels) <= set(control.levels)
    if not row.kinds:
        assert not row.values, "a row without kinds says that the vendor has no such thing"
        return
    assert row.path or isinstance(row, ManualOnly | FixedByVendor)
    if not isinstance(row, FixedByVendor) and not any(row.can_write(kind) for kind in row.kinds):
        assert row.by_hand or row.note, "what no API changes needs the path that a person clicks, or the reason"


@pytest.mark.parametrize("row", rows())
def test_what_a_row_puts_it_gets_and_nothing_else_moves(row: Setting) -> None:
    for kind in row.kinds:
        if not row.can_write(kind) or isinstance(row, FixedByVendor | ManualOnly):
            continue
        for value in row.writable_values():
            before: dict[str, Any] = {row.at(kind).split(".", maxsplit=1)[0]: {"another": [1]}}
            after = row.put(before, kind, value)
            raw = get_path(after, row.at(kind))
            assert raw is not MISSING
            assert row.decode(raw) == value
            assert row.put(after, kind, value) == after
            told = [row.at(kind), *row.also]
            assert set(_paths(deep_diff(before, after))) <= set(told) | {
                f"{path}.{rest}" for path in told for rest in _below(after, path)
            }


@pytest.mark.parametrize("row", rows())
def test_a_row_that_waits_or_protects_little_says_how(row: Setting) -> None:
    assert row.restart or not row.running, "where what is running may differ, a service is to be restarted"
    for said in (row.restart, row.advisory):
        assert said == said.strip()
        assert said.isprintable()
        assert not said.endswith(".")


def test_an_adapter_says_how_much_it_may_write_and_what_its_links_are(vendor: str) -> None:
    kind = adapter.load(vendor)
    assert kind.writes_per_day is None or kind.writes_per_day > 0
    declared = getattr(kind, "links", None)
    for given in ({}, {"url": 7}, {"url": "https://meet.library.example"}):
        forms = [] if declared is None else declared(given)
        assert all(isinstance(form, str) for form in forms), "it may be asked before anything is checked"
        links.pattern(forms)


def test_every_kind_of_program_is_judged_by_some_row(vendor: str, sample: list[Target | Unreadable]) -> None:
    known = {kind for row in adapter.load(vendor).settings for kind in (*row.kinds, *row.governs)}
    assert {t.kind for t in sample if t.program is not None and isinstance(t, Target)} <= known


def _paths(node: object, above: str = "") -> Iterator[str]:
    if isinstance(node, dict) and node:
        for key, value in node.items():
            yield from _paths(value, f"{above}.{key}" if above else key)
    else:
        yield above


def _below(document: Any, path: str) -> list[str]:
    for key in path.split("."):
        document = document[key]
    return list(_paths(document)) if isinstance(document, dict) else []


def said(row: Setting, target: Target) -> Value | None:
    """Return what a row says of a target; None where the vendor's answer does not say, or says what nobody knows."""
    try:
        value = row.get(target.document, target.kind)
    except UnknownValueError:
        return None
    return None if value is MISSING else value


def test_a_snapshot_keeps_all_that_decides_and_no_secret(vendor: str, sample: list[Target | Unreadable]) -> None:
    keeper = Keeper(adapter.load(vendor).settings)
    for target in sample:
        if isinstance(target, Target):
            kept = keeper.cut(target)
            assert NOT_KEPT not in kept.unread.values(), target.id
            text = json.dumps(kept.document)
            assert not [secret for secret in secrets(target.document) if secret in text], target.id


def secrets(node: object, key: str = "") -> Iterator[str]:
    """Yield every text in a document that is secret or names a person, for what it is kept under or for itself."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield from secrets(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from secrets(value, key)
    elif isinstance(node, str) and len(node) > 4 and (redact.secret(key) or redact.text(node) != node):
        yield node


def test_those_above_come_before_those_below(sample: list[Target | Unreadable]) -> None:
    seen: set[str] = set()
    for target in sample:
        if target.program is not None:
            assert {ident for layer in target.above for ident in layer} <= seen, target.id
        seen.add(target.id)


def test_each_target_is_yielded_once_and_says_what_it_is(sample: list[Target | Unreadable]) -> None:
    assert len({target.id for target in sample}) == len(sample)
    assert any(target.program is not None for target in sample)
    for target in sample:
        assert kind_of(target.id) == target.kind
        assert target.title.strip()
        if isinstance(target, Unreadable):
            assert target.reason
        else:
            assert json.dumps(target.document)
            assert all(target.unread.values()), "what was not read has its reason"
            assert not set(target.unread) & {part for part, value in target.document.items() if value is not None}


def test_every_start_to_come_is_told_once(vendor: str, sample: list[Target | Unreadable], in_view: Window) -> None:
    several = 0
    for what in (target.program for target in sample if target.program is not None):
        assert list(what.starts) == sorted(set(what.starts))
        assert all(start.utcoffset() is not None for start in what.starts)
        assert not what.starts or what.starts[-1] <= in_view.end
        if what.start is not None:
            assert what.starts[0] == what.start
            assert what.live or what.start + timedelta(minutes=what.minutes or 0) >= in_view.start
        assert all(start >= in_view.start for start in what.starts[1:])
        assert not what.occurrence or len(what.starts) <= 1
        several += what.series and len(what.starts) > 1
    declared = getattr(adapter.load(vendor), "starts", True)
    timed = [target.program for target in sample if target.program is not None and target.program.start is not None]
    assert bool(timed) is declared, "a platform whose programs have no start says so"
    assert several or not declared, "the sample has a series with several starts"


def test_every_row_can_be_read_from_what_the_vendor_answers(vendor: str, sample: list[Target | Unreadable]) -> None:
    told: set[str] = set()
    for target in sample:
        if isinstance(target, Unreadable):
            continue
        for row in adapter.load(vendor).settings:
            if target.kind in row.kinds and not isinstance(row, ManualOnly | FixedByVendor):
                part = row.at(target.kind).split(".", 1)[0]
                if part not in target.unread and said(row, target) is not None:
                    told.add(row.control)
    wanted = {
        row.control
        for row in adapter.load(vendor).settings
        for kind in row.kinds
        if not isinstance(row, ManualOnly | FixedByVendor) and kind in {t.kind for t in sample if isinstance(t, Target)}
    }
    assert sorted(wanted - told) == [], "rows that nothing in the sample has a value for"


def test_an_account_is_the_same_under_every_name_and_names_nobody(vendor: str) -> None:
    kind = simulator(vendor)
    seed = kind.sample(datetime.now(UTC))
    app = kind.from_seed(seed, clock=time.time)
    found = []
    with serve(app) as server:
        options, vault = kind.connection(seed, server.url)
        given = {key: value for key, value in options.items() if key != "vendor"}
        for name in ("main", "renamed"):
            with Session(name, read_only=True) as session:
                made = adapter.load(vendor).connect(given, session, Kept(vault))
                assert session.base_url == server.url or session.base_url.startswith(f"{server.url}/")
                found.append(made.account())
    first, second = found
    assert first == second
    assert first == first.strip() != ""
    assert first.isprintable()
    assert "@" not in first, "an address is a person's name"
    assert first not in {value for key, value in vault.items() if "secret" in key or "token" in key}


def test_a_reading_session_lets_nothing_else_out(vendor: str) -> None:
    with opened(vendor) as (made, _, app):
        list(made.access())
        list(made.read_all(window()))
        assert {call.method for call in app.calls if "token" not in call.path} <= {"GET", "HEAD"}


def test_one_program_is_looked_at_without_the_others(vendor: str, sample: list[Target | Unreadable]) -> None:
    chosen = next(t for t in sample if isinstance(t, Target) and t.program and not t.program.personal)
    assert chosen.program is not None
    with opened(vendor) as (made, _, app):
        found = [t for t in made.read_all(window(chosen.program.id)) if not isinstance(t, Elsewhere) and t.program]
        assert {t.program.id for t in found if t.program} == {chosen.program.id}
        alone = len(app.calls)
        list(made.read_all(window()))
        assert len(app.calls) - alone >= alone


def test_reading_again_finds_the_same(vendor: str) -> None:
    with opened(vendor) as (made, _, _):
        targets = [t for t in made.read_all(window()) if isinstance(t, Target)]
        for kind in {t.kind for t in targets}:
            first = next(t for t in targets if t.kind == kind)
            writable = [row for row in adapter.load(vendor).settings if kind in row.kinds and row.can_write(kind)]
            parts = {row.at(kind).split(".", 1)[0] for row in writable}
            wanted = {part: None for part in parts if first.document.get(part) is not None}
            again = made.read(replace(first, document=wanted))
            assert again.id == first.id
            assert set(again.document) >= set(wanted), "the parts that were asked for"
            for row in writable:
                if row.at(kind).split(".", 1)[0] in wanted:
                    assert said(row, again) == said(row, first)
            assert again.facts == first.facts
            assert again.written_to == first.written_to, "what a plan names is what is found when it is applied"


def test_what_is_on_is_asked_without_changing_anything(vendor: str, sample: list[Target | Unreadable]) -> None:
    kinds = {target.kind: target for target in sample if isinstance(target, Target)}
    with opened(vendor) as (made, _, app):
        list(made.read_all(window()))
        for target in kinds.values():
            assert all(isinstance(title, str) for title in made.live(made.read(target)))
        assert {call.method for call in app.calls if "token" not in call.path} <= {"GET", "HEAD"}


def test_what_is_gone_is_said_and_not_guessed(vendor: str) -> None:
    with opened(vendor) as (made, _, _):
        targets = list(made.read_all(window()))
        chosen = next(t for t in targets if isinstance(t, Target) and t.program is not None)
        with pytest.raises(AdapterError):
            made.read(replace(chosen, id=f"{chosen.id}00000"))


def test_a_write_sends_only_what_differs_and_is_read_back(vendor: str) -> None:
    table = adapter.load(vendor).settings
    with opened(vendor, read_only=False) as (made, session, _):
        targets = [t for t in made.read_all(window()) if isinstance(t, Target) and t.program and not t.program.live]
        row, target, value = next(
            (row, target, value)
            for row in table
            for target in targets
            if target.kind in row.kinds and row.can_write(target.kind) and not (row.risks or row.follows or row.lock)
            for value in row.writable_values()
            if said(row, target) not in {None, value}
            and row.at(target.kind).split(".", 1)[-1] not in target.unavailable
        )
        ask(made, target, target)
        assert not session.writes(), "no difference, no request"
        after = replace(target, document=row.put(target.document, target.kind, value))
        waits = made.write(target, Changes.between(target.document, after.document)) or {}
        assert set(waits) <= {row.at(target.kind), *row.also}, "what waits for a restart is what was written"
        assert all(service.strip() for service in waits.values())
        assert sum(session.writes().values()) == 1
        again = made.read(target)
        assert row.get(again.document, again.kind) == value
        assert again.facts == target.facts
