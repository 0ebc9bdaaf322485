"""The translations: none is missing, none says less or more than the English, and what is shipped is made of them."""

from __future__ import annotations

import ast
import re
from datetime import datetime
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from markupsafe import escape
from tools import messages

from hardener.cli import VERBS
from hardener.language import PLACEHOLDER, LanguageError, known_by, language, languages, marked, ntr, speaking, tr
from hardener.pages.paper import filled
from hardener.report import times
from hardener.report.retell import control, path

ROOT = Path(__file__).parents[1]
FOLDERS = messages.folders()
LANGUAGES = pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
TAG = re.compile(r"<[^>]*>")
COMMAND = re.compile(rf"(?<!let )hardener (?:{'|'.join(VERBS)})\b|--[a-z-]+|\[\[?\w+\]?\]|hardener\.toml|waivers\.yaml")
"""What a reader types, or opens."""


def sentences(of: Catalog) -> list[Message]:
    return [message for message in of if message.id]


def both(message: Message) -> list[tuple[str, str]]:
    """Return the English and the translation, form by form."""
    ids = message.id if isinstance(message.id, tuple | list) else [message.id]
    said = message.string if isinstance(message.string, tuple | list) else [message.string]
    assert len(said) == len(ids), message.id
    return list(zip(map(str, ids), map(str, said), strict=True))


@LANGUAGES
def test_every_sentence_has_a_translation_and_no_other_is_there(folder: Path) -> None:
    found = messages.translations(folder)
    wanted = {message.id for message in sentences(messages.template())}
    assert {message.id for message in sentences(found)} == wanted, "run: python -m tools.messages"
    empty = [message.id for message in sentences(found) if not all(said.strip() for _, said in both(message))]
    assert not empty
    assert not [message.id for message in sentences(found) if message.fuzzy]


@LANGUAGES
def test_a_translation_has_the_same_places_for_values_marks_and_commands(folder: Path) -> None:
    for message in sentences(messages.translations(folder)):
        for form, (english, said) in enumerate(both(message)):
            there, wanted = set(PLACEHOLDER.findall(said)), set(PLACEHOLDER.findall(english))
            counts = {"count", "number"} if form == 0 and isinstance(message.id, tuple | list) else set()
            assert wanted - counts <= there <= wanted, (english, said)
            assert set("{}") & set(PLACEHOLDER.sub("", said)) == set(), said
            assert sorted(TAG.findall(said)) == sorted(TAG.findall(english)), said
            assert sorted(COMMAND.findall(said)) == sorted(COMMAND.findall(english)), said
            assert english[:1].isspace() == said[:1].isspace(), said
            assert english[-1:].isspace() == said[-1:].isspace(), said


@LANGUAGES
def test_what_is_shipped_is_made_of_the_translations(folder: Path) -> None:
    made = messages.compiled(messages.translations(folder))
    assert (folder / "hardener.mo").read_bytes() == made, "run: python -m tools.messages"


@LANGUAGES
def test_names_of_days_and_months_are_those_of_the_locale_data(folder: Path) -> None:
    locale = Locale.parse(folder.name)
    with speaking(language(folder.name)):
        assert tr(times.DAYS).split() == [locale.days["format"]["wide"][day] for day in range(7)]
        assert tr(times.MONTHS).split() == [locale.months["format"]["wide"][month] for month in range(1, 13)]


def test_each_call_has_its_sentence_in_it_or_names_one_that_is_marked() -> None:
    """A sentence that is put together where it is translated would be found by nobody who translates."""
    for file in sorted((ROOT / "src" / "hardener").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in messages.ARGUMENTS:
                said = node.args[: messages.ARGUMENTS[node.func.id]]
                bad = [arg for arg in said if isinstance(arg, ast.JoinedStr | ast.BinOp)]
                assert not bad, f"{file.name}:{node.lineno}"


def test_a_language_that_is_not_there_is_named_with_those_that_are() -> None:
    assert languages() == ("en", *sorted(folder.name for folder in FOLDERS))
    with pytest.raises(LanguageError, match="no language 'xx'; there are: en, es"):
        language("xx")
    assert language("en") is None


HOSTILE = (
    "{0} {who} {who.__class__}",
    "%s %(who)s %d 100%",
    "<script>alert(1)</script> & “x”",
    "{{ 7 * 7 }} {% raw %}",
)


@pytest.mark.parametrize("title", HOSTILE)
@pytest.mark.parametrize("code", languages())
def test_a_title_is_never_a_format(title: str, code: str) -> None:
    with speaking(language(code)):
        assert title in tr("In {programs}: {titles}.", programs=title, titles=title)
        assert title in ntr("{what}, and {count} more", "{what}, and {count} more", 2, what=title)
        page = filled("serve_wrong.html", library=title, heading=title, as_of="", said=title)
    assert str(escape(title)) in page
    assert "<script" not in page
    assert f'<html lang="{code}">' in page


def test_what_the_core_put_together_is_known_again_whatever_its_values_hold() -> None:
    template = marked("every program that meets in the same room: {titles}")
    with speaking(language("es")):
        said = known_by(template.format(titles="{x} (.*) \\1"), (template,))
        assert said == "todos los programas que se reúnen en la misma sala: {x} (.*) \\1"
        assert known_by("somebody's own words", (template,)) == "somebody's own words"


def test_a_number_is_told_with_its_unit_whether_a_finding_or_a_profile_has_it() -> None:
    with speaking(language("es")):
        seats = control("door.capacity_max")
        assert seats.say(250) == seats.say("250 seats") == "250 lugares en la sala"
        assert seats.say("1 seat") == "1 lugar en la sala"


def test_one_thread_does_not_speak_for_another() -> None:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - of this test alone

    with ThreadPoolExecutor(1) as pool, speaking(language("es")):
        assert tr("Ready") == "Listo"
        assert pool.submit(lambda: tr("Ready")).result() == "Ready"
    assert tr("Ready") == "Ready"


def test_a_sentence_that_ends_with_a_time_has_one_full_stop() -> None:
    with speaking(language("es")):
        at = times.clock(datetime(2026, 12, 1, 10, 30))  # noqa: DTZ001 - a clock's time
        assert at == "10:30 a.\u00a0m."
        assert tr("Looked at {time}.", time=at) == "Revisado: 10:30 a.\u00a0m."


def test_only_what_is_no_button_is_translated_in_a_path() -> None:
    with speaking(language("es")):
        assert path("Meetings > the program > Edit > Whiteboard") == "Meetings > el programa > Edit > Whiteboard"
