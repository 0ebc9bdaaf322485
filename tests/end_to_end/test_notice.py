"""hardener notice: what families are told, what is remembered of it, and that audit and watch say when it changes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end import untranslated as in_spanish
from tests.end_to_end.library import Library, library, small, story
from tests.end_to_end.test_hostile import SECRETS, hidden, hostile
from tests.inbox import inbox
from tests.pages.made import row

from hardener.app.notices import book_of, publish
from hardener.app.surroundings import Surroundings
from hardener.errors import AskedError
from hardener.model import Value
from hardener.notice.choosing import Notice, chosen
from hardener.notice.table import PLATFORM, Form

OWN = """
[library]
name = "Maple County Library"
[notice]
help = "call 555-0100"
privacy = "privacy@library.example"
other_ways = ["Dial-a-Story, 555-0111"]
law = "State law protects what you attend."
rules = { zoom = "library.example/zoom" }
[notice.es]
help = "llame al 555-0100"
"""
CHECK = "[Please check: "
BABY = "baby"


def notices(made: Library, *words: str, expect: int | None = 3) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = made.run("notice", *words, "--format", "json", expect=expect).json["notices"]
    return found


def texts(notice: dict[str, Any]) -> list[str]:
    return [line["text"] for line in notice["lines"]]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Library]:
    """Two programs that are set alike, and one that records."""
    seed = small(
        story(81), story(82, days=0.5, topic="Toddler Time"), story(83, topic="Teen Talk", auto_recording="cloud")
    )
    with library(tmp_path, seed, more=OWN) as opened:
        yield opened


def test_it_says_what_is_in_each_form(made: Library) -> None:
    full = made.run("notice", BABY, expect=3).out
    for said in (
        "About your privacy: Baby Storytime",
        "- We use Zoom.",
        "- You sign up first. The form asks for: first name, email, library card.",
        "- Your camera stays off.",
        "- You cannot write in the chat.",
        "- No recording starts by itself. Staff can start one.",
        "- Questions about privacy: privacy@library.example",
        "- State law protects what you attend.",
        f"- {CHECK}who can see people\u2019s names?]",
        "When one of them changes, it no longer fits.",
    ):
        assert said in full, full
    short = made.run("notice", BABY, "--form", "short", expect=3).out
    assert short.count("\n") == 3
    assert "Your microphone stays off." in short
    mail = made.run("notice", BABY, "--form", "mail", expect=3).out
    assert mail.startswith("Subject: About your privacy: Baby Storytime\n\nHello,\n")
    assert "Help to take part: call 555-0100. Questions" in mail
    slide = made.run("notice", BABY, "--form", "slide", expect=3).out
    assert "* Please stay with your child.\n" in slide
    assert len(slide.splitlines()) <= 12


def test_it_is_in_the_readers_language_with_nothing_of_another(made: Library) -> None:
    said = made.run("--lang", "es", "notice", BABY, expect=3)
    assert "- Su cámara no se activa." in said.out
    assert "- Ayuda para participar: llame al 555-0100" in said.out
    assert "- [Compruebe: ¿a quién se puede preguntar sobre privacidad?]" in said.out
    assert "State law" not in said.out
    assert "Alguien que hable este idioma debe leerlo" in said.err
    assert "[notice.es] en hardener.toml responde" in said.err


def test_keys_that_are_filled_in_are_not_named_again(made: Library) -> None:
    said = made.run("notice", BABY, expect=3).err
    assert "lines are for you to check" in said
    assert "answers these once for all" not in said


def test_programs_that_are_told_the_same_are_told_it_once(made: Library) -> None:
    together = notices(made)
    assert sorted(sorted(p["title"] for p in each["programs"]) for each in together) == [
        ["Baby Storytime", "Toddler Time"], ["Teen Talk"],
    ]  # fmt: skip
    recorded = next(each for each in together if len(each["programs"]) == 1)
    assert "This program is recorded." in texts(recorded)
    assert recorded["facts"]["rec.auto"] == "cloud"
    assert re.match(r"=== For:\n    Toddler Time, .*\n    Baby Storytime, .*\n\n", made.run("notice", expect=3).out)


def test_every_sentence_is_what_the_audit_finds(made: Library) -> None:
    found = {control: each["actual"] for (ident, control), each in made.findings().items() if ident == "81"}
    (notice,) = notices(made, BABY)
    for control, value in notice["facts"].items():
        said = ", ".join(value) if isinstance(value, list) else str(value)
        if control != "rec.retention_days_max":  # of two settings that make one number the audit names one
            assert str(found[control]) == said, control
    assert {key for line in notice["lines"] for key in line["rests_on"] if key in found} == set(notice["facts"])


def test_what_cannot_be_read_is_asked_and_never_said(tmp_path: Path) -> None:
    seed = small(story(81))
    seed["apps"][0]["scopes"] = [scope for scope in seed["apps"][0]["scopes"] if not scope.startswith("user:")] + [
        "user:read:list_users:admin",
        "user:read:user:admin",
    ]
    with library(tmp_path, seed, more=OWN) as made:
        (notice,) = notices(made, BABY)
        assert "You can turn on captions." not in texts(notice)
        assert f"{CHECK}are there captions, and are they kept?]" in texts(notice)
        assert "cap.live" not in notice["facts"]


def test_somebodys_word_is_a_fact_as_far_as_it_goes(made: Library) -> None:
    before = texts(notices(made, BABY)[0])
    assert f"{CHECK}when do you delete the sign-up list?]" in before
    words = ("--program", "*baby*", "--by", "Anna", "--until", "2099-01-01")
    assert made.run("attest", "data.registrants_retention_days", *words).status == 2, "for a year at most"
    words = (*words[:-1], made.run("notice", BABY, "--format", "json").json["made"][:10])
    made.run("attest", "data.registrants_retention_days", *words, expect=0)
    made.run("attest", "data.attendance_kept_as", *words, expect=0)
    after = texts(notices(made, BABY)[0])
    assert "We delete the sign-up list within 7 days after the program." in after
    assert "We count people. We keep no list of who came." in after
    assert "Anna" not in " ".join(after)


def test_sign_up_elsewhere_is_asked_of_there_and_never_taken_from_the_platform(tmp_path: Path) -> None:
    rules = '[[programs]]\ntitle = "*"\nprofile = "storytime"\nsign_up = "LibCal"\n'
    with library(tmp_path, small(story(81)), rules=rules, more=OWN) as made:
        (notice,) = notices(made, BABY)
    assert "You sign up in LibCal." in texts(notice)
    assert f"{CHECK}what does the sign-up form in LibCal ask for?]" in texts(notice)
    assert not [said for said in texts(notice) if "Zoom stores" in said or "The form asks" in said]
    assert not {"door.registration_required", "data.registration_fields", "door.unique_join_link"} & set(
        notice["facts"]
    )


def test_a_published_notice_that_no_longer_fits_is_told_by_audit_and_watch(made: Library) -> None:
    told: list[dict[str, Any]] = []
    config = made.folder / "hardener.toml"
    config.write_text(config.read_text() + "\n[notify.staff]\n")
    made.run("notice", "--publish", expect=3)
    file = made.folder / "notices.yaml"
    text = file.read_text()
    assert "rec.auto: none" in text
    assert not [secret for secret in SECRETS if secret in text]
    assert file.stat().st_mode & 0o777 == 0o600
    assert "no longer fits" not in made.run("audit").out
    with inbox(told.append) as url:
        made.environ["HARDENER_NOTIFY_STAFF_URL"] = url
        made.run("watch", "--once")
        made.zoom.world.programs[82].settings["auto_recording"] = "cloud"
        made.zoom.world.programs[83].settings["waiting_room"] = False
        said = made.run("audit").out
        assert re.search(r"the notice of \d{4}-\d\d-\d\d for Toddler Time no longer fits: No recording by itself", said)
        assert "for Teen Talk no longer fits: Waiting room: now nobody waits" in " ".join(said.split())
        assert "for Baby Storytime no longer" not in said
        assert "no longer fits" in json.dumps(made.run("audit", "--format", "json").json["notices"])
        assert "ya no vale" in made.run("--lang", "es", "audit").out
        made.run("watch", "--once")
        made.run("watch", "--once")
    everything = [message["message"] for message in told]
    assert sum("for Toddler Time no longer fits" in message for message in everything) == 1, everything
    made.run("notice", "--publish", expect=3)
    assert "no longer fits" not in made.run("audit").out


@pytest.mark.parametrize(("vendor", "whose"), [("meet", "Google"), ("teams", "Microsoft")])
def test_families_are_told_whose_account_they_need(tmp_path: Path, vendor: str, whose: str) -> None:
    with in_spanish.library(vendor, tmp_path) as made:
        said = made.run("en", "notice").out
        assert re.search(rf"You (do not )?need a {whose} account\.", said), said
        assert "Meet account" not in said
        assert "Teams account" not in said
        assert re.search(rf"(Necesita una|No necesita) cuenta de {whose}\.", made.run("es", "notice").out)


def test_the_watch_tells_when_a_published_notice_fits_again(made: Library) -> None:
    told: list[dict[str, Any]] = []
    config = made.folder / "hardener.toml"
    config.write_text(config.read_text() + "\n[notify.staff]\n")
    made.run("notice", "--publish", expect=3)
    settings = made.zoom.world.programs[82].settings
    with inbox(told.append) as url:
        made.environ["HARDENER_NOTIFY_STAFF_URL"] = url
        for recorded, lang in (("cloud", "en"), ("none", "es"), ("none", "en"), ("cloud", "en")):
            settings["auto_recording"] = recorded
            made.run("--lang", lang, "watch", "--once")
    everything = [message["message"] for message in told]
    again = "para Toddler Time vuelve a valer: Nada se graba por sí solo: no se graba nada"
    assert [again in each for each in everything].count(True) == 1, everything
    otherwise = "for Toddler Time no longer fits: No recording by itself"
    assert [otherwise in each for each in everything].count(True) == 2, everything


def test_a_published_notice_whose_program_is_gone_is_told_where_all_lists_were_read(made: Library) -> None:
    made.run("notice", "--publish", expect=3)
    over = made.zoom.world.programs.pop(82)
    made.zoom.world.hosted[over.host].remove(over)
    said = " ".join(made.run("audit").out.split())
    assert re.search(
        r"notice of \d{4}-\d\d-\d\d: its program is no longer there in the next \d+ weeks: Toddler Time;", said
    )
    assert "no longer there" not in made.run("audit", "--weeks", "1").out, "it may come later"
    assert "ya no está" in " ".join(made.run("--lang", "es", "audit").out.split())


def test_of_many_that_publish_at_once_none_is_lost(tmp_path: Path) -> None:
    context = Surroundings.of(tmp_path / "hardener.toml")
    facts: dict[str, Value] = {"chan.camera_attendee": "off", PLATFORM: "Zoom"}
    notice = Notice(Form.FULL, chosen(facts, Form.FULL), (row(1, "Baby Storytime"),))
    codes = [f"a{chr(letter)}" for letter in range(ord("a"), ord("y"))]
    with ThreadPoolExecutor(len(codes)) as pool:
        list(pool.map(lambda code: publish(context, [notice], date(2026, 11, 30), code), codes))
    assert sorted(one.language for one in book_of(context).notices) == codes


def test_what_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    context = Surroundings.of(tmp_path / "hardener.toml")
    facts: dict[str, Value] = {"chan.camera_attendee": "off", PLATFORM: "Zoom"}
    rows = tuple(row(number, "Story" * 15) for number in range(12_000))
    with pytest.raises(AskedError, match="is too large to be read again"):
        publish(context, [Notice(Form.FULL, chosen(facts, Form.FULL), rows)], date(2026, 11, 30), "en")
    assert not (tmp_path / "notices.yaml").exists()


def test_the_address_of_the_policy_is_taken_from_the_review(made: Library) -> None:
    config = made.folder / "hardener.toml"
    config.write_text(config.read_text().replace('rules = { zoom = "library.example/zoom" }\n', ""))
    asked = f"{CHECK}where can people read the privacy rules of Zoom?]"
    assert asked in texts(notices(made, BABY)[0])
    made.run("review", "start", "zoom", "--by", "anna", expect=0)
    words = ("review", "answer", "zoom", "policy_clear", "--by", "anna")
    made.run(*words, "yes", "--evidence", "vendor.example/privacy", expect=0)
    assert "Its privacy rules: vendor.example/privacy" in texts(notices(made, BABY)[0])
    made.run(*words, "no", "--evidence", "vendor.example/privacy", expect=0)
    assert asked in texts(notices(made, BABY)[0])


def test_a_program_that_cannot_be_read_has_no_notice_and_is_named(tmp_path: Path) -> None:
    seed = small(story(81), *(story(900 + n, topic=f"Story {n}") for n in range(12)))
    refused = {"path": r"/meetings/9\d\d", "method": "GET", "status": 403, "body": {"code": 4711, "message": "no"}}
    with library(tmp_path, {**seed, "faults": [refused]}, more=OWN) as made:
        ran = made.run("notice", "--form", "short", expect=3)
        assert ran.out.count("\n") == 3
        assert ran.err.count("no notice for Story ") == 10
        assert "and 2 more" in ran.err
        alone = made.run("notice", "Story 3", "--output", "out.txt", "--publish", expect=2)
        assert "could be read; see: hardener audit" in alone.err
        assert not (made.folder / "out.txt").exists()
        assert not (made.folder / "notices.yaml").exists()


def test_of_many_programs_some_are_named_and_the_others_counted(tmp_path: Path) -> None:
    seed = small(*(story(100 + n, topic=f"Story {n}") for n in range(23)), story(200, topic="Story 1", days=9))
    with library(tmp_path, seed, more=OWN) as made:
        out = made.run("notice", expect=3).out
    assert out.startswith("=== For:\n    Story ")
    head = out[: out.index("\n\n")].splitlines()
    assert len(head) == 22
    assert head[-1] == "    and 3 more"
    assert len({line.partition(",")[0] for line in head}) == len(head), "each title once"


@pytest.mark.parametrize("form", ["full", "short", "mail", "slide"])
@pytest.mark.parametrize("style", ["text", "html", "json"])
def test_hostile_titles_are_text_and_nothing_gets_out(hostile_made: Library, form: str, style: str) -> None:
    out = hostile_made.run("notice", "--form", form, "--format", style, expect=3).out
    assert not hidden(out)
    assert not [secret for secret in SECRETS if secret in out]
    assert "81234567890" not in out
    if style == "html":
        assert "<script" not in out
        assert "<img" not in out
        assert "href=" not in out.replace('href="#', "")
    assert "owned" in out, "it is shown, as text"


@pytest.fixture(scope="module")
def hostile_made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with library(tmp_path_factory.mktemp("hostile"), hostile(), more=OWN) as opened:
        yield opened


def test_hostile_titles_can_be_published_and_read_again(hostile_made: Library) -> None:
    hostile_made.run("notice", "--publish", expect=3)
    text = (hostile_made.folder / "notices.yaml").read_text()
    assert not hidden(text)
    assert not [secret for secret in SECRETS if secret in text]
    hostile_made.run("notice", "--publish", expect=3)
    assert (hostile_made.folder / "notices.yaml").read_text() == text
    (hostile_made.folder / "notices.yaml").unlink()


def test_a_mistake_is_one_line_and_nothing_is_written(made: Library) -> None:
    config = made.folder / "hardener.toml"
    good = config.read_text()
    for old, new, problem in (
        ('help = "call 555-0100"', "help = 5", "notice.help: give a text in quotes"),
        ('help = "call 555-0100"', 'halp = "x"', "notice: halp: unknown key"),
        ('help = "call 555-0100"', 'help = "https://zoom.us/j/81234567890"', "notice.help: a link into a room"),
        ("[notice.es]", "[notice.es.help]", "notice.es.help"),
        ("[notice.es]", "[notice.spanish]", "spanish: unknown key"),
        ('rules = { zoom = "library.example/zoom" }', "rules = []", "notice.rules"),
    ):
        assert old in good
        config.write_text(good.replace(old, new, 1))
        ran = made.run("notice", BABY, "--output", "out.txt", expect=2)
        assert problem in ran.err, ran.err
        assert ran.err.count("\n") == 1
    config.write_text(good)
    assert "no program 'nobody'" in made.run("notice", "nobody", expect=2).err
    for text in ("notices: [1]", "a: &a [*a]", "\x00", "notices:\n- date: 2026-01-01\n", "[" * 99):
        (made.folder / "notices.yaml").write_text(text)
        for words in (("notice", "--publish", "--output", "out.txt"), ("audit",)):
            ran = made.run(*words, expect=2)
            assert ran.err.count("\n") == 1, ran.err
            assert "notices.yaml" in ran.err
    assert (made.folder / "notices.yaml").read_text() == "[" * 99
    assert not (made.folder / "out.txt").exists()
    assert not made.sent("POST", "PATCH", "PUT", "DELETE")
