"""Pages: what they say first, and that nothing that anybody wrote is more than text in them."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import replace
from datetime import UTC
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from tests.pages import made, titles

from hardener import pages
from hardener.findings import State
from hardener.model import Status
from hardener.pages.verdicts import LOOKS
from hardener.report.times import clock, zone_name
from hardener.results import Coverage

pytestmark = pytest.mark.unit
PAGES = made.all_pages()
ALLOWED = {
    "a", "article", "b", "bdi", "body", "br", "caption", "circle", "code", "dd", "details", "div", "dl", "dt", "figcaption", "figure",
    "footer", "h1", "h2", "h3", "h4", "head", "header", "html", "i", "li", "line", "main", "mark", "meta", "nav", "ol", "p", "path",
    "rect", "section", "span", "style", "summary", "svg", "symbol", "table", "tbody", "td", "text", "th", "thead", "title", "tr",
    "ul", "use",
}  # fmt: skip


class Parts(HTMLParser):
    """The tags and attributes of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest) -> str:
    return PAGES[request.param]


def test_nothing_but_text_comes_of_a_title(page: str) -> None:
    parts = Parts(page)
    assert {tag for tag, _ in parts.tags} <= ALLOWED
    assert not [name for _, attributes in parts.tags for name in attributes if name.startswith("on")]
    assert "<script" not in page.lower()
    assert len(re.findall(r"</title>", page)) == 1
    assert len(re.findall(r"</style>", page)) == 1


