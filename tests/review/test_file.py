"""The file of a review: what a person wrote stays, what cannot be is told with its place."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from hardener.files import FileError
from hardener.language import language, speaking
from hardener.report.retell import retold
from hardener.review.file import added, begun, read
from hardener.review.judging import judge
from hardener.review.naming import key_of
from hardener.review.notices import notices
from hardener.review.record import Answer, Condition, Decision, Evidence, Result, Review

pytestmark = pytest.mark.unit
TODAY = date(2026, 11, 29)
NOW = datetime(2026, 11, 29, 15, tzinfo=UTC)
HEAD = "platform: Zoom\nstarted: 2026-11-01T10:00-05:00\nby: anna\n"
ANSWER = Answer(
    question="pii_to_join", value=("display_name", "email"), by="anna", on=TODAY, note="asked: twice # by phone",
    evidence=(Evidence(source="- x: [y", quote='"no" & <b>', on=TODAY), Evidence(page="p.html", sha256="0" * 64, on=TODAY)),
)  # fmt: skip
DECISION = Decision(
    result=Result.CONDITIONS, by="director", at=NOW, until=date(2027, 11, 29),
    conditions=(Condition(text="no recordings", due=date(2027, 1, 1)),),
)  # fmt: skip


def parsed(text: str) -> Review:
    return read(text, now=NOW, zone=UTC, name="zoom.yaml")


def plus(text: str, *entries: Answer | Decision) -> str:
    for entry in entries:
        text = added(text, entry, now=NOW, zone=UTC, name="zoom.yaml")
    return text


def test_what_is_written_is_read_again() -> None:
    fresh = Review(platform="=cmd: [x] # 'no'", started=NOW, by="yes", plan="null")
    assert parsed(begun(fresh)) == fresh
    made = plus(begun(fresh), ANSWER, DECISION, ANSWER)
    assert parsed(made) == fresh.model_copy(update={"answers": (ANSWER, ANSWER), "decisions": (DECISION,)})


KEPT = f"""\
# above all
{HEAD}# before the answers
answers:  # mine
# in front of the first
- question: sells_data   # the state's meaning
  value: "no"
  # asked by phone too
  by: anna
  on: 2026-11-02
# behind the last

