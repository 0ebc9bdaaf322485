"""Writing a profile: it extends others, and a mistake in one is a line with its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardener.catalog import catalogue
from hardener.files import FileError
from hardener.model import Severity, Value
from hardener.profile import Profile, Requirement, builtin, load

pytestmark = pytest.mark.unit

HEAD = "profile: mine\ntitle: Mine\naudience: children\n"
README = Path(__file__).parents[1] / "profiles" / "README.md"
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes `name=text` profiles and returns their folder."""

    def _write(**texts: str) -> Path:
        for name, text in texts.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return _write


def complaint(name: str, base: Path) -> str:
    with pytest.raises(FileError) as caught:
        load(name, base)
    said = str(caught.value)
    assert "\n" not in said
    return said


# --- writing one ---


def test_a_file_extends_a_built_in_profile(write: Write) -> None:
    base = write(
        mine=HEAD + "version: 3\nextends: storytime\nnotes: [Ours.]\nwithout: [door.capacity_max]\n"
        "requires:\n  door.lock_after_min: {at_most: 15, severity: high, why: Buses are late.}\n"
    )
    parent, profile = load("storytime"), load("mine.yaml", base)
    assert (profile.name, profile.title, profile.version) == ("mine", "Mine", 3)
    assert profile.notes == (*parent.notes, "Ours.")
    line = Requirement(at_most=15, severity=Severity.HIGH, why="Buses are late.")
    kept = {ident: r for ident, r in parent.requires.items() if ident != "door.capacity_max"}
    assert profile.requires == kept | {"door.lock_after_min": line}
    assert profile.severity(catalogue()["door.lock_after_min"]) is Severity.HIGH
    assert profile.severity(catalogue()["door.passcode"]) is catalogue()["door.passcode"].severity


def test_files_extend_files_of_the_same_folder(write: Write) -> None:
    base = write(
        top=HEAD + "requires:\n  chan.qa: {at_most: moderated}\n  chan.polls: {at_most: off}\n",
        middle=HEAD + "extends: top.yaml\nrequires:\n  chan.qa: {at_most: off}\n",
        low=HEAD + "extends: middle.yaml\nwithout: [chan.polls]\n",
    )
    assert load("low.yaml", base).requires == {"chan.qa": Requirement(at_most="off")}


def test_a_dropped_line_may_be_written_anew(write: Write) -> None:
    text = "extends: storytime\nwithout: [cap.live]\nrequires:\n  cap.live: {at_least: on, severity: low}\n"
    base = write(mine=HEAD + text)
    assert load("mine.yaml", base).requires["cap.live"].severity is Severity.LOW


def test_off_is_a_word(write: Write) -> None:
    base = write(mine=HEAD + "requires:\n  chan.qa: {at_most: off}\n  cap.live: {at_least: on}\n")
    found = load("mine.yaml", base).requires
    assert (found["chan.qa"].limit, found["cap.live"].limit) == ("off", "on")


def test_the_example_in_the_readme_is_a_profile(write: Write) -> None:
    text = README.read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert example
    lines = [line.removeprefix("   ") for line in example[1].splitlines()]
    base = write(**{"our-storytime": "\n".join(lines)})
    profile = load("our-storytime.yaml", base)
    assert profile.requires["rec.retention_days_max"].limit == 7
    assert "door.capacity_max" not in profile.requires
    write(**{"our-storytime": "\n".join(lines).replace("15", "soon")})
    assert complaint("our-storytime.yaml", base) in text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (Requirement(at_most="hosts"), "at most hosts"),
        (Requirement(at_least="on"), "at least on"),
        (Requirement(at_most=0), "at most 0"),
        (Requirement(at_most=("email", "address")), "at most address, email"),
        (Requirement(at_most=()), "at most nothing"),
    ],
)
def test_a_line_says_itself_in_short(line: Requirement, said: str) -> None:
    assert str(line) == said


@given(st.lists(st.text(min_size=1)))
def test_the_order_of_a_set_means_nothing(names: list[str]) -> None:
    assert Requirement(at_most=tuple(names)).limit == Requirement(at_most=tuple(reversed(names))).limit


# --- mistakes ---

KNOWN = ", ".join(builtin())


