"""Judging by imprints comes to what judging each program by itself does, whatever a vendor answers.

And it is shown that nothing in an imprint can be left out: without any part of it some program gets another's verdict.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from copy import copy, deepcopy
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, cast

import pytest
from pydantic import JsonValue

from hardener import profile
from hardener.catalog import catalogue
from hardener.evaluate import Judge
from hardener.imprint import Imprint, Imprints
from hardener.judgement import Judgement
from hardener.memory import LATELY, Memory, Parts, memory
from hardener.model import Document, Elsewhere, Target, Unreadable, Value
from hardener.path import Missing, UnknownValueError, get_path, vendor_path
from hardener.profile import Profile, Requirement
from hardener.setting import Setting
from hardener.shown import only
from tests import made
from tests.adapters.connected import opened, window
from tests.made import WITH_API

pytestmark = pytest.mark.long

ODD: tuple[object, ...] = (
    None,
    True,
    False,
    1,
    0,
    1.0,
    7,
    "",
    "x",
    "everyone",
    [],
    {},
    [{"a": None}],
    {"enable": True},
    -0.0,
    float("nan"),
    10**30,
    "1",
    [True],
    [1],
)
GONE = object()
TWINS: dict[tuple[type, object], object] = {(bool, True): 1, (bool, False): 0, (int, 1): True, (int, 0): False}
CHANGES = 600
"""Random documents of each vendor."""
OF_THEIR_OWN = {"types", "unavailable"}
"""Parts of an imprint that only matter where programs have rows of their own."""
PARTS = ("types", "unread", "unavailable", "layers", "values")


@dataclass(frozen=True)
class World:
    """What one vendor's sample is, as its adapter reads it."""

    settings: tuple[Setting, ...]
    others: Mapping[str, Target | Unreadable]
    programs: tuple[Target, ...]
    profiles: tuple[Profile, ...]

    def judge(self) -> Judge:
        return Judge("main", self.settings, catalogue(), self.others)

    def alone(self, target: Target | Unreadable, held: Profile) -> Judgement:
        """Judge by one who has seen nothing before."""
        return self.judge().judgement(target, held)


@cache
def world(vendor: str) -> World:
    with opened(vendor) as (connected, _, _):
        found = [each for each in connected.read_all(window()) if not isinstance(each, Elsewhere)]
        settings = tuple(connected.settings)
    others = {each.id: each for each in found if each.program is None}
    programs = tuple(each for each in found if isinstance(each, Target) and each.program is not None)
    closed, opens = everything(settings, at=0), everything(settings, at=-1)
    return World(settings, others, programs, (profile.load("storytime"), closed, opens))


def everything(settings: Iterable[Setting], *, at: int) -> Profile:
    """Return a profile that asks for all that a table has, as closed (0) or as open (-1) as there is."""
    controls = [catalogue()[ident] for ident in dict.fromkeys(row.control for row in settings)]
    asked = {}
    for each in controls:
        limit: Any = each.levels[at] if each.levels else 3 if each.unit else each.names[:1]
        asked[each.id] = Requirement(at_least=limit) if at else Requirement(at_most=limit)
    return made.profile().model_copy(update={"name": f"everything {at}", "requires": asked})


@cache
def paths(vendor: str, kind: str) -> list[str]:
    """Return every place that a vendor's table looks at on a kind of program."""
    settings = world(vendor).settings
    own = [path for row in settings if kind in row.kinds and not row.default_for_new for path in row.looks_at(kind)]
    away = [row.unless[0] for row in settings if kind in row.governs and row.unless is not None]
    return sorted({*own, *away} - {""})


def put(document: Document, path: str, value: object) -> dict[str, Any]:
    """Return a copy of `document` with `value` at `path`, which is made where it is not there."""
    copy: dict[str, Any] = dict(document)
    node, keys = copy, path.split(".")
    for key in keys[:-1]:  # only what lies on the way: nothing changes a document in place
        below: Any = node.get(key)
        node[key] = dict(below) if isinstance(below, dict) else {}
        node = node[key]
    node.pop(keys[-1], None)
    if value is not GONE:
        node[keys[-1]] = deepcopy(value)
    return copy