decisions: []  # none yet
# at the very end
"""


@pytest.mark.parametrize("text", [KEPT, KEPT.replace("\n", "\r\n"), KEPT.rstrip("\n")])
def test_every_character_of_a_person_stays(text: str) -> None:
    made = plus(text, ANSWER, DECISION)
    left = iter(made.splitlines())
    for line in text.splitlines():
        wanted = line.replace(" []", "")
        assert wanted in left, f"{line!r} is gone, or stands elsewhere"
    assert [answer.question for answer in parsed(made).answers] == ["sells_data", "pii_to_join"]
    assert parsed(made).decisions == (DECISION,)


def test_a_time_without_quotes_and_with_seconds_is_a_time_too() -> None:
    for started in ("2026-11-01T10:00:00-05:00", "2026-11-01 10:00:00 -05:00", "'2026-11-01 10:00-05:00'"):
        found = parsed(f"platform: Zoom\nstarted: {started}\nby: anna\n").started
        assert found.astimezone(UTC) == datetime(2026, 11, 1, 15, tzinfo=UTC), started


def entry(**more: str) -> str:
    known = {"question": "sells_data", "value": "no", "by": "anna", "on": "2026-11-02", **more}
    return HEAD + "answers:\n  - " + "\n    ".join(f"{key}: {value}" for key, value in known.items() if value) + "\n"


def verdict(**more: str) -> str:
    known = {"result": "approved", "by": "d", "at": "2026-11-02T10:00-05:00", "until": "2027-11-02", **more}
    return HEAD + "decisions:\n  - " + "\n    ".join(f"{key}: {value}" for key, value in known.items()) + "\n"


@pytest.mark.parametrize(
    ("text", "where", "why"),
    [
        ("", ":1:1", "expected keys and values"),
        ("[]", ":1:1", "expected keys and values"),
        ("a: [", ":1", ""),
        ("a: &a [*a]", "", ""),
        ("a: &a [1,2]\n" + "".join(f"b{n}: [*a, *a]\n" for n in range(3)), ":1:1", "is missing"),
        ("[" * 200, ":1", "brackets"),
        ("platform: Zoom\nby: a\n", ":1:1: started", "is missing"),
        (HEAD.replace("2026-11-01T10:00-05:00", "2026-11-01"), ":2:1: started", "zone"),
        (HEAD.replace("2026-11-01T10:00-05:00", "2026-11-01T10:00:00"), ":2:1: started", "zone"),
        (HEAD.replace("2026-11-01T10:00-05:00", "'2026-13-01T10:00-05:00'"), ":2:1: started", ""),
        (HEAD.replace("2026-11-01T10:00-05:00", "2027-11-01T10:00-05:00"), ":2:1: started", "in the future"),
        (HEAD.replace("anna", "7"), ":3:1: by", "quotes"),
        (HEAD + "score: 5\n", ":4:1: score", "unknown key"),
        (HEAD + "answers: 5\n", ":4:1: answers", "expected a list"),
        (HEAD + "answers: {a: b}\n", ":4:1: answers", "expected a list"),
        (HEAD + "answers: [5]\n", ":4:11: answers.0", "expected keys and values"),
        (entry(question="sells"), ":5:5: answers.0.question", "no question 'sells'"),
        (entry(value="false"), ":6:5: answers.0.value", "yes or no"),
        (entry(value="1.5"), ":6:5: answers.0.value", "expected a word"),
        (entry(value="0x" + "f" * 6000), ":6:5: answers.0.value", "expected a word"),
        (entry(value="{a: b}"), ":6:5: answers.0.value", "expected a word"),
        (entry(value="[1]"), ":6:5: answers.0.value", "expected a word"),
        (entry(value="[]"), ":6:5: answers.0.value", ""),
        (entry(value="maybe"), ":6:5: answers.0.value", "none of the answers"),
        (entry(value="not_applicable"), ":5:5: answers.0.note", "needs a note"),
        (entry(on="2027-01-01"), ":8:5: answers.0.on", "in the future"),
        (entry(on="2026-02-30"), ":8", ""),
        (entry(evidence="[{on: 2026-11-02}]"), ":9:16: answers.0.evidence.0", "neither source"),
        (entry(evidence="[{source: x}]"), ":9:16: answers.0.evidence.0.on", "is missing"),
        (entry(evidence="[{source: x, on: 2027-11-02}]"), ":9:28: answers.0.evidence.0.on", "in the future"),
        (entry(evidence="[{page: x, on: 2026-11-02}]"), ":9:16: answers.0.evidence.0", "belong together"),
        (entry(evidence="[{page: x, sha256: abc, on: 2026-11-02}]"), ":9:26: answers.0.evidence.0.sha256", ""),
        (entry(note="x" * 301), ":9:5: answers.0.note", "longer than 300"),
        (entry(note="''"), ":9:5: answers.0.note", "is empty"),
        (verdict(result="best"), ":5:5: decisions.0.result", "approved"),
        (verdict(until="2028-11-02"), ":8:5: decisions.0.until", "at most a year"),
        (verdict(until="2026-11-01"), ":8:5: decisions.0.until", "before"),
        (verdict(at="2026-10-01T10:00-05:00"), ":7:5: decisions.0.at", "before the review was started"),
        (verdict(at="2026-12-01T10:00-05:00"), ":7:5: decisions.0.at", "in the future"),
        (verdict(result="approved_with_conditions"), ":5:5: decisions.0.conditions", "needs conditions"),
        (verdict(conditions="[{text: x}]"), ":9:5: decisions.0.conditions", "approved_with_conditions"),
        (f"{HEAD}\0", ":4:1", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_line_with_its_place(text: str, where: str, why: str) -> None:
    with pytest.raises(FileError) as caught:
        parsed(text)
    told = str(caught.value)
    assert told.startswith(f"zoom.yaml{where}"), told
    assert why in told
    assert "\n" not in told


def test_a_list_in_brackets_is_not_written_over() -> None:
    text = HEAD + 'answers: [{question: sells_data, value: "no", by: anna, on: 2026-11-02}]\n'
    with pytest.raises(FileError, match=r"^zoom\.yaml:4:10: answers is a list in brackets"):
        plus(text, ANSWER)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("zoom", "zoom"),
        ("ZOOM", "zoom"),
        ("Zoom Webinars", "zoom"),
        ("Microsoft Teams", "teams"),
        ("Google Meet", "meet"),
        ("meet", "meet"),
        ("GoTo Webinar", "goto"),
        ("YouTube Live", "youtube"),
        ("Facebook", "facebook"),
        ("Nextcloud Talk", "nextcloud"),
        ("Messenger Kids", "messenger-kids"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\x\0y", "c-x-y"),
        ("Été à Québec", "été-à-québec"),
        ("図書館", "図書館"),
        ("con", "con-"),
        ("Join https://library.zoom.us/j/81234567890?pwd=hunter2secret", "join-redacted"),
        ("anna@example.org", "anna"),
        ("live", "live"),
        ("x" * 500, "x" * 60),
        ("...", ""),
        ("", ""),
    ],
)
def test_a_platform_is_known_by_its_names_and_no_name_is_a_path(name: str, key: str) -> None:
    vendors = ["facebook", "goto", "meet", "nextcloud", "teams", "youtube", "zoom"]
    assert key_of(name, vendors) == key


@pytest.mark.parametrize(
    ("days", "said"),
    [(15, []), (14, ["in 14 days"]), (1, ["tomorrow"]), (0, ["today"]), (-1, ["which is over"])],
)
def test_an_end_is_told_when_a_waivers_is(days: int, said: list[str]) -> None:
    made = Decision(result=Result.REJECTED, by="director", at=NOW, until=TODAY + timedelta(days=days))
    review = Review(platform="Zoom", started=NOW, by="anna", decisions=(made,))
    told = [notice.text for notice in notices("reviews/zoom.yaml", judge(review, TODAY), TODAY)]
    assert len(told) == len(said)
    for line, part in zip(told, said, strict=True):
        assert line.startswith("reviews/zoom.yaml: rejected by director until ")
        assert part in line


def test_a_platform_that_was_rejected_and_is_used_is_told_all_the_time() -> None:
    made = Decision(result=Result.REJECTED, by="director", at=NOW, until=TODAY + timedelta(days=200))
    verdict = judge(Review(platform="Zoom", started=NOW, by="anna", decisions=(made,)), TODAY)
    assert not list(notices("f", verdict, TODAY))
    (told,) = notices("f", verdict, TODAY, used=True)
    assert told.text.endswith("and programs are held there all the same")
    with speaking(language("es")):
        assert "rechazada por director" in retold(told.text)
        assert "rejected" not in retold(told.text)


def test_the_same_end_has_the_same_key_every_day_and_conditions_are_told() -> None:
    later = DECISION.model_copy(update={"until": TODAY + timedelta(days=60)})
    due = later.conditions[0].model_copy(update={"due": TODAY + timedelta(days=3)})
    met = due.model_copy(update={"met": TODAY})
    review = Review(
        platform="Zoom", started=NOW, by="anna", decisions=(later.model_copy(update={"conditions": (due, met)}),)
    )
    keys = set()
    for number in range(3):
        day = TODAY + timedelta(days=number)
        (notice,) = notices("f", judge(review, day), day)
        assert "no recordings" in notice.text
        keys.add(notice.key)
    (over,) = notices("f", judge(review, TODAY + timedelta(days=4)), TODAY + timedelta(days=4))
    assert "is not met" in over.text
    assert len(keys) == 1
    assert over.key not in keys