MISTAKES = {
    "control": (
        "requires:\n  chan.nope: {at_most: off}\n",
        "5:3: no control 'chan.nope' in the catalogue (see: hardener controls)",
    ),
    "level": (
        "requires:\n  chan.qa: {at_most: loud}\n",
        "5:13: 'loud' is not a level of chan.qa: off < moderated < open",
    ),
    "number for a level": (
        "requires:\n  chan.qa:\n    why: No.\n    at_least: 3\n",
        "7:5: 3 is not a level of chan.qa: off < moderated < open",
    ),
    "word for a number": (
        "requires:\n  host.briefed: {at_most: soon}\n",
        "5:18: host.briefed takes a number of days, not 'soon'",
    ),
    "word for a list": (
        "requires:\n  data.registration_fields: {at_most: email}\n",
        "5:30: data.registration_fields takes a list of names, not 'email'",
    ),
    "key": ("requires:\n  chan.qa: {at_mots: off}\n", "5:13: requires.chan.qa.at_mots: unknown key"),
    "top key": ("colour: red\n", "4:1: colour: unknown key"),
    "no lines": ("requires: []\n", "4:1: requires: expected keys and values"),
    "no line": ("requires:\n  chan.qa:\n", "5:3: requires.chan.qa: expected keys and values"),
    "notes": ("notes: hello\n", "4:1: notes: expected a list"),
    "severity": (
        "requires:\n  chan.qa: {at_most: off, severity: huge}\n",
        "5:27: requires.chan.qa.severity: Input should be 'low', 'medium', 'high' or 'critical'",
    ),
    "two directions": (
        "requires:\n  chan.qa: {at_most: off, at_least: off}\n",
        "5:3: requires.chan.qa: give exactly one of at_most, at_least and exactly",
    ),
    "no direction": (
        "requires:\n  chan.qa: {severity: low}\n",
        "5:3: requires.chan.qa: give exactly one of at_most, at_least and exactly",
    ),
    "empty direction": (
        "requires:\n  chan.qa: {at_most: }\n",
        "5:3: requires.chan.qa: give exactly one of at_most, at_least and exactly",
    ),
    "extends itself": ("extends: mine.yaml\n", "4:1: it extends itself: mine.yaml → mine.yaml"),
    "extends a missing file": (
        "extends: gone.yaml\n",
        "4:1: extends: gone.yaml: there is no such file",
    ),
    "extends nobody": (
        "extends: nobody\n",
        f"4:1: extends: no profile 'nobody'; there are {KNOWN}, or give a .yaml file",
    ),
    "without what is not there": (
        "extends: storytime\nwithout: [cap.live, chan.nope]\n",
        "5:21: without: chan.nope is not in storytime",
    ),
    "without anything": (
        "without:\n  - cap.live\n",
        "5:5: without: cap.live is not in this profile, which extends none",
    ),
    "twice": (
        "title: Again\n",
        '4:1: found duplicate key "title" with value "Again" (original value: "Mine")',
    ),
    "bad YAML": ("requires: [\n", "5:1: expected the node content, but found '<stream end>'"),
}


@pytest.mark.parametrize(("text", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_line_with_its_place(write: Write, text: str, said: str) -> None:
    assert complaint("mine.yaml", write(mine=HEAD + text)) == f"mine.yaml:{said}"


@pytest.mark.parametrize("limit", ["true", "1.5", "{a: b}", "[email, 3]", "2026-01-01"])
def test_nothing_is_bent_into_a_limit(write: Write, limit: str) -> None:
    base = write(mine=f"{HEAD}requires:\n  host.briefed: {{at_most: {limit}}}\n")
    said = "mine.yaml:5:18: requires.host.briefed.at_most: give a level, a number or a list of names"
    assert complaint("mine.yaml", base) == said


def test_old_yaml_in_which_off_is_no_word_is_refused(write: Write) -> None:
    base = write(mine=f"%YAML 1.1\n---\n{HEAD}requires:\n  chan.qa: {{at_most: off}}\n")
    assert complaint("mine.yaml", base).startswith("mine.yaml:7:13: requires.chan.qa.at_most: give a level")


def test_profiles_that_extend_each_other_are_refused(write: Write) -> None:
    base = write(one=HEAD + "extends: two.yaml\n", two=HEAD + "extends: one.yaml\n")
    assert complaint("one.yaml", base) == "two.yaml:4:1: it extends itself: one.yaml → two.yaml → one.yaml"


def test_a_mistake_in_an_extended_file_is_told_of_that_file(write: Write) -> None:
    base = write(one=HEAD + "extends: two.yaml\n", two=HEAD + "requires:\n  chan.nope: {at_most: off}\n")
    assert complaint("one.yaml", base).startswith("two.yaml:5:3: no control 'chan.nope'")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert complaint("gone.yaml", tmp_path) == "gone.yaml: there is no such file"
    assert complaint("gone", tmp_path) == f"no profile 'gone'; there are {KNOWN}, or give a .yaml file"


def test_what_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "odd.yml").write_bytes(b"\xff\xfe\x00")
    assert complaint("odd.yml", tmp_path) == "odd.yml:1: it is not UTF-8 text; save it as UTF-8"


def test_a_profile_cannot_be_changed() -> None:
    profile: Profile = load("storytime")
    with pytest.raises(ValueError, match="frozen"):
        profile.apply = False  # type: ignore[misc]


@pytest.mark.parametrize(
    ("asked", "limit", "said"),
    [
        ({"at_most": "hosts"}, "hosts", "at most hosts"), ({"at_least": ("b", "a")}, ("a", "b"), "at least a, b"),
        ({"at_most": 0}, 0, "at most 0"), ({"at_most": ()}, (), "at most nothing"),
        ({"exactly": ("b", "a")}, ("a", "b"), "exactly a, b"),
    ],
)  # fmt: skip
def test_a_requirement_says_its_limit_in_short(asked: dict[str, Any], limit: Value, said: str) -> None:
    requirement = Requirement(**asked)
    assert (requirement.limit, str(requirement)) == (limit, said)