def at(document: Any, path: str) -> object:
    for key in path.split("."):
        if not isinstance(document, dict) or key not in document:
            return GONE
        document = document[key]
    return document


@cache
def values(vendor: str, kind: str, path: str) -> list[object]:
    """Return what could stand at a path: what is there in other programs, what its rows know, and odd things."""
    of = world(vendor)
    seen = [at(target.document, path) for target in of.programs if target.kind == kind]
    known = [raw for row in of.settings if kind in row.kinds and row.at(kind) == path for raw in row.values]
    found = {repr(value): value for value in (*seen[:40], *known)}
    return [*list(found.values())[:12], GONE]


def changed(vendor: str, target: Target, dice: random.Random) -> Target:
    """Return a program in which something is otherwise."""
    of = world(vendor)
    path = dice.choice(paths(vendor, target.kind))
    way = dice.randrange(9)
    if way == 0:
        return replace(
            target, unread={dice.choice([path, path.split(".")[0]]): dice.choice(["no scope", "it is late"])}
        )
    if way == 1:
        return replace(target, unavailable={vendor_path(path): dice.choice(["not on this plan", "not on this kind"])})
    if way == 2:
        return replace(
            target, above=dice.choice([target.above[1:], target.above[:1], (), dice.choice(of.programs).above])
        )
    if way == 3:  # a wrong shape above it
        return replace(target, document=put(target.document, path.rpartition(".")[0] or path, dice.choice(ODD)))
    if way == 8:  # what is equal, and not the same
        known = [(path, at(target.document, path)) for path in paths(vendor, target.kind)]
        path, value = dice.choice([(path, raw) for path, raw in known if type(raw) in {bool, int}] or [(path, True)])
        return replace(target, document=put(target.document, path, TWINS.get((type(value), value), value)))
    value = dice.choice(ODD) if way == 4 else dice.choice(values(vendor, target.kind, path))
    return replace(target, document=put(target.document, path, value))


@cache
def drawn(vendor: str) -> tuple[tuple[Target, Profile], ...]:
    """Return random programs of a vendor, many of them alike, each with what it is held against."""
    of, dice = world(vendor), random.Random(f"imprints of {vendor}")
    few = [next(p for p in of.programs if p.kind == kind) for kind in sorted({p.kind for p in of.programs})]
    found = []
    for _ in range(CHANGES):
        target = dice.choice((*few * 4, *of.programs[:10]))
        for _ in range(dice.choice((1, 1, 1, 2, 5))):
            target = changed(vendor, target, dice)
        found.append((target, dice.choice(of.profiles)))
    return tuple(found)


@cache
def answers(vendor: str) -> dict[tuple[int, int], Judgement]:
    """Return how each of the random programs is judged alone."""
    known: dict[tuple[str, str], Judgement] = {}
    found = {}
    for target, held in drawn(vendor):
        same = (repr(target), held.name)  # to the type of each value, as no comparison would be
        if same not in known:
            known[same] = world(vendor).alone(target, held)
        found[id(target), id(held)] = known[same]
    return found


def wrong(vendor: str, imprint: Callable[[Target, Profile], Hashable]) -> Iterator[Target]:
    """Yield the random programs that are judged otherwise where `imprint` tells them apart."""
    known = answers(vendor)

    def alone(target: Target | Unreadable, held: Profile) -> Judgement:
        return known[id(target), id(held)]

    remembered = Memory(alone, imprint)
    found = ((target, remembered.judgement(target, held), alone(target, held)) for target, held in drawn(vendor))
    return (target for target, one, other in found if (one.found, one.door) != (other.found, other.door))


