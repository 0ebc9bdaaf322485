"""Reviews through the installed command: answered by people and by looks, decided, told when they end, never lost."""

from __future__ import annotations

import hashlib
import json
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests import pseudo
from tests.command import COMMAND, Ran
from tests.end_to_end.library import Library, library, small, story
from tests.end_to_end.runs import Runs
from tests.end_to_end.test_hostile import TITLES, hidden
from tests.end_to_end.test_waivers import day
from tests.inbox import inbox
from tests.waiting import LONG, until

from hardener.review.question import ALWAYS, leading, questions

SECRETS = ("hunter2secret", "anna@example.org", "pwd=")
DOOR = "door.vendor_account_required"


class Desk(Runs):
    """A privacy officer's folder, without a configuration or a store."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.environ = folder, {"HARDENER_STORE": str(folder / "store.sqlite3"), "COLUMNS": "100"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Library]:
    with library(tmp_path, small(story(81), story(82, days=4, topic="Toddler Time"))) as opened:
        yield opened


def file(at: Runs, key: str = "zoom") -> Path:
    return at.folder / "reviews" / f"{key}.yaml"


def tree(at: Runs, key: str = "zoom") -> Any:
    return YAML(typ="safe", pure=True).load(file(at, key).read_text(encoding="utf-8"))


def shown(at: Runs, key: str = "zoom") -> dict[str, Any]:
    return at.run("review", "show", key, "--format", "json", expect=0).json


def question(at: Runs, ident: str, key: str = "zoom") -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in shown(at, key)["questions"] if one["id"] == ident)
    return found


def answer(at: Runs, *words: str, key: str = "zoom", expect: int = 0) -> Ran:
    return at.run("review", "answer", key, *words, "--by", "anna", expect=expect)


def finished(at: Runs, *, started: str = "", until: str = "", result: str = "approved", key: str = "zoom") -> None:
    """Write a review by hand that is answered and decided today, begun three days ago unless told."""
    now = datetime.now(UTC)
    ago = (now - timedelta(days=3)).isoformat(timespec="seconds")
    answers = "\n".join(f"  - {{question: {one}, value: unknown, by: anna, on: {day(0)}}}" for one in leading())
    decision = (
        f"{{result: {result}, by: director, at: '{now.isoformat(timespec='seconds')}', until: {until or day(300)}}}"
    )
    file(at, key).parent.mkdir(exist_ok=True)
    file(at, key).write_text(
        f"platform: {key}\nstarted: '{started or ago}'\nby: anna\nanswers:\n{answers}\ndecisions:\n  - {decision}\n"
    )


def test_a_review_from_its_beginning_to_a_decision(desk: Desk) -> None:
    (desk.folder / "privacy page.html").write_bytes(b"<p>We do not sell</p>\xff")
    told = desk.run("review", "start", "Zoom", "--by", "anna", "--plan", "Business", expect=0).out
    assert "wrote reviews/zoom.yaml" in told
    answer(desk, "sells_data", "no", "--evidence", "https://example.com/privacy", "--quote", "We do not sell",
           "--page", "privacy page.html")  # fmt: skip
    (kept,) = tree(desk)["answers"]
    assert (kept["value"], kept["by"], str(kept["on"])) == ("no", "anna", day(0))
    (proof,) = kept["evidence"]
    assert proof["sha256"] == hashlib.sha256(b"<p>We do not sell</p>\xff").hexdigest()
    assert (proof["source"], proof["page"]) == ("https://example.com/privacy", "privacy page.html")
    assert question(desk, "sells_data")["red"] is False
    refused = desk.run("review", "decide", "zoom", "approved", expect=2)
    assert refused.err.startswith("hardener: nothing is decided yet; answer first")
    for ident in set(leading()) - {"sells_data"}:
        answer(desk, ident, "unknown")
    said = desk.run(
        "review", "decide", "zoom", "approved-with-conditions", "--condition", "no recordings", "--by", "director"
    )
    assert "rushed, decided within 48 hours; 4 red flags" in said.out
    assert tree(desk)["decisions"][0]["until"].isoformat() == day(90), "a question of the six is unknown"
    found = shown(desk)
    assert (found["state"], found["rushed"], found["until"]) == ("approved with conditions", True, day(90))
    assert found["raised"] == ["silent", "asks_much", "profits", "no_policy"]
    assert "score" not in json.dumps(found)
    text = desk.run("review", "show", "zoom", expect=0).out
    assert "It was decided less than 48 hours after it was begun: rushed." in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 100


def test_slow_is_not_rushed_and_the_next_review_keeps_the_last(desk: Desk) -> None:
    finished(desk)
    assert "rushed" not in desk.run("review", "list", expect=0).out
    before = file(desk).read_text()
    assert "--again begins the next" in desk.run("review", "start", "zoom", expect=2).err
    desk.run("review", "start", "zoom", "--again", "--by", "ben", expect=0)
    (past,) = (desk.folder / "reviews" / "past").iterdir()
    assert past.read_text() == before
    assert tree(desk)["before"] == f"past/{past.name}"
    assert "answers" in tree(desk)
    assert shown(desk)["state"] == "under way"
    assert desk.run("review", "list", expect=0).out.count("\n") == 1, "what is past is no platform"
    assert "is there already" in desk.run("review", "start", "zoom", "--again", expect=2).err
    file(desk).write_text(before + "# with what is new\n")
    desk.run("review", "start", "zoom", "--again", "--by", "ben", expect=0)
    assert past.read_text() == before, "who goes on from a copy of it loses none of the two"
    assert len(list(past.parent.iterdir())) == 2


def test_another_page_than_last_time_and_another_answer_are_said(desk: Desk) -> None:
    desk.run("review", "start", "Messenger Kids", "--by", "anna", expect=0)
    for text in ("one", "two"):
        (desk.folder / "p.html").write_text(text)
        said = answer(desk, "policy_clear", "yes", "--page", "p.html", key="messenger kids").out
    assert "it has changed" in said
    assert "(before: in part, anna, " in _twice(desk)
    assert [one["value"] for one in tree(desk, "messenger-kids")["answers"]] == ["yes", "yes", "partly", "no"]
    assert "Without evidence it counts as unknown" in answer(desk, "sells_data", "no", key="messenger-kids").out


def _twice(desk: Desk) -> str:
    answer(desk, "policy_clear", "partly", "--evidence", "x", key="messenger-kids")
    return answer(desk, "policy_clear", "no", "--evidence", "x", key="messenger-kids").out


def test_a_way_into_a_program_is_no_evidence_and_that_is_said(desk: Desk) -> None:
    desk.run("review", "start", "webex", "--by", "anna", expect=0)
    policy = answer(desk, "policy_clear", "yes", "--evidence", "https://www.webex.com/legal/privacy.html", key="webex")
    assert "left out" not in policy.out
    told = answer(desk, "sells_data", "no", "--evidence", "https://library.webex.com/meet/hunter2secret", key="webex")
    assert "What looked like a way into a program was left out" in told.out
    sources = [one["evidence"][0]["source"] for one in tree(desk, "webex")["answers"]]
    assert sources[0] == "https://www.webex.com/legal/privacy.html"
    assert "hunter2secret" not in file(desk, "webex").read_text()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("answer", "zoom", "sells_dat", "no"), "no question 'sells_dat'"),
        (("answer", "zoom", "sells_data", "nope"), "VALUE: 'nope' is none of the answers"),
        (("answer", "zoom", "sells_data", "not_applicable"), "--note: not_applicable needs a note"),
        (("answer", "zoom", "sells_data", "no", "--evidence", "x" * 301), "--evidence: is longer than 300"),
        (("answer", "zoom", "sells_data", "no", "--evidence", ""), "--evidence: is empty"),
        (("answer", "zoom", "sells_data", "no", "--page", "none.html"), "--page none.html: there is no such file"),
        (("answer", "zoom", "sells_data", "no", "--page", "reviews"), "Invalid value for '--page'"),
        (("answer", "zoom", "sells_data", "no", "--on", "2030-01-01"), "--on: 2030-01-01 is in the future"),
        (("answer", "zoom", "sells_data", "no", "--on", "May"), "--on: write a date"),
        (("answer", "zoom", "sells_data", "no", "--on", ""), "--on: write a date"),
        (("answer", "zoom", "sells_data", "no", "--by", ""), "--by: is empty"),
        (("answer", "zoom", "sells_data", "no", "--by", "Hardener"), "--by: say who it is"),
        (("answer", "zoom", "sells_data", "no", "--by", "hardener\u200b"), "--by: say who it is"),
        (("answer", "zoom", "sells_data", "--evidence", "x"), "say QUESTION and VALUE as well"),
        (("answer", "webex", "sells_data", "no"), "there is no review of webex"),
        (("answer", "zom", "sells_data", "no"), "did you mean 'zoom'"),
        (("answer", "...", "sells_data", "no"), "PLATFORM: '...' is no name"),
        (("start", "zoom"), "reviews/zoom.yaml is there already"),
        (("start", "x" * 301), "PLATFORM: is longer than 300"),
        (("decide", "zoom", "approved"), "nothing is decided yet"),
        (("decide", "zoom", "endorsed"), "Invalid value for"),
        (("show", "webex"), "there is no review of webex"),
        (("fill", "webex"), "there is no review of webex"),
        (("fill", "zoom", "--look"), "hardener.toml has no connection to zoom"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_and_nothing_is_written(desk: Desk, words: tuple[str, ...], why: str) -> None:
    finished(desk)
    text = file(desk).read_text().partition("answers:")[0]
    file(desk).write_text(text)
    ran = desk.run("review", *words, expect=2)
    assert why in ran.err
    assert ran.err.strip().count("\n") <= (4 if "Invalid" in why else 0), ran.err
    assert file(desk).read_text() == text
    assert {path.name for path in (desk.folder / "reviews").iterdir()} <= {"zoom.yaml", ".lock"}


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (("--until", "2020-01-01"), "--until: 2020-01-01 is before"),
        (("--until", "2099-01-01"), "--until: at most a year"),
        (("--until", "soon"), "--until: write a date"),
        (("--until", ""), "--until: write a date"),
        (("--condition", "x"), "with conditions is approved_with_conditions"),
        (("--due", "2027-01-01"), "--due: there is no --condition"),
    ],
)
def test_a_decision_that_cannot_be_is_one_line(desk: Desk, more: tuple[str, ...], why: str) -> None:
    finished(desk)
    text = file(desk).read_text()
    ran = desk.run("review", "decide", "zoom", "approved", *more, expect=2)
    assert why in ran.err
    assert ran.err.count("\n") == 1
    assert file(desk).read_text() == text


@pytest.mark.parametrize("broken", ["a: [", "platform: Zoom\n", "\xff\xfe", "x: &a [*a]", "a\0b", "{" * 99])
def test_a_file_that_cannot_be_read_stops_no_list_and_no_other_review(desk: Desk, broken: str) -> None:
    finished(desk)
    file(desk, "webex").write_bytes(broken.encode("latin-1"))
    ran = desk.run("review", "list", expect=2)
    assert "Zoom: approved until" in ran.out
    assert "Webex: reviews/webex.yaml:" in ran.out
    assert re.match(r"hardener: reviews/webex\.yaml:\d+", ran.err)
    assert ran.err.count("\n") == 1
    assert desk.run("review", "answer", "webex", "sells_data", "no", expect=2).err.count("\n") == 1
    assert file(desk, "webex").read_bytes() == broken.encode("latin-1")


def test_questions_are_asked_one_by_one_and_each_answer_is_kept_at_once(desk: Desk) -> None:
    desk.run("review", "start", "zoom", expect=0)
    lines = (
        "perhaps",
        "yes",
        "https://example.com",
        "",
        "no-such-file",
        "",
        "partly",
        "letter",
        "",
        "",
        "seen",
        "",
        "no",
        "x",
        "",
        "",
        "",
        "stop",
    )
    ran = desk.run("review", "answer", "zoom", "--by", "anna", expect=0, text="\n".join(lines) + "\n")
    first, second, third = list(leading())[:3]
    kept = tree(desk)["answers"]
    assert [(one["question"], one["value"]) for one in kept] == [(first, "partly"), (third, "no")]
    assert kept[0]["evidence"][0]["source"] == "letter"
    assert kept[0]["note"] == "seen"
    for said in ("'perhaps' is none of the answers", "--page no-such-file: there is no such file", "2 answers kept."):
        assert said in ran.out, said
    assert f"2/79 {second}: " in ran.out
    half = desk.run("review", "answer", "zoom", "ai_default", "--by", "anna", expect=0, text="off\nthe page\nstop\n")
    assert "1 answer kept." in half.out, "who stops at its evidence has answered"
    assert tree(desk)["answers"][-1]["evidence"][0]["source"] == "the page"
    again = desk.run("review", "answer", "zoom", "--by", "anna", expect=0, text="")
    assert f"1/76 {second}: " in again.out, "it goes on with what is open"
    one = desk.run("review", "answer", "zoom", "ai_training", "--by", "anna", expect=0, text="no\nterms\n\n\n\n")
    assert "ai_training: no" in one.out
    assert len(tree(desk)["answers"]) == 4


def test_ctrl_c_loses_nothing(desk: Desk) -> None:
    desk.run("review", "start", "zoom", expect=0)
    words = [str(COMMAND), "review", "answer", "zoom", "--by", "anna"]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # as in the foreground of a shell
    with subprocess.Popen(words, cwd=desk.folder, env=desk.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, bufsize=1) as process:  # fmt: skip
        signal.signal(signal.SIGINT, before)
        assert process.stdin is not None
        process.stdin.write("yes\nletter\n\n\n\nyes\nhalf an ans")
        process.stdin.flush()
        until(lambda: "enc_in_transit" in file(desk).read_text())
        process.send_signal(signal.SIGINT)
        assert process.wait(LONG) == 130
    assert [one["question"] for one in tree(desk)["answers"]] == ["enc_in_transit"]


def test_two_at_once_and_one_that_is_killed_lose_nothing(desk: Desk) -> None:
    desk.run("review", "start", "zoom", expect=0)
    idents = list(leading())[:6]
    running = [desk.start("review", "answer", "zoom", one, "unknown", "--by", "anna") for one in idents]
    for process in running:
        with process:
            assert process.wait(LONG) == 0
    assert sorted(one["question"] for one in tree(desk)["answers"]) == sorted(idents)
    before = len(tree(desk)["answers"])
    killed = [desk.start("review", "answer", "zoom", "sells_data", "unknown", "--by", "anna") for _ in range(4)]
    for number, process in enumerate(killed):
        time.sleep(0.05 * number)
        with process:
            process.kill()
    assert shown(desk)["state"] == "under way"
    assert len(tree(desk)["answers"]) >= before
    answer(desk, "sells_data", "no", "--evidence", "after it")
    assert question(desk, "sells_data")["standing"] == "answered"


def test_what_a_look_found_is_filled_in_with_its_day_and_a_person_is_never_overruled(made: Library) -> None:
    assert "No look at its programs is kept" in made.run("review", "start", "zoom", "--by", "anna", expect=0).out
    answer(made, "mfa", "none", "--evidence", "asked IT")
    made.run("audit")
    told = made.run("review", "fill", "zoom", expect=0).out
    by_id = {one["id"]: one for one in shown(made)["questions"]}
    anonymous = by_id["anonymous_use"]
    assert (anonymous["answer"]["value"], anonymous["by_hardener"], anonymous["red"]) == ("yes", True, False)
    assert anonymous["answer"]["on"] == day(0)
    assert anonymous["answer"]["evidence"][0]["finding"] == f"{DOOR}: not-required in 2 of 2 programs"
    assert by_id["mfa"]["answer"]["by"] == "anna", "a person's answer stays"
    assert by_id["mfa"]["answer"]["value"] == "none"
    assert "mfa: anna says no; what hardener read on" in told
    assert by_id["sells_data"]["standing"] == "open", "no look can tell"
    text = made.run("review", "show", "zoom", expect=0).out
    assert "yes (hardener, by what it read on" in text
    before = file(made).read_text()
    made.run("review", "fill", "zoom", expect=0)
    assert file(made).read_text() == before, "nothing is new"
    answer(made, "anonymous_use", "no", "--evidence", "test as a guest")
    told = made.run("review", "fill", "zoom", expect=0).out
    assert "anonymous_use: anna says no; what hardener read on" in told
    assert "What anna says stays." in told
    assert question(made, "anonymous_use")["answer"]["by"] == "anna"


def test_a_fresh_look_says_what_is_so_now(made: Library) -> None:
    made.run("audit")
    made.run("review", "start", "zoom", "--by", "anna", expect=0)
    assert question(made, "anonymous_use")["answer"]["value"] == "yes"
    made.zoom.world.programs[81].settings["meeting_authentication"] = True
    made.run("review", "fill", "zoom", expect=0)
    assert question(made, "anonymous_use")["answer"]["value"] == "yes", "the look that is kept is of before"
    made.run("review", "fill", "zoom", "--look", expect=0)
    found = question(made, "anonymous_use")
    assert (found["answer"]["value"], found["red"]) == ("no", True)
    assert found["answer"]["evidence"][0]["finding"] == f"{DOOR}: not-required in 1; required in 1 of 2 programs"


def notices(made: Library, *words: str) -> list[str]:
    found: list[str] = made.report(*words)["notices"]
    return found


def test_an_audit_tells_what_ends_as_it_does_of_waivers(made: Library) -> None:
    assert notices(made) == []
    finished(made, until=day(15), result="rejected")
    (used,) = notices(made)
    assert used.endswith("and programs are held there all the same")
    finished(made, until=day(9))
    finished(made, until=day(3), key="webex", result="rejected")
    told = notices(made)
    assert [line.partition(":")[0] for line in told] == ["reviews/webex.yaml", "reviews/zoom.yaml"]
    assert "approved by director until" in told[1]
    assert told[1].endswith("which is in 9 days")
    assert [line[:17] for line in notices(made, "baby")] == ["reviews/zoom.yaml"], (
        "of the platforms that were looked at"
    )
    file(made).write_text(file(made).read_text().replace(day(9), day(0)))
    assert notices(made)[1].endswith("which is today")
    file(made).write_text("a: [")
    file(made, "webex").unlink()
    (broken,) = notices(made)
    assert broken.startswith("reviews/zoom.yaml:1:")
    assert "it counts as no review" in broken
    out = made.run("audit", "--all", expect=0).out
    assert "counts as no review" in " ".join(out.split()), "and the audit is done all the same"


def test_what_is_over_is_over(made: Library) -> None:
    ago = (datetime.now(UTC) - timedelta(days=400)).isoformat(timespec="seconds")
    finished(made, started=ago, until=day(-1))
    text = file(made).read_text()
    at = (datetime.now(UTC) - timedelta(days=390)).isoformat(timespec="seconds")
    file(made).write_text(re.sub(r"at: '[^']*'", f"at: '{at}'", text).replace(day(-1), day(-30)))
    (notice,) = notices(made)
    assert notice.endswith("which is over")
    assert "over since" in made.run("review", "list", expect=0).out


def test_the_watch_says_once_what_ends(tmp_path: Path) -> None:
    told: list[dict[str, Any]] = []
    more = '\n[notify.staff]\nleast = "low"\n'
    with inbox(told.append) as url, library(tmp_path, small(story(81, days=0.5)), more=more) as made:
        made.environ["HARDENER_NOTIFY_STAFF_URL"] = url
        finished(made, until=day(9))
        made.run("watch", "--once")
        made.run("watch", "--once")
        said = [one for one in told if "reviews" in json.dumps(one)]
        assert len(said) == 1
        assert "in 9 days" in json.dumps(said[0])
        assert "waiting" not in made.run("notify", "list").out
        file(made).write_text(file(made).read_text().replace(day(9), day(0)))
        made.run("watch", "--once")
        assert "1 waiting" in made.run("notify", "list").out, "it is told when the channel may be told again"


def test_it_stands_beside_what_a_platform_can_do_and_on_the_boards_page(made: Library) -> None:
    finished(made, result="rejected")
    finished(made, key="messenger-kids")
    out = " ".join(made.run("adapters", "--compare", "storytime", expect=0).out.split())
    assert re.search(
        r"Zoom webinar: Yes, and hardener sees to all of it\. Review: rejected until [^;]*; 4 red flags\.", out
    )
    assert re.search(r"Webex webinar: [^:]*: [^:]*Review: not reviewed\.", out)
    spanish = made.run("--lang", "es", "adapters", "--compare", "storytime", expect=0).out
    assert "Evaluación: rechazada hasta el" in " ".join(spanish.split())
    made.run("adapters", "--compare", "storytime", "--format", "html", "--output", "c.html", expect=0)
    assert "Review: rejected until" in (made.folder / "c.html").read_text()
    made.run("audit")
    made.run("board", "--month", f"{datetime.now(UTC):%Y-%m}", "--output", "b.html", expect=0)
    page = (made.folder / "b.html").read_text()
    assert page.index("messenger-kids") < page.index("<bdi>Zoom</bdi>"), "by name"
    assert "rejected until" in page
    assert "director" not in page.replace("Library director", ""), "roles, never names"
    for text in (out, page):
        assert not re.search(
            r"\b(best|better|score|rank|recommend)", re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
        )


def test_hostile_evidence_is_inert_everywhere(desk: Desk) -> None:
    desk.run("review", "start", TITLES[202], "--by", TITLES[201], expect=0)
    (path,) = (desk.folder / "reviews").glob("*.yaml")
    idents = iter(leading())
    for title in TITLES.values():
        text = title[:290]
        answer(
            desk,
            next(idents),
            "unknown",
            "--evidence",
            text,
            "--quote",
            f"{text[:200]} anna@example.org",
            "--note",
            text,
            key=path.stem,
        )
    kept = path.read_text(encoding="utf-8")
    assert not hidden(kept)
    by_hand = kept + "\ndecisions:\n- " + json.dumps({"result": "rejected", "by": TITLES[205], "at": tree(desk, path.stem)["started"],
        "until": day(5), "note": f"{TITLES[209]} {TITLES[201]} {TITLES[202]}"}).replace(f'"{day(5)}"', day(5))  # fmt: skip
    path.write_text(by_hand, encoding="utf-8")
    desk.run("review", "show", path.stem, "--format", "html", "--output", "r.html", expect=0)
    page = (desk.folder / "r.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert not re.search(r"<(script|img|a )[^>]*(?:src|href=.(?!#))", page)
    assert "&lt;script&gt;" in page
    for told in (page, desk.run("review", "show", path.stem, expect=0).out, desk.run("review", "show", path.stem, "--format", "json").out,
                 desk.run("review", "list", expect=0).out, kept):  # fmt: skip
        assert not hidden(told)
        assert not [secret for secret in SECRETS if secret in told]


def test_it_speaks_spanish(desk: Desk) -> None:
    finished(desk)
    out = desk.run("--lang", "es", "review", "show", "zoom", expect=0).out
    words = re.sub(r"\b\w+_\w+\b", "", out)
    assert "Las seis preguntas" in out
    assert not re.findall(r"\b(the|does|what|answered|open|until|unknown|begun|days)\b", words), words
    asked = desk.run("--lang", "es", "review", "answer", "zoom", expect=0, text="stop\n").out
    assert "Intro salta una pregunta" in asked
    assert not re.findall(r"\b(the|does|what|Enter|kept)\b", re.sub(r"\b\w+_\w+\b", "", asked))
    page = desk.run("--lang", "es", "review", "show", "zoom", "--format", "html", expect=0).out
    assert '<html lang="es">' in page
    assert "Las cuatro señales de alerta" in page


def test_nothing_that_people_read_of_a_review_is_left_in_english(desk: Desk) -> None:
    pseudo.write(desk.folder)
    desk.environ["HARDENER_MESSAGES"] = str(desk.folder)
    desk.run("--lang", pseudo.CODE, "review", "start", "zoom", "--by", "anna", expect=0)
    for ident in leading():
        answer(desk, ident, "unknown")
    answer(desk, "sells_data", "no")
    answer(desk, "breach_notice", "30", "--evidence", "7")
    answer(desk, "contract_end", day(9), "--evidence", "7")
    due = ("--condition", "7", "--due", day(1), "--by", "anna")
    desk.run("review", "decide", "zoom", "approved-with-conditions", *due, expect=0)
    words_of_files = (*questions(), *(word for one in questions().values() for word in one.answers), *ALWAYS)
    data = ("UTC", "Zoom", "zoom", "anna", *words_of_files)
    for words in (("show", "zoom"), ("show", "zoom", "--format", "html"), ("list",), ("answer", "zoom")):
        ran = desk.run("--lang", pseudo.CODE, "review", *words, expect=0, text="\n" * 80)
        told = pseudo.text_of(ran.out) if "<html" in ran.out else ran.out
        assert not pseudo.left(told, *data), words


def test_configured_platforms_without_a_review_are_listed(made: Library) -> None:
    assert made.run("review", "list", expect=0).out == "Zoom: not reviewed\n"
    made.run("review", "start", "Apple FaceTime", expect=0)
    assert made.run("review", "list", "--format", "json", expect=0).json["reviews"][1] == {
        "platform": "Zoom", "state": "not reviewed",
    }  # fmt: skip


def test_one_file_does_not_pass_for_anothers(desk: Desk) -> None:
    finished(desk, result="rejected")
    finished(desk, key="discord")
    file(desk, "discord").write_text(file(desk, "discord").read_text().replace("platform: discord", "platform: Zoom"))
    told = [line.partition(": ")[::2] for line in desk.run("review", "list", expect=0).out.splitlines()]
    assert [(name, stands[:8]) for name, stands in told] == [("discord", "approved"), ("Zoom", "rejected")]


def test_last_years_answers_are_asked_again_before_the_next_decision(desk: Desk) -> None:
    finished(desk)
    text = file(desk).read_text()
    file(desk).write_text(text.replace(f"on: {day(0)}", f"on: {day(-400)}"))
    assert "answer first" in desk.run("review", "decide", "zoom", "approved", expect=2).err
    assert "more than a year old" in " ".join(desk.run("review", "show", "zoom", expect=0).out.split())


def test_the_shell_completes_questions_and_answers(desk: Desk) -> None:
    for typed, wanted in (
        ("answer zoom sells", "sells_data"),
        ("answer zoom sells_data yes_", "yes_opt_out"),
        ("start zo", "zoom"),
    ):
        words = f"hardener review {typed}"
        environ = {
            **desk.environ,
            "_HARDENER_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(words.count(" ")),
        }
        from tests import command  # noqa: PLC0415 - another environment than the desk's

        assert command.run((), desk.folder, environ).out.split() == [f"plain,{wanted}"]


def test_a_letter_asks_the_vendor_what_is_open_and_tells_nothing_of_the_library_s_own(desk: Desk) -> None:
    desk.run("review", "start", "zoom", "--by", "anna", expect=0)
    answer(desk, "sells_data", "no", "--evidence", "https://example.com/privacy", "--note", "Bronnen says so")
    said = " ".join(desk.run("review", "letter", "zoom", expect=0).out.split())
    known = questions()
    assert known["sells_data"].asks not in said
    assert known["registrant_deletion"].asks in said
    assert "“the vendor” is whoever offers Zoom; “you” and “your” are our library" in said
    assert not [one for one in known.values() if one.measured and one.asks in said], "a look answers these"
    for own in ("anna", "Bronnen", "example.com"):
        assert own not in said
    assert "Antes de enviar familias a Zoom" in " ".join(
        desk.run("--lang", "es", "review", "letter", "zoom").out.split()
    )
    desk.run("review", "letter", "zoom", "--output", "zoom.txt", expect=0)
    assert " ".join((desk.folder / "zoom.txt").read_text(encoding="utf-8").split()) == said


def test_the_files_are_checked_for_git(desk: Desk) -> None:
    desk.run("review", "test", expect=0)
    finished(desk)
    assert desk.run("review", "test", expect=0).out.startswith("Zoom: approved")
    desk.run("review", "start", "webex", "--by", "anna", expect=0)
    desk.run("review", "test", expect=1)
    desk.run("review", "test", "zoom", expect=0)
    desk.run("review", "test", "nobody", expect=2)
    file(desk).write_text("answers: [", encoding="utf-8")
    ran = desk.run("review", "test", expect=2)
    assert "zoom.yaml:1:" in ran.err
    assert "Webex: " in ran.out
