"""The catalogue: every control says what it must, and its ladder is one."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from hardener.catalog import FOLDER, Catalogue, Control, catalogue
from hardener.door import ALL_SEE, IN_FRONT, Door, Entrance, sentence
from hardener.filled import checked
from hardener.model import Severity
from hardener.profile import Audience, builtin, load
from hardener.trees import tree_of

pytestmark = pytest.mark.unit

NAME = "controls.yaml"
SOURCE = checked(tree_of(FOLDER, NAME), Catalogue, NAME)
LIBRARY = [catalogue()[ident] for ident in SOURCE.controls]
"""The library's own controls, without those of benchmarks."""
WHO = ("Anyone with the link", "Anyone who signs up", "Anyone staff approved", "Perhaps anyone")
AUDIENCES: tuple[Audience, ...] = ("children", "teens", "adults", "public", "staff")
JARGON = re.compile(
    r"\b(secur\w+|complian\w+|violat\w+|threat\w*|enforc\w+|remediat\w+|authenticat\w+|participants?|users?"
    r"|fail\w*|malicious|API|PII|null|tenant\w*|endpoint\w*)\b",
    re.IGNORECASE,
)
COSTS_NOTHING = {"host.report_and_suspend_enabled", "enc.in_transit"}
VERBS = {"write", "send", "put", "share", "draw", "turn", "change", "show", "start", "come", "take"}

control = pytest.mark.parametrize("control", LIBRARY, ids=lambda c: c.id)
controls = st.sampled_from(LIBRARY)
ladders = st.sampled_from([c for c in LIBRARY if c.levels])
numbers = st.sampled_from([c for c in LIBRARY if c.unit])
sets = st.sampled_from([c for c in LIBRARY if c.names])


def a_control(**parts: object) -> Control:
    base = dict.fromkeys(("title", "question", "why", "finding"), "x") | {
        "severity": "low",
        "known_by": ["api"],
    }
    return Control.model_validate({**base, **parts})


def texts(one: Control) -> dict[str, str]:
    names = ("title", "question", "why", "costs", "finding", "too_closed", "act")
    return {name: getattr(one, name) for name in names}


# --- what every control says ---


@pytest.mark.parametrize("one", catalogue().values(), ids=lambda c: c.id)
def test_every_control_says_what_it_must(one: Control) -> None:
    assert catalogue()[one.id] is one
    assert one.title
    assert one.question
    assert one.why
    assert one.finding
    assert one.known_by


@control
def test_its_sentences_are_whole(control: Control) -> None:
    assert control.question.endswith("?")
    assert control.why.endswith(".") or control.why.endswith('."')
    assert control.costs.endswith(".") or control.id in COSTS_NOTHING
    assert len(control.title) <= 60
    for text in (control.title, control.finding, control.too_closed, control.act):
        assert not text.endswith((".", "!", "?"))
    for text in texts(control).values():
        assert text == " ".join(text.split())
    for text in (control.title, control.question, control.finding, control.too_closed):
        assert text[:1] == text[:1].upper()


@control
def test_it_speaks_plainly_and_blames_nobody(control: Control) -> None:
    for name, text in texts(control).items():
        assert not JARGON.search(text), name
        for part in re.split(r"[.;:?]", text):
            assert len(part.split()) <= 32, name


CODE = re.compile(r"_|\b[a-z]+-only\b")
"""What no person says: a name of a program's, or a level's own."""


@pytest.mark.parametrize("one", [c for c in LIBRARY if c.levels], ids=lambda c: c.id)
def test_each_level_has_words_for_families_that_stand_alone(one: Control) -> None:
    assert list(one.says) == list(one.levels)
    assert len(set(one.says.values())) == len(one.levels)
    for level, said in one.says.items():
        assert said == " ".join(said.split())
        assert 0 < len(said) <= 32
        assert said.casefold() not in {"on", "off", "yes", "no"}
        assert not CODE.search(said)
        assert "-" not in level or level not in said
        assert not JARGON.search(said)


@control
def test_it_says_where_its_claim_comes_from(control: Control) -> None:
    assert control.references
    assert len(set(control.references)) == len(control.references)


def test_no_reference_is_unused_and_none_is_empty() -> None:
    used = {key for control in LIBRARY for key in control.references}
    assert set(SOURCE.references) == used
    assert all(SOURCE.references.values())


def test_ids_start_with_their_part_of_the_matrix() -> None:
    parts = {ident.split(".")[0] for ident in SOURCE.controls}
    assert parts == {
        "door", "chan", "rec", "cap", "ai", "video", "social", "data", "host", "enc", "notice", "public",
    }  # fmt: skip
    assert all(re.fullmatch(r"[a-z]+\.[a-z0-9_]+", ident) for ident in SOURCE.controls)


# --- the sentence at the head of a finding ---


@pytest.mark.parametrize("one", [c for c in LIBRARY if c.act], ids=lambda c: c.id)
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_an_act_reads_in_the_sentence(one: Control, who: str, audience: Audience) -> None:
    said = sentence(one, Entrance(Door.OPEN, who), audience)
    assert said == f"{who} can {one.act} in front of {IN_FRONT[audience]}"
    assert one.act.split()[0] in VERBS
    assert not re.search(r"[,.;]|in front|\bchild", one.act)


def test_only_channels_have_an_act() -> None:
    assert all(c.id.startswith("chan.") for c in LIBRARY if c.act)


def test_every_channel_by_which_strangers_reach_people_in_the_room_has_an_act() -> None:
    assert all(one.act for one in LIBRARY if one.reach and one.id.startswith("chan."))


def test_what_everybody_sees_or_hears_at_once_is_a_channel_of_strangers() -> None:
    assert all(catalogue()[ident].reach for ident in ALL_SEE)