@pytest.mark.parametrize("vendor", WITH_API)
def test_whatever_a_vendor_says_an_imprint_is_judged_as_each_program_by_itself(vendor: str) -> None:
    of = world(vendor)
    imprints = Imprints(of.judge())
    assert list(wrong(vendor, imprints.of)) == []
    assert list(wrong(vendor, Imprints(of.judge(), asked=True).of)) == []
    remembered = memory(of.judge())
    for target, held in ((target, held) for held in of.profiles for target in of.programs):
        one, other = remembered.judgement(target, held), of.alone(target, held)
        assert (one.found, one.door) == (other.found, other.door)


def pieced(vendor: str, imprint: Callable[[Imprint], Imprint] = lambda whole: whole) -> Iterator[Target]:
    """Yield the random programs that are judged otherwise where each is put together from parts of others."""
    judge, known = world(vendor).judge(), answers(vendor)
    imprints = Imprints(judge, asked=True)
    parts = Parts(judge, imprints)
    for target, held in drawn(vendor):
        one, other = parts.judgement(target, held, imprint(imprints.of(target, held))), known[id(target), id(held)]
        if (one.found, one.door) != (other.found, other.door):
            yield target


@pytest.mark.parametrize("vendor", WITH_API)
def test_whatever_a_vendor_says_a_program_is_judged_by_its_parts_as_by_itself(vendor: str) -> None:
    assert list(pieced(vendor)) == []


@pytest.mark.parametrize("part", PARTS)
def test_no_part_of_an_imprint_can_be_left_out_of_the_key_of_a_finding(part: str) -> None:
    nothing: dict[str, Callable[[Imprint], Any]] = {
        "types": lambda whole: (str,) * len(whole.types), "values": lambda whole: (None,) * len(whole.values),
        "unread": lambda _: (), "unavailable": lambda _: (), "layers": lambda _: 0,
    }  # fmt: skip
    assert any(pieced("zoom", lambda whole: whole._replace(**{part: nothing[part](whole)})))


def test_no_row_can_be_left_out_of_what_a_finding_hangs_on() -> None:
    judge = Judge("main", TABLE, made.CONTROLS, ABOVE)
    for number in ROWS:
        imprints = Imprints(judge)
        places = imprints.places("meeting", HELD)
        assert isinstance(places, dict)
        places |= {control: tuple(each for each in where if each != number) for control, where in places.items()}
        parts = Parts(judge, imprints)
        pairs = [
            (parts.judgement(target, HELD, imprints.of(target, HELD)), judge.judgement(target, HELD))
            for target in small()
        ]
        assert any((one.found, one.door) != (other.found, other.door) for one, other in pairs), number


@pytest.mark.parametrize("vendor", WITH_API)
def test_one_judge_of_all_programs_wishes_what_one_of_each_does(vendor: str) -> None:
    judge, known = world(vendor).judge(), answers(vendor)
    for target, held in drawn(vendor):
        one, other = judge.judgement(target, held), known[id(target), id(held)]
        assert (one.each, one.door) == (other.each, other.door)


def _plain(row: Setting) -> bool:
    """Tell whether an imprint has the vendor's own value of a row."""
    ways = (type(row).there is Setting.there, type(row).get is Setting.get)
    return all(ways) and bool(row.values) and not row.secret


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("vendor", WITH_API)
def test_no_part_of_an_imprint_can_be_left_out(vendor: str, part: str) -> None:
    of = world(vendor)
    own = any(row.path and program.kind in row.kinds for row in of.settings for program in of.programs)
    if not own and part in OF_THEIR_OWN:
        pytest.skip(f"{vendor}: programs have no settings of their own")
    imprints = Imprints(of.judge())
    left_out: dict[str, Any] = {part: ()}
    found = any(wrong(vendor, lambda target, held: imprints.of(target, held)._replace(**left_out)))
    kinds = {target.kind for target in of.programs}
    plain = any(_plain(row) for row in of.settings if kinds & {*row.kinds})
    governed = any(row.governs for row in of.settings)
    idle = (part == "types" and not plain) or (part == "layers" and not governed)
    assert found or idle, "a row that is no plain one tells types apart itself, and not everywhere something lies above"


