"""What every adapter must hold to, whatever its vendor: run over all that are installed, each against its simulator.

A package with an adapter of its own imports this module's tests into one of its test files.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.adapters.connected import Kept, asked_with, has_api, opened, window
from tests.adapters.rows import (  # noqa: F401 - they are of the suite
    test_a_row_speaks_the_words_of_the_catalogue,
    test_a_row_that_waits_or_protects_little_says_how,
    test_what_a_row_puts_it_gets_and_nothing_else_moves,
)
from tests.made import ask
from tests.texts import texts

from hardener import adapter, links, redact
from hardener.adapter import Changes, Window
from hardener.attendance import Attended, Counting
from hardener.errors import AdapterError
from hardener.http import Session
from hardener.http.transport import READING
from hardener.layers import kind_of
from hardener.model import Elsewhere, Target, Unreadable, Value
from hardener.path import MISSING, UnknownValueError
from hardener.sandbox import serve, simulator
from hardener.setting import FixedByVendor, ManualOnly, Setting
from hardener.snapshot.keep import NOT_KEPT, Keeper
from hardener.traces import Keeping, Trace


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
    with opened(vendor, paced=True) as (made, _, _):
        return [t for t in made.read_all(in_view) if not isinstance(t, Elsewhere)]


@pytest.fixture(scope="module")
def table(vendor: str) -> Sequence[Setting]:
    """Return the settings of a connection to the sample."""
    with opened(vendor) as (made, _, _):
        return made.settings


def test_an_adapter_says_how_much_it_may_write_and_what_its_links_are(vendor: str) -> None:
    kind = adapter.load(vendor)
    assert kind.writes_per_day is None or kind.writes_per_day > 0
    declared = getattr(kind, "links", None)
    for given in ({}, {"url": 7}, {"url": "https://meet.library.example"}):
        forms = [] if declared is None else declared(given)
        assert all(isinstance(form, str) for form in forms), "it may be asked before anything is checked"
        links.pattern(forms)


def test_every_kind_of_program_is_judged_by_some_row(
    table: Sequence[Setting], sample: list[Target | Unreadable]
) -> None:
    known = {kind for row in table for kind in (*row.kinds, *row.governs)}
    assert {t.kind for t in sample if t.program is not None and isinstance(t, Target)} <= known


def test_what_is_left_of_families_is_counted_and_nothing_is_changed(vendor: str) -> None:
    since = datetime.now(UTC) - timedelta(days=400)
    with opened(vendor) as (made, session, app):
        traces = list(made.kept(since)) if isinstance(made, Keeping) else []
        times = list(made.attended(since, datetime.now(UTC))) if isinstance(made, Counting) else []
        assert not session.writes()
        assert asked_with(app) <= READING
    assert all(isinstance(one, Trace | Unreadable) for one in traces)
    assert all(isinstance(one, Attended | Unreadable) for one in times)
    for trace in traces:
        if isinstance(trace, Trace):
            assert trace.people is None, "ids of people are asked for only to delete them"
            assert all(held.count is None or held.count >= 0 for held in trace.held.values())
            assert trace.over is not True or trace.ended is not None


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


def secrets(node: object) -> Iterator[str]:
    """Yield every text in a document that is secret or names a person, for what it is kept under or for itself."""
    for key, text in texts(node):
        if len(text) > 4 and (redact.secret(key) or redact.text(text) != text):
            yield text


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
    serial = getattr(adapter.load(vendor), "series", True)
    assert several or not (declared and serial), "the sample has a series with several starts"


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
        options, vault = server.connection(seed)
        given = {key: value for key, value in options.items() if key != "vendor"}
        for name in ("main", "renamed"):
            with Session(name, read_only=True) as session:
                made = adapter.load(vendor).connect(given, session, Kept(vault))
                if getattr(made, "api", True):
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
        assert asked_with(app) <= READING


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
        assert asked_with(app) <= READING


def test_what_is_gone_is_said_and_not_guessed(vendor: str) -> None:
    with opened(vendor) as (made, _, _):
        targets = list(made.read_all(window()))
        chosen = next(t for t in targets if isinstance(t, Target) and t.program is not None)
        with pytest.raises(AdapterError):
            made.read(replace(chosen, id=f"{chosen.id}00000"))


@pytest.mark.parametrize("name", [name for name in adapter.installed() if not has_api(name)])
def test_a_platform_without_an_api_has_nothing_to_write_and_refuses(name: str) -> None:
    with opened(name, read_only=False) as (made, session, app):
        assert not [row for row in made.settings for kind in row.kinds if row.can_write(kind)]
        assert all(isinstance(row, ManualOnly | FixedByVendor) or not row.kinds for row in made.settings)
        target = next(t for t in made.read_all(window()) if isinstance(t, Target))
        with pytest.raises(AdapterError, match="has no API"):
            made.write(target, Changes(target.document, {"settings": {"comments": False}}))
        assert not session.writes()
        assert not app.calls


@pytest.mark.parametrize("name", [name for name in adapter.installed() if has_api(name)])
def test_a_write_sends_only_what_differs_and_is_read_back(name: str) -> None:
    table = adapter.load(name).settings
    with opened(name, read_only=False) as (made, session, _):
        found = [t for t in made.read_all(window()) if isinstance(t, Target)]
        programs = [t for t in found if t.program and not t.program.live]
        targets = [*programs, *(t for t in found if not t.program)]  # some vendors write above programs alone
        # A row without risks says most; where every change of a vendor costs something, any will do.
        row, target, value = next(
            (row, target, value)
            for row in sorted(table, key=lambda row: bool(row.risks))
            for target in targets
            if target.kind in row.kinds and row.can_write(target.kind) and not (row.follows or row.lock)
            for value in row.writable_values()
            if said(row, target) not in {None, value}
            and row.at(target.kind).split(".", 1)[-1] not in target.unavailable
        )
        target = made.read(target)  # as it is done before each write
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