def test_only_what_reaches_people_can_be_critical() -> None:
    assert [one.id for one in LIBRARY if one.severity is Severity.CRITICAL and not one.reach] == []


@pytest.mark.parametrize("name", builtin())
def test_whatever_a_profile_wants_open_can_be_said_to_be_too_closed(name: str) -> None:
    opens = [ident for ident, requirement in load(name).requires.items() if requirement.opens]
    assert [ident for ident in opens if not catalogue()[ident].too_closed] == []


# --- ladders ---


@pytest.mark.parametrize(
    ("ident", "closed", "opened"),
    [
        ("door.registration_required", "required", "not-required"),
        ("door.registration_approval", "verified", "auto"),
        ("door.passcode", "separate", "none"),
        ("door.waiting_room", "everyone", "off"),
        ("door.vendor_account_required", "required", "not-required"),
        ("chan.screen_share", "hosts", "everyone"),
        ("chan.mic_self_unmute", "off", "on"),
        ("rec.auto", "none", "cloud"),
        ("rec.access", "named-people", "link"),
        ("cap.live", "off", "on"),
        ("ai.vendor_training", "no", "unknown"),
        ("video.made_for_kids", "yes", "no"),
        ("host.mfa", "on", "off"),
        ("enc.e2ee", "on", "off"),
        ("notice.privacy", "given", "missing"),
    ],
)
def test_levels_run_from_closed_to_open(ident: str, closed: str, opened: str) -> None:
    ladder = catalogue()[ident]
    assert (ladder.levels[0], ladder.levels[-1]) == (closed, opened)
    assert ladder.rank(closed) == 0 < ladder.rank(opened)


@given(ladders, st.data())
def test_a_ladder_orders_its_levels_totally(ladder: Control, data: st.DataObject) -> None:
    one, other = (data.draw(st.sampled_from(ladder.levels)) for _ in range(2))
    assert ladder.levels[ladder.rank(one)] == one
    assert (ladder.rank(one) == ladder.rank(other)) == (one == other)
    shuffled = data.draw(st.permutations(ladder.levels))
    assert sorted(shuffled, key=ladder.rank) == list(ladder.levels)


@given(ladders, st.text() | st.integers() | st.booleans() | st.none() | st.lists(st.text()))
def test_a_ladder_accepts_its_levels_and_nothing_else(ladder: Control, value: object) -> None:
    assert all(ladder.accepts(level) == "" for level in ladder.levels)
    assume(value not in ladder.levels)
    assert ladder.accepts(value).endswith(f"is not a level of {ladder.id}: {' < '.join(ladder.levels)}")


@given(ladders, st.text())
def test_a_ladder_ranks_nothing_else(ladder: Control, value: str) -> None:
    assume(value not in ladder.levels)
    with pytest.raises(ValueError, match="not in tuple"):
        ladder.rank(value)


@given(numbers, st.integers(min_value=0))
def test_a_number_is_its_own_rank(number: Control, value: int) -> None:
    assert number.accepts(value) == ""
    assert number.rank(value) == value


@given(numbers, st.integers(max_value=-1) | st.booleans() | st.floats() | st.text() | st.lists(st.text()))
def test_a_number_is_whole_and_not_below_zero(number: Control, value: object) -> None:
    assert number.accepts(value) == f"{number.id} takes a number of {number.unit}, not {value!r}"


def test_a_word_has_no_rank_among_numbers() -> None:
    with pytest.raises(ValueError, match=r"host\.briefed: 'soon' has no rank"):
        catalogue()["host.briefed"].rank("soon")


@given(sets, st.data())
def test_a_set_accepts_any_of_its_names(names: Control, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(names.names)))
    assert names.accepts(chosen) == ""
    assert names.accepts(tuple(chosen)) == ""
    with pytest.raises(ValueError, match="has no rank"):
        names.rank(tuple(chosen))


@given(sets, st.lists(st.text(), min_size=1))
def test_a_set_names_what_it_does_not_know(names: Control, value: list[str]) -> None:
    assume(not set(value) & set(names.names))
    said = names.accepts(value)
    assert said.startswith(f"{', '.join(value)}: not among the names of {names.id}: first_name, ")


@given(sets, st.text() | st.integers() | st.none())
def test_a_set_takes_a_list(names: Control, value: object) -> None:
    assert names.accepts(value) == f"{names.id} takes a list of names, not {value!r}"


@given(st.lists(st.text(min_size=1), min_size=2, unique=True))
def test_any_two_names_make_a_ladder(levels: list[str]) -> None:
    ladder = a_control(levels=levels)
    assert [ladder.rank(level) for level in levels] == list(range(len(levels)))


# --- what is refused ---


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"levels": ["a", "b"], "unit": "days"}, id="levels and unit"),
        pytest.param({"unit": "days", "names": ["a"]}, id="unit and names"),
    ],
)
def test_a_control_has_exactly_one_domain(parts: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="exactly one of levels, unit and names"):
        a_control(**parts)


@pytest.mark.parametrize("levels", [["a"], ["a", "a"], ["a", "b", "a"]])
def test_levels_are_at_least_two_and_differ(levels: list[str]) -> None:
    with pytest.raises(ValidationError, match="at least two different names"):
        a_control(levels=levels)


def test_a_reference_must_be_listed() -> None:
    one = a_control(levels=["a", "b"], references=["GONE"])
    with pytest.raises(ValidationError, match="x: unknown reference GONE"):
        Catalogue(references={"HERE": "A book"}, controls={"x": one})


def test_severities_are_ordered_and_low_is_the_lowest() -> None:
    assert [severity.rank for severity in Severity] == [0, 1, 2, 3]
