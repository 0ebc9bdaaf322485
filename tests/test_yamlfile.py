"""Reading YAML: words stay words, and every mistake is one line with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardener.files import FileError
from hardener.filled import place
from hardener.model import Model
from hardener.yamlfile import parse, tree_of

pytestmark = pytest.mark.unit

BELL = "\x07"
ODD = "ab:-? \n\t[]{},&*!|>'\"%#@`<019._\\/~=é\x07\u2028"


class Leaf(Model):
    size: int
    word: str = ""


class Tree(Model):
    name: str
    leaves: Mapping[str, Leaf] = {}
    tags: tuple[str, ...] = ()


def complaint(text: str) -> str:
    with pytest.raises(FileError) as caught:
        parse(text, Tree, "f.yaml")
    return str(caught.value)


@pytest.mark.parametrize("word", ["off", "on", "yes", "no", "none", "n", "y"])
def test_a_word_stays_a_word(word: str) -> None:
    assert parse(f"name: {word}\n", Tree, "f.yaml") == Tree(name=word)


def test_true_is_no_word() -> None:
    assert complaint("name: true\n") == "f.yaml:1:1: name: Input should be a valid string"


def test_a_file_becomes_its_model() -> None:
    text = "# why\nname: oak\nleaves:\n  a: {size: 1}\n  b:\n    size: 2\n    word: >-\n      two\n      lines\n"
    leaves = {"a": Leaf(size=1), "b": Leaf(size=2, word="two lines")}
    assert parse(f"{text}tags: [x, y]\n", Tree, "f.yaml") == Tree(name="oak", leaves=leaves, tags=("x", "y"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("name: oak\ncolour: red\n", "2:1: colour: unknown key", id="unknown key"),
        pytest.param(
            "name: oak\nleaves:\n  a: {size: 1}\n  b: {size: 1, sice: 2}\n",
            "4:16: leaves.b.sice: unknown key",
            id="deep",
        ),
        pytest.param("tags: []\n", "1:1: name: is missing", id="missing key"),
        pytest.param("name: oak\nleaves:\n  a: {}\n", "3:3: leaves.a.size: is missing", id="missing deep"),
        pytest.param("name: oak\nleaves:\n  a:\n", "3:3: leaves.a: expected keys and values", id="no value"),
        pytest.param("name: oak\nleaves: 3\n", "2:1: leaves: expected keys and values", id="no mapping"),
        pytest.param("name: oak\ntags: x\n", "2:1: tags: expected a list", id="no list"),
        pytest.param("name: oak\ntags:\n  - x\n  - 3\n", "4:5: tags.1: Input should be a valid string", id="list item"),
        pytest.param(
            "name: oak\nleaves:\n  3: {size: 1}\n",
            "3:3: leaves.3: Input should be a valid string",
            id="key no word",
        ),
        pytest.param("- oak\n", "1:1: expected keys and values", id="a list"),
        pytest.param("oak\n", "1:1: expected keys and values", id="a word"),
        pytest.param("", "1:1: expected keys and values", id="empty"),
        pytest.param("# only a comment\n", "1:1: expected keys and values", id="comment"),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(text: str, said: str) -> None:
    assert complaint(text) == f"f.yaml:{said}"


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        pytest.param("name: [oak\n", "2:1", "expected ',' or ']'", id="open bracket"),
        pytest.param("name: oak\n\ttags: x\n", "2:1", "'\\t'", id="tab"),
        pytest.param("name: oak\nname: elm\n", "2:1", 'duplicate key "name"', id="twice"),
        pytest.param("name: oak\nname: |\n  elm\n  ash\n", "2:1", 'duplicate key "name"', id="twice, long"),
        pytest.param("name: 2026-02-30\n", "1:7", "2026-02-30 is no date: day is out of range", id="no such day"),
        pytest.param("name: *gone\n", "1:7", "undefined alias 'gone'", id="alias"),
        pytest.param("name: oak\n---\nname: elm\n", "2:1", "another document", id="two documents"),
        pytest.param(f"name: oak\ntags: [é, '{BELL}']\n", "2:12", "special characters", id="control character"),
        pytest.param(f"{BELL}name: oak\n", "1:1", "special characters", id="control character first"),
    ],
)
def test_bad_yaml_is_named_with_its_place(text: str, place: str, part: str) -> None:
    said = complaint(text)
    assert said.startswith(f"f.yaml:{place}: ")
    assert part in said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("text", "part"),
    [
        pytest.param("name: !!bool perhaps\n", "'perhaps'", id="no such truth"),
        pytest.param(f"name: {'9' * 5000}\n", "limit", id="too long"),
    ],
)
def test_what_yaml_itself_chokes_on_is_our_error_too(text: str, part: str) -> None:
    said = complaint(text)
    assert said.startswith("f.yaml: cannot be read as YAML: ")
    assert part in said


@pytest.mark.parametrize("text", [f"name: {'[' * 5000}\n", f"name: {'{' * 3000}", "name:\n" + "- " * 300 + "x\n"])
def test_what_is_deeper_than_any_file_of_ours_is_refused(text: str) -> None:
    assert "deep" in complaint(text)


@given(st.text(alphabet=ODD, max_size=40))
def test_any_text_is_a_tree_or_one_line(text: str) -> None:
    try:
        tree_of(text, "f.yaml")
    except FileError as error:
        assert re.fullmatch(r"f\.yaml:(\d+:\d+:)? .+", str(error))  # noqa: PT017 - either way is right


def test_the_place_is_that_of_the_deepest_key_there_is() -> None:
    tree = tree_of("a:\n  b:\n    - x\n    - c: 1\n  d: 2\n", "f.yaml")
    assert place(tree, []) == (1, 1)
    assert place(tree, ["a", "b"]) == (2, 3)
    assert place(tree, ["a", "b", 1, "c"]) == (4, 7)
    assert place(tree, ["a", "b", 1, "gone", "too"]) == (4, 7)
    assert place(tree, ["a", "b", 9]) == (2, 3)
    assert place(tree, ["a", "d", "str"]) == (5, 3)
    assert place(tree, ["gone"]) == (1, 1)


def test_the_first_of_several_mistakes_is_told() -> None:
    assert complaint("name: 3\nleaves: 4\n") == "f.yaml:1:1: name: Input should be a valid string"