@dataclass(frozen=True, kw_only=True)
class Pair(Setting):
    """A row that nobody has heard of: it looks at two places, and is there or not, and says which can be written."""

    def there(self, document: Document) -> bool:
        return at(document, "program.there") is not False

    def get(self, document: Document, kind: str) -> Value | Missing:
        return "on" if at(document, "program.one") == at(document, "program.two") else "off"

    def closest_writable(self, value: Value, before: JsonValue | Missing) -> Value | None:
        return None if before == "stuck" else value

    def writable_values(self) -> tuple[Value, ...]:
        return ()


PAIR = Pair(control="cap.live", path="program.one", kinds=("meeting",))
CHAT = replace(made.ROWS[0], unless=("program.chat", "own"))
TABLE = (*(row for row in made.ROWS if row.control not in {"cap.live", CHAT.control}), PAIR, CHAT)
ABOVE = {
    "host/h": made.host(chat=True, recording="none"),
    "group/g": made.above("group", "group/g", {"chat": False}, chat=True),
    "account/me": made.above("account", "account/me", {"chat": False}, chat=True),
}
HELD = made.profile(
    cap__live=">on", rec__auto="none", door__waiting_room="everyone", door__passcode="embedded", chan__chat_attendee="off",
    door__registration_required="required", door__registration_approval="manual",
)  # fmt: skip
BESIDE: dict[str, tuple[object, ...]] = {
    "waiting_room": (True, 1, False, None), "password": ("", "other", 7), "sign_up": (0, 1, 2, True, False),
    "recording": ("none", "local", "odd", []), "one": ("stuck", "x", ["x"]), "two": ("x", "y", GONE), "there": (False, True),
    "chat": ("own", "host"),
}  # fmt: skip


def small() -> Iterator[Target]:
    """Yield a program with each value at each place, one place at a time; two places decide the new row together."""
    base = made.meeting(one="x", two="x", there=True)
    for name, given in BESIDE.items():
        for value in given:
            yield replace(base, document=put(base.document, f"program.{name}", value))
            shut = put(base.document, "program.two", "y")
            yield replace(base, document=put(shut, f"program.{name}", value))


def misjudged(imprint: Callable[[Target, Profile], Hashable]) -> bool:
    remembered = Memory(Judge("main", TABLE, made.CONTROLS, ABOVE).judgement, imprint)
    pairs = (
        (remembered.judgement(target, HELD), Judge("main", TABLE, made.CONTROLS, ABOVE).judgement(target, HELD))
        for target in small()
    )
    return any((one.found, one.door) != (other.found, other.door) for one, other in pairs)


IMPRINTS = Imprints(Judge("main", TABLE, made.CONTROLS, ABOVE))
ROWS = range(len(IMPRINTS.of(made.meeting(), HELD).values))


def without(target: Target, number: int) -> Imprint:
    """Return an imprint from which one row is missing."""
    whole = IMPRINTS.of(target, HELD)
    values, types = list(whole.values), list(whole.types)
    del values[number], types[number]
    return whole._replace(values=tuple(values), types=tuple(types))


def test_a_row_of_a_new_kind_is_found_by_itself() -> None:
    assert not misjudged(IMPRINTS.of)
    found = {IMPRINTS.of(made.meeting(one="x", two=two, there=there), HELD) for two in "xy" for there in (True, False)}
    assert len(found) == 4


@dataclass(frozen=True, kw_only=True)
class Slow(Setting):
    """A row that nobody has heard of: what is in force lies at a place that no other says."""

    def still(self, document: Document, kind: str) -> JsonValue | Missing:
        found = at(document, "program.before")
        return Missing.MISSING if found is GONE else found  # type: ignore[return-value]  # JSON