def test_a_page_asks_nobody_for_anything(page: str) -> None:
    parts = Parts(page)
    policy = [a["content"] for tag, a in parts.tags if tag == "meta" and "http-equiv" in a]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]
    for tag, attributes in parts.tags:
        assert not {"src", "srcset", "action", "data", "poster", "xlink:href"} & attributes.keys(), tag
        assert (attributes.get("href") or "#").startswith("#"), attributes
        assert not any("http" in (value or "") for name, value in attributes.items()), attributes
    style = page[page.index("<style>") : page.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style


def test_every_link_on_a_page_leads_somewhere(page: str) -> None:
    tags = [attributes for _, attributes in Parts(page).tags]
    ids = [a["id"] for a in tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert {(a["href"] or "")[1:] for a in tags if "href" in a} <= set(ids)


def test_no_link_passcode_or_address_is_on_a_page(page: str) -> None:
    for secret in titles.SECRETS:
        assert secret not in page


def test_no_sign_that_nobody_sees_is_on_a_page(page: str) -> None:
    assert not [c for c in page if c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"}]


def test_a_title_is_cut_and_never_missing() -> None:
    assert "x" * 81 not in PAGES["week"]
    assert "x" * 79 + "…" in PAGES["week"]
    assert "<bdi>(no title)</bdi>" in PAGES["week"]
    assert "<bdi>(no title)</bdi>" in PAGES["board"]


def test_a_template_in_a_title_is_text() -> None:
    assert "{{ 7 * 7 }}" in PAGES["week"]


def test_each_verdict_has_a_colour_a_shape_and_a_word() -> None:
    assert len({look.mark for look in LOOKS.values()}) == len({look.word for look in LOOKS.values()}) == len(State)
    for look in LOOKS.values():
        assert f'id="i-{look.mark}"' in PAGES["week"]
        assert f'<span class="word">{look.word}</span>' in PAGES["week"]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (State.CLOSE_FIRST, "One of one program is open to strangers."),
        (State.TO_FIX, "No program is open to strangers."),
        (State.READY, "Nothing is open that your profiles close."),
    ],
)
def test_the_page_begins_with_who_is_open_to_strangers(state: State, said: str) -> None:
    assert f'<p class="big">{said}</p>' in pages.week(made.report(made.one(state)))


def test_nothing_wrong_is_said_as_strongly_as_it_may_be() -> None:
    said = "Nothing is open that your profiles close."
    assert said in PAGES["quiet"]
    for state in (State.CANT_TELL, State.TO_FIX, State.AS_CLOSED, State.CLOSE_FIRST):
        assert said not in pages.week(made.report(made.one(state)))


def test_could_not_look_is_said_first_and_is_no_all_clear() -> None:
    reach = Coverage(connection="main", vendor="zoom", error="it refused the sign-in", listed=3, judged=1)
    page = pages.week(made.report(made.one(State.READY), reach=reach))
    assert '<p class="big">Could not look: two programs were not checked.</p>' in page
    assert "it refused the sign-in" in page
    assert "None of one program is open to strangers, in what was read." in page
    assert "This is no all-clear." in page
    assert "Nothing is open" not in page


def test_a_program_that_could_not_be_read_is_not_checked() -> None:
    page = pages.week(made.report(made.one(State.READY), made.row(2, "Teen D&D", unread="no answer")))
    assert "Could not look: one program was not checked." in page


def test_nothing_scheduled() -> None:
    assert "Nothing is scheduled." in pages.week(made.report())


def test_only_what_is_new_is_no_verdict_on_the_week() -> None:
    shown = made.report(made.one(State.TO_FIX))
    shown.known = 4
    page = pages.week(shown)
    assert "1 new finding; 4 that were known before are not shown." in page
    assert "open to strangers." not in page


def test_a_place_is_told_with_its_buttons_and_who_can_press_them() -> None:
    text = Parts(pages.week(made.report(made.one(State.CLOSE_FIRST)))).text
    assert "Zoom web portal Meetings the program Edit Video" in text
    assert "Who can youth.main " in text
    assert "Anyone with the link can turn on a camera in front of children." in text
    assert 'hardener plan "Family Storytime" --allow lockout' in text


def test_no_command_is_made_of_a_title_that_a_shell_would_read() -> None:
    for title in ("$(reboot)", 'a" ; rm -rf "', "`id`", "a\\", "!!"):
        assert "hardener plan" not in pages.week(made.report(made.row(1, title, made.OPEN)))


def test_no_vendor_value_is_shown_unless_it_is_asked_for() -> None:
    raw = replace(made.OPEN, setting="settings.participant_video", raw="true")
    shown = made.report(made.row(1, "Storytime", raw))
    assert "participant_video" not in pages.week(shown)
    assert "settings.participant_video = true" in pages.week(shown, details=True)


def test_a_plan_says_values_in_family_words_where_there_are_some() -> None:
    text = Parts(pages.plan(made.plan(), titles.ZONE)).text
    control = pages.plan.__globals__["words"].control("door.waiting_room")
    assert f"{control.say('off')} → becomes {control.say('everyone')}" in text
    assert "false" not in text.lower().split()
    assert made.plan().fingerprint in text
    assert "Opt-ins that I agree to: lockout, link." in text


def test_a_card_names_the_buttons_of_its_platform() -> None:
    text = Parts(PAGES["card"]).text
    assert "Host tools Suspend . It stops everything." in text
    assert "Look by hand on Zoom" in text
    assert "Look by hand" in PAGES["card-bare"]


def test_a_board_has_roles_and_no_names() -> None:
    shown = Parts(PAGES["board"]).text
    assert "anna" not in shown.replace("Ask anna@…", "")
    assert " staff " in shown
    assert "Ten programs were due. At their start, two were open to strangers." in shown


def test_the_sheet_beside_a_board_is_text_only() -> None:
    rows = list(csv.reader(io.StringIO(pages.sheet(made.month()))))
    assert len(rows) == 1 + len(titles.TITLES)
    assert {len(each) for each in rows} == {8}
    assert not [cell for each in rows for cell in each if cell.startswith(("=", "+", "-", "@"))]
    assert not [secret for secret in titles.SECRETS for each in rows for cell in each if secret in cell]


def test_times_have_twelve_hours_and_a_zone_that_is_named_once() -> None:
    assert [clock(titles.NOW.replace(hour=h, minute=0)) for h in (0, 9, 12, 13)] == [
        "12:00 midnight", "9:00 am", "12:00 noon", "1:00 pm",
    ]  # fmt: skip
    assert zone_name(ZoneInfo("America/New_York")) == "New York time"
    assert zone_name(ZoneInfo("UTC")) == zone_name(UTC) == zone_name(ZoneInfo("Etc/UTC")) == "UTC"
    told = {
        name: page.count("New York time")
        for name, page in PAGES.items()
        if name != "comparison" and not name.endswith("-es")
    }
    assert set(told.values()) == {1}, told
    assert "Monday 30 November 2026, 8:05 am" in PAGES["quiet"]


def test_an_accepted_finding_is_told_with_its_end_and_without_an_address() -> None:
    page = pages.week(made.report(made.one(State.READY)))
    assert made.one(State.READY).found.statuses[Status.WAIVED] == 1
    assert "1 Mar 2027" in page
    assert ">anna</td>" in page
