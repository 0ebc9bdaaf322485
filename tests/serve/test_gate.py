"""Who comes in: a link once, a session that ends, a form that is one's own."""

from __future__ import annotations

import pytest

from hardener.serve.gate import IDLE, LINK, LONGEST, MOST, Gate, Role, own_form

pytestmark = pytest.mark.unit


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gate(clock: Clock) -> Gate:
    return Gate(clock=clock, role=Role.VIEWER, name="anna")


def test_a_link_is_good_once(gate: Gate) -> None:
    word = gate.link()
    session = gate.enter(word)
    assert session is not None
    assert gate.session(session.ident) is session
    assert gate.enter(word) is None


def test_a_link_is_good_for_ten_minutes(gate: Gate, clock: Clock) -> None:
    word = gate.link()
    clock.now += LINK
    assert gate.enter(word) is None


@pytest.mark.parametrize("word", ["", "x", "é" * 40])
def test_what_never_was_a_link_lets_nobody_in(gate: Gate, word: str) -> None:
    gate.link()
    assert gate.enter(word) is None
    assert gate.session(word) is None


def test_a_session_ends_without_a_request_and_in_any_case(gate: Gate, clock: Clock) -> None:
    session = gate.enter(gate.link())
    assert session is not None
    clock.now += IDLE + 1
    assert gate.session(session.ident) is None
    other = gate.enter(gate.link())
    assert other is not None
    for _ in range(LONGEST // IDLE + 1):
        clock.now += IDLE
        still = gate.session(other.ident)
    assert still is None


def test_who_leaves_is_out(gate: Gate) -> None:
    session = gate.enter(gate.link())
    assert session is not None
    gate.leave(session.ident)
    assert gate.session(session.ident) is None


def test_there_are_only_so_many_and_the_longest_unused_gives_way(gate: Gate, clock: Clock) -> None:
    each = []
    for _ in range(MOST + 1):
        clock.now += 1
        each.append(gate.enter(gate.link()))
    assert [gate.session(one.ident) is not None for one in each if one is not None] == [False, *[True] * MOST]


def test_a_form_of_another_session_is_not_one_s_own(gate: Gate) -> None:
    one, other = gate.enter(gate.link()), gate.enter(gate.link())
    assert one is not None
    assert other is not None
    assert own_form(one, one.form)
    assert not own_form(one, other.form)
    assert not own_form(one, "")


def test_whom_the_proxy_names_keeps_a_session_and_gets_another_with_another_role(gate: Gate) -> None:
    first = gate.proxied("", Role.VIEWER, "bert")
    assert gate.proxied(first.ident, Role.VIEWER, "bert") is first
    assert gate.proxied(first.ident, Role.OPERATOR, "bert") is not first
    assert gate.proxied(first.ident, Role.VIEWER, "carla") is not first