def test_what_is_still_in_force_is_looked_at_wherever_a_row_finds_it() -> None:
    slow = Slow(
        control="cap.live", path="program.one", kinds=("meeting",), values={"x": "on", "y": "off"}, restart="it"
    )
    judge = Judge("main", (*TABLE[:-2], slow, CHAT), made.CONTROLS, ABOVE)
    held = made.profile(cap__live="off")
    whole, parts = Memory(judge.judgement, Imprints(judge).of), memory(judge)
    base = made.meeting()
    programs = [
        replace(base, document=put(put(base.document, "program.one", one), "program.before", before))
        for one in "xy" for before in ("x", "y", GONE)
    ]  # fmt: skip
    found = [judge.judgement(target, held).found for target in programs]
    assert len(set(found)) > 2, "they are not all alike"
    for remembered in (whole, parts):
        assert [remembered.judgement(target, held).found for target in programs] == found


@dataclass(frozen=True, kw_only=True)
class Both(Setting):
    """A row that nobody has heard of: it looks at two places, of which the second is the one it names or another."""

    second: str = "program.two"

    def get(self, document: Document, kind: str) -> Value | Missing:
        return "on" if get_path(document, "program.one") == get_path(document, self.second) else "off"

    def looks_at(self, kind: str) -> tuple[str, ...]:
        return ("program.one", "program.two")


def test_a_row_is_known_by_the_values_where_it_says_that_it_looks() -> None:
    both = Both(control="cap.live", path="program.one", kinds=("meeting",))
    judge = Judge("main", (*TABLE[:-2], both, CHAT), made.CONTROLS, ABOVE)
    base, held = made.meeting(), made.profile(cap__live="off")
    odd: tuple[Any, ...] = ("x", "y", True, 1, 1.0, None, GONE, [], [1], {}, {"x": 1})
    pairs = [(one, two) for one in odd for two in odd]
    programs = [
        replace(base, document=put(put(base.document, "program.one", one), "program.two", two)) for one, two in pairs
    ]
    programs += [
        replace(base, document={**base.document, "program": odd})
        for odd in cast("list[JsonValue]", [None, "x", 1, True, [], [1]])
    ]
    for dice in range(5):
        random.Random(dice).shuffle(programs)
        whole, parts = Memory(judge.judgement, Imprints(judge).of), memory(judge)
        for remembered in (whole, parts):
            found = [remembered.judgement(target, held).found for target in programs]
            assert found == [judge.judgement(target, held).found for target in programs]
    assert len({judge.judgement(target, held).found for target in programs}) > 2, "they are not all alike"


def test_a_row_that_looks_elsewhere_than_it_says_is_a_mistake_that_is_told() -> None:
    sly = Both(control="cap.live", path="program.one", kinds=("meeting",), second="program.waiting_room")
    judge = Judge("main", (*TABLE[:-2], sly, CHAT), made.CONTROLS, ABOVE)
    with pytest.raises(LookupError, match="'waiting_room', which is not among the places"):
        judge.judgement(made.meeting(), made.profile(cap__live="off"))


