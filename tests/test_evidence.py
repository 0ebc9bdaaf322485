"""The chain: whatever is done to a file shows, and where."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from hardener.catalog import references
from hardener.evidence.archive import AlteredError, ArchiveError, packed, unpacked
from hardener.evidence.chain import canonical, linked
from hardener.evidence.crosswalk import BODIES
from hardener.evidence.pack import checked, pack
from hardener.evidence.records import records
from hardener.waiver import Waiver
from tests.pages import past

pytestmark = pytest.mark.unit
RECORDS = [{"kind": "about", "from": "2026-11-01"}, *({"kind": "program", "title": f"Story {n}"} for n in range(5))]
WHOLE = pack(RECORDS, [("evidence.html", b"<p>page</p>"), ("reviews/001-zoom.yaml", b"a: b\n")])
Lines = list[str]
Members = list[tuple[str, bytes]]


def altered(change: Callable[[Lines], Lines]) -> str:
    """Return what is said of a file of which the records were changed."""
    members = unpacked(WHOLE.data)
    lines = dict(members)["records.jsonl"].decode().splitlines()
    made = "".join(f"{line}\n" for line in change(lines)).encode()
    with pytest.raises(AlteredError) as caught:
        checked(packed([(name, made if name == "records.jsonl" else data) for name, data in members]))
    return str(caught.value)


def other(line: str, **changes: object) -> str:
    """Return the line of a record with some of its keys changed."""
    found = json.loads(line)
    found["record"] |= changes
    return canonical(found)


def test_a_whole_file_is_said_to_be_so() -> None:
    assert f"in {WHOLE.records} records; compare its head" in checked(WHOLE.data)
    assert checked(WHOLE.data).endswith(f"head {WHOLE.head}")
    assert checked(WHOLE.data, WHOLE.head.upper()).endswith(f"it is the file of head {WHOLE.head}")
    assert pack(RECORDS, [("evidence.html", b"<p>page</p>"), ("reviews/001-zoom.yaml", b"a: b\n")]) == WHOLE


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: [*lines[:2], other(lines[2], title="x"), *lines[3:]], "record 3 (program) was changed"),
        (lambda lines: [*lines[:2], *lines[3:]], "record 3 was left out"),
        (lambda lines: lines[1:], "record 1 was left out"),
        (lambda lines: lines[:-1], "reviews/001-zoom.yaml was added"),
        (lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]], "record 4 stands where record 3 belongs"),
        (lambda lines: [*lines[:3], lines[2], *lines[3:]], "record 3 (program) stands here twice"),
        (lambda lines: [*lines[:2], "{", *lines[3:]], "record 3 was changed"),
        (lambda lines: [*lines[:2], "[" * 100_000, *lines[3:]], "record 3 was changed"),
        (lambda lines: [*lines[:2], lines[2].replace(":", ": ", 1), *lines[3:]], "record 3 was changed"),
        (lambda lines: [*lines[:2], lines[2].replace('"n":3', '"n":true'), *lines[3:]], "record 3 was changed"),
        (lambda lines: [], "every record was left out"),
        (lambda lines: [*lines, lines[-1]], "stands here twice"),
    ],
)  # fmt: skip
def test_what_was_done_to_records_shows_and_where(change: Callable[[Lines], Lines], said: str) -> None:
    assert said in altered(change)


def test_a_record_that_was_signed_anew_breaks_the_next() -> None:
    def change(lines: Lines) -> Lines:
        records = [json.loads(line)["record"] for line in lines]
        records[2]["title"] = "x"
        return [*lines[:2], linked(records)[0][2], *lines[3:]]

    assert "record 4 (program) does not follow the one before" in altered(change)


def test_records_that_are_added_at_the_end_with_the_right_marks_show_in_the_manifest() -> None:
    def change(lines: Lines) -> Lines:
        return linked([*(json.loads(line)["record"] for line in lines), {"kind": "program"}])[0]

    assert "added at the end" in altered(change)


def test_whoever_makes_all_of_it_anew_has_another_head() -> None:
    anew = pack(RECORDS[:-1], [("evidence.html", b"<p>page</p>")])
    assert checked(anew.data)
    with pytest.raises(AlteredError, match="another file"):
        checked(anew.data, WHOLE.head)


@pytest.mark.parametrize("name", ["evidence.html", "reviews/001-zoom.yaml", "manifest.json"])
def test_a_file_that_was_changed_is_named(name: str) -> None:
    members = [(each, b"other\n" if each == name else data) for each, data in unpacked(WHOLE.data)]
    with pytest.raises(AlteredError, match=name):
        checked(packed(members))


@pytest.mark.parametrize("cut", range(0, len(WHOLE.data), 97))
def test_a_file_that_is_cut_anywhere_ends_in_one_line(cut: int) -> None:
    with pytest.raises((AlteredError, ArchiveError)) as caught:
        checked(WHOLE.data[:cut])
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("place", range(0, len(WHOLE.data), 13))
def test_a_byte_that_is_another_shows_wherever_it_is(place: int) -> None:
    data = bytearray(WHOLE.data)
    data[place] ^= 0x15
    with pytest.raises((AlteredError, ArchiveError)) as caught:
        checked(bytes(data))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "change",
    [
        lambda members: [*members[1:], members[0]],
        lambda members: [*members[:-2], members[-1], members[-2]],
        lambda members: [(name, data[:-1] if name == "records.jsonl" else data) for name, data in members],
    ],
    ids=["manifest last", "reviews before records", "no end of the last line"],
)
def test_what_no_record_tells_of_shows_too(change: Callable[[Members], Members]) -> None:
    with pytest.raises(AlteredError, match="in another order"):
        checked(packed(change(unpacked(WHOLE.data))), WHOLE.head)


def test_a_hostile_file_says_nothing_of_its_own() -> None:
    lines = linked([{"kind": "about"}, {"kind": "\x1b[2J\u202e" + "x" * 900}])[0]
    lines[1] = lines[1].replace('"n":2', '"n":7')
    named = linked([{"kind": "about"}, {"kind": "file", "name": "\x1b[2J\ud800"}])[0]
    for made in (lines, named):
        text = "".join(f"{line}\n" for line in made).encode()
        with pytest.raises(AlteredError) as caught:
            checked(packed([("manifest.json", b"{}"), ("records.jsonl", text)]))
        assert str(caught.value).isprintable()
        assert len(str(caught.value)) < 200


@pytest.mark.parametrize("depth", [300, 900, 960, 980, 5000])
def test_a_record_that_is_nested_deeply_ends_in_one_line(depth: int) -> None:
    line = f'{{"hash":"x","n":1,"previous":"","record":{{"kind":{"[" * depth}{"]" * depth}}}}}\n'
    with pytest.raises(AlteredError, match="record 1"):
        checked(packed([("manifest.json", b"{}"), ("records.jsonl", line.encode())]))


def test_the_bodies_that_auditors_ask_for_are_in_the_catalogue() -> None:
    assert {key for keys in BODIES.values() for key in keys} <= references().keys()


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("81234567890", "one by its id"), ("812 3456 7890", "one by its id"), ("*812-3456-7890*", "one by its id"),
        ("spaces/jQCFfuBOdN5z", "one by its id"), ("abc-mnop-xyz", "one by its id"), ("a1b2c3d4", "one by its id"),
        ("*book club*", "*book club*"), ("Book Club", "Book Club"), ("Lesekreis", "Lesekreis"),
    ],
)  # fmt: skip
def test_a_waiver_names_no_room(program: str, told: str) -> None:
    facts = replace(past.facts(), waivers=[Waiver(
        control="chan.chat_attendee", program=program, by="Bea", until=date(2027, 1, 1), reason="adults",
    )])  # fmt: skip
    (waiver,) = [record for record in records(facts) if record["kind"] == "waiver"]
    where = waiver["where"]
    assert isinstance(where, dict)
    assert where["program"] == told