def test_what_a_row_is_shown_is_what_lies_at_its_places_and_what_stands_in_their_way() -> None:
    document: dict[str, Any] = {"a": {"b": 1, "c": 2, "d": {}}, "list": [{"x": 1}], "none": None, "empty": {"y": {}}}
    shown: Any = only(document, ("a.b", "a.d", "list.x", "none.z", "empty.w", "gone.v"))
    assert (shown["a"]["b"], shown["a"]["d"], shown["list"], shown["none"]) == (1, {}, [{"x": 1}], None)
    assert isinstance(shown["gone"], dict), "no object is as good as one with nothing in it"
    assert ("w" in shown["empty"], shown["gone"].get("v")) == (False, None)
    looks: list[Callable[[], object]] = [
        lambda: shown["a"]["c"], lambda: shown.get("c"), lambda: "c" in shown["a"], lambda: list(shown["a"]),
        shown["a"].items, shown.keys, shown["a"].values, lambda: dict(shown["a"]), lambda: {**shown}, lambda: json.dumps(shown),
        lambda: len(shown["empty"]), lambda: bool(shown["gone"]), lambda: shown["gone"] == {}, lambda: shown["empty"] != {},
        lambda: shown["a"] | {}, lambda: {} | shown["a"], shown["a"].copy, lambda: copy(shown), lambda: str(shown["a"]),
        lambda: list(reversed(shown["a"])), lambda: shown["a"].pop("c"), lambda: shown["a"].setdefault("c", 1),
    ]  # fmt: skip
    for look in looks:
        with pytest.raises(LookupError):
            look()


@pytest.mark.parametrize("vendor", WITH_API)
def test_a_row_says_of_what_it_is_shown_what_it_says_of_everything(vendor: str) -> None:
    of = world(vendor)
    above = [target for target in of.others.values() if isinstance(target, Target)]
    for target in (*(target for target, _ in drawn(vendor)), *of.programs, *above):
        for row in of.settings:
            if row.confined and target.kind in row.kinds:
                part = only(target.document, row.looks_at(target.kind))
                assert said(row, part, target.kind) == said(row, target.document, target.kind)


def said(row: Setting, document: Document, kind: str) -> tuple[object, ...]:
    try:
        found = row.get(document, kind)
    except UnknownValueError as error:
        return error.args
    return type(found), found


@pytest.mark.parametrize("number", ROWS)
def test_no_row_can_be_left_out_of_an_imprint(number: int) -> None:
    assert misjudged(lambda target, _: without(target, number))


def test_no_secret_is_in_an_imprint() -> None:
    one, other = (IMPRINTS.of(made.meeting(password=word), HELD) for word in ("hunter2", "correct horse"))
    assert one == other
    assert "hunter2" not in repr(one)
    assert one != IMPRINTS.of(made.meeting(password=""), HELD)


def test_what_is_read_again_above_is_judged_again() -> None:
    others: dict[str, Target | Unreadable] = dict(ABOVE)
    judge = Judge("main", TABLE, made.CONTROLS, others)
    remembered = memory(judge)
    before = remembered.judgement(made.meeting(), HELD)
    assert remembered.judgement(made.meeting("2"), HELD) is before
    others["host/h"] = made.host(chat=False, recording="none")
    assert remembered.judgement(made.meeting(), HELD).found is not before.found


def test_where_no_two_programs_are_alike_not_all_are_remembered() -> None:
    remembered = Memory(lambda target, held: Judgement(()), lambda target, _: target.id)
    first = remembered.judgement(made.meeting("first"), HELD)
    for number in range(2 * LATELY):
        remembered.judgement(made.meeting(str(number)), HELD)
    assert remembered.judgement(made.meeting("first"), HELD) is not first


def test_what_is_met_again_and_again_is_remembered_for_good() -> None:
    remembered = Memory(lambda target, held: Judgement(()), lambda target, _: target.id)
    first = remembered.judgement(made.meeting("first"), HELD)
    for number in range(5 * LATELY):
        remembered.judgement(made.meeting(str(number)), HELD)
        if number % (LATELY // 2) == 0:
            assert remembered.judgement(made.meeting("first"), HELD) is first


def test_what_was_let_go_is_judged_as_before() -> None:
    judge = Judge("main", TABLE, made.CONTROLS, ABOVE)
    remembered = memory(judge)
    each = [replace(made.meeting(str(n)), unavailable={f"settings.x{n}": "not here"}) for n in range(3 * LATELY)]
    for _ in range(2):
        for target in each:
            assert remembered.judgement(target, HELD).found is judge.judgement(target, HELD).found
