"""No link into a program, in whatever form and spelling, and no number or code that stands for one."""

from __future__ import annotations

import html
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardener import adapter, links, redact, registry
from hardener.report import safe

pytestmark = pytest.mark.unit

LINKS = ["https://us02web.zoom.us/j/81234567890?pwd=hunter2", "https://library.zoom.us/my/hunter2", "https://zoom.us/w/81234567890?tk=hunter2", "https://zoom.us/s/81234567890?zak=hunter2", "https://zoom.us/wc/81234567890/join", "https://app.zoom.us/wc/join/81234567890", "https://zoom.us/launch/jc/81234567890", "https://zoom.us/meeting/register/hunter2", "https://zoom.us/webinar/register/WN_hunter2#/registration", "https://zoom.us/rec/share/hunter2", "https://events.zoom.us/ev/hunter2", "https://events.zoom.us/ejl/hunter2", "https://zoomgov.com/j/81234567890", "https://library.zoomgov.com/meeting/register/hunter2", "https://zoom.com.cn/j/81234567890", "https://zoom-x.de/j/81234567890", "https://zoom.us:443/j/81234567890", "zoommtg://zoom.us/join?confno=81234567890&pwd=hunter2", "zoomus://zoom.us/join?confno=81234567890", "https://teams.microsoft.com/l/meetup-join/19%3ameeting_hunter2%40thread.v2/0?context=x", "https://teams.microsoft.com/meet/21234567890123?p=hunter2", "https://teams.live.com/meet/9312345678901?p=hunter2", "https://gov.teams.microsoft.us/l/meetup-join/19%3ameeting_hunter2", "https://dod.teams.microsoft.us/l/meetup-join/19%3ameeting_hunter2", "https://gov.teams.microsoft.com/l/meetup-join/19:meeting_hunter2", "https://teams.cloud.microsoft/l/meetup-join/19:meeting_hunter2", "https://events.teams.microsoft.com/event/hunter2@81234567890", "https://events.teams.microsoft.us/event/hunter2%4081234567890", "https://teams.microsoft.com/registration/hunter2", "https://teams.microsoft.com/dl/launcher/launcher.html?url=hunter2", "https://dialin.teams.microsoft.com/hunter2?id=81234567890", "msteams:/l/meetup-join/19:meeting_hunter2", "msteams://teams.microsoft.com/l/meetup-join/19:hunter2", "https://meet.google.com/hunter2-abcd-efg", "https://meet.google.com/lookup/hunter2", "https://stream.meet.google.com/stream/hunter2", "https://g.co/meet/hunter2", "https://tel.meet/hunter2?pin=81234567890", "https://library.webex.com/library/j.php?MTID=mhunter2", "https://library.webex.com/meet/hunter2", "https://library.webex.com/weblink/register/rhunter2", "https://library.webex.com/webappng/sites/library/meeting/info/hunter2", "https://library.my.webex.com/join/hunter2", "https://meetings.library.org/library/j.php?MTID=mhunter2", "webex://meeting?hunter2", "https://meet.goto.com/812345678", "https://meet.goto.com/hunter2", "https://app.goto.com/meeting/812345678", "https://global.gotomeeting.com/join/812345678", "https://www.gotomeet.me/hunter2", "https://attendee.gotowebinar.com/register/hunter2", "https://register.gotowebinar.com/rt/hunter2", "https://global.gotowebinar.com/join/hunter2/812345678", "https://meet.jit.si/hunter2#config.x=1", "https://8x8.vc/library/hunter2", "https://jitsi.library.org:8443/hunter2", "https://rooms.library.org/rooms/hun-ter-hun-ter/join", "https://rooms.library.org/b/hun-ter-hun", "https://rooms.library.org/bigbluebutton/api/join?checksum=hunter2", "https://cloud.library.org/call/hunter22", "https://cloud.library.org/index.php/call/hunter22", "https://whereby.com/hunter2", "rtmps://live.example.org/x/hunter2", "sip:81234567890@zoomcrc.com"]  # fmt: skip
SECRET = ("hunter", "8123456", "21234567890123", "9312345678901", "hun-ter", "812345678")


def gone(said: str) -> bool:
    seen = "".join(c for c in said.casefold() if c.isalnum() or c == "-")
    return redact.GONE in said and not any(part in seen for part in SECRET)


@pytest.mark.parametrize("link", LINKS)
def test_a_link_of_any_cloud_and_form_is_hidden(link: str) -> None:
    bare = link.partition("://")[2] or link
    spellings = {
        link, link.upper(), f"({link})", f"<{link}>", f"Join:{link}", f"会議{link}", f"x {bare}" if link.startswith("http") else link,
        quote(link, safe=""), quote(quote(link, safe=""), safe=""), html.escape(link), json.dumps(link).replace("/", r"\/"),
        "".join(f"&#{ord(c)};" for c in link), link.replace(".", "。"), link.replace(".", "\uff0e").replace("/", "\uff0f"),
        "\u200b".join(link), "\u00ad".join(link), link.replace(".", "[.]"), link.replace(".", ".\u2060"),
        "".join(f"\\u{ord(c):04x}" for c in link), "".join(f"%{ord(c):02x}" for c in link),
        f"https://nam02.safelinks.protection.outlook.com/?url={quote(link, safe='')}&data=05",
        f"https://urldefense.com/v3/__{link}__;!!x", f"https://www.google.com/url?q={link}&sa=D",
    }  # fmt: skip
    for spelled in spellings:
        for shown in (
            redact.text(f"Baby Storytime {spelled} at ten"),
            redact.line(spelled),
            safe.plain(spelled),
            safe.message(spelled),
        ):
            assert gone(shown) or "(link)" in shown, (spelled, shown)
            assert not any(part in shown.casefold() for part in SECRET), (spelled, shown)
        assert redact.text(spelled) == redact.text(redact.text(spelled))


@pytest.mark.parametrize(
    "said",
    [
        "Meeting ID: 812 3456 7890 Passcode: hunter2", "Meeting ID 81234567890 passcode hunter2", "Zoom meeting ID \u2013 812-3456-7890",
        "Webinar ID: 812 3456 7890", "ID: 812 3456 7890", "Meeting number (access code): 8123 456 7890", "Meeting number: 8123 456 7890",
        "Phone Conference ID: 812 345 678#", "Access code 812345678", "PIN: 812 345 678#", "meeting id is 81234567890",
        "ID de reunión: 812 3456 7890 Código de acceso: hunter2", "ID de la reunión: 812 3456 7890", "Passcode (case sensitive): hunter2",
        "MEETING\u00a0ID:\u00a0812\u00a03456\u00a07890", "Meeting\u200b ID: 812\u200b3456\u200b7890", "pw hunter2", "Kenncode: hunter2",
        "+13017158592,,81234567890#,,,,*812345678# US (Germantown)", "+1 301 715 8592,,81234567890#", "tel:+13017158592,,81234567890#",
        "81234567890.812345@zoomcrc.com", "8123456789@library.webex.com", "https://zoom.us/j/ 812 3456 7890", "https://zoom.us/j/812 3456 7890",
        "mot de passe : hunter2", "Passcode is hunter2",
    ],
)  # fmt: skip
def test_a_number_or_code_as_text_is_hidden(said: str) -> None:
    for shown in (redact.text(f"Storytime. {said} Bring a book"), redact.line(said), safe.plain(said)):
        bare = "".join(shown.split()).replace("-", "")
        assert redact.GONE in shown
        assert not any(part in bare for part in ("hunter", "81234", "345678", "7890")), shown
    assert redact.text(f"Storytime. {said} Bring a book").endswith("Bring a book")


@pytest.mark.parametrize(
    "title",
    [
        "Baby Storytime 10:30 a.m.", "Summer 2026: 100% fun & games", "Meeting room 3, March 12 2026", "Call 555-123-4567 to register",
        "passcode required for all", "the meeting has no passcode", "https://www.youtube.com/watch?v=abcdef", "library.org/events/storytime",
        "https://admin.teams.microsoft.com/policies/meetings", "https://zoom.us/pricing", "plan 20261129-010203-ab12", "R&amp;B night",
        "50%20off", "What to read [.] next", "Zoom ID check", "Teens: 13-18, room number 12", "password tips & tricks", "C:\\Users\\jo",
        "Год кота", "Hora de cuentos: ¡hola!", "call of the wild", "the b/w classics", "wait 20 s; limit: Light QPS 80",
        "Cookie: a bear's tale", "Cookies = joy",
        "https://www.webex.com/legal/privacy.html", "see www.webex.com/legal/privacy.html, section 3", "(https://jitsi.org/meet-jit-si-privacy/).",
        "https://www.goto.com/company/legal/privacy/international", "https://www.goto.com/company/trust/privacy", "https://jitsi.org/security",
    ],
)  # fmt: skip
def test_an_honest_text_stays_as_it_is(title: str) -> None:
    assert redact.text(title) == title


@pytest.mark.parametrize(
    "link",
    [
        "https://library.webex.com/meet/legal", "https://library.webex.com/legal/hunter2", "https://www.webex.com/legal/x?pwd=hunter2",
        "https://www.webex.com/legal/hunter/../meet#hunter2", "https://webex.com/legal/x%2f81234567890", "https://www.webex.com/legal/ 812345678",
        "https://meet.goto.com/company", "https://meet.goto.com/company/legal/812345678", "https://meet.goto.com/company/hunter",
        "https://jitsi.org/hunter", "https://jitsi.org:8443/security", "https://x.jitsi.org/security", "https://x-jitsi.org/security",
        "https://jitsi.org/security?jwt=hunter2", "https://jitsi.org/security/hunter", "https://jitsi.library.org/security",
        "https://meet.jit.si/privacy", "https://meet.google.com/privacy",
        "https://hunterlib.webex.com/legal/meet/hunter", "https://hunterlib.webex.com/legal/", "https://gotomeet.me/company/legal/",
        "https://meet.goto.com/company/legal/hunter", "https://gotomeet.me/company/trust/hunter", "https://webexgov.us/legal/hunter",
        "https://www.hunter.webex.com/legal/privacy", "https://webex.com.cn/legal/hunter", "https://global.gotomeeting.com/company/legal/",
    ],
)  # fmt: skip
def test_a_room_is_not_taken_for_a_policy(link: str) -> None:
    for shown in (redact.text(link), redact.line(f"see {link} there"), safe.plain(link)):
        assert redact.GONE in shown, shown
        assert not any(part in shown for part in SECRET), shown


@pytest.mark.parametrize(
    "said",
    ["Meeting code: hun-terh-unt", "Code hun-terh-unt", "Google Meet: hun-terh-unt", "MEETING CODE IS HUN-TERH-UNT"],
)
def test_a_code_of_letters_is_hidden(said: str) -> None:
    for shown in (redact.text(f"Storytime. {said} Bring a book"), redact.line(said), safe.plain(said)):
        assert redact.GONE in shown
        assert "terh" not in shown.casefold()


@pytest.mark.parametrize("title", ["Meet all-ages-fun", "Code all-ages-fun-day", "The meeting: all-day-fun"])
def test_words_in_hyphens_are_no_code(title: str) -> None:
    assert redact.text(title) == title


def test_who_logs_in_at_a_proxy_is_hidden() -> None:
    shown = redact.text("cannot connect to http://jo:hunter2@proxy.library.org:8080/ now")
    assert "hunter2" not in shown
    assert "proxy.library.org" in shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Cookie: _rooms=hunter2; x=hunter2", "Cookie: (redacted)"),
        ("Set-Cookie: _rooms=hunter2; path=/", "Set-Cookie: (redacted)"),
        ("{'Cookie': '_rooms=hunter2'}", "{'Cookie': (redacted)}"),
        ("X-CSRF-Token: hunter2", "X-CSRF-Token: (redacted)"),
        ("no /api/getMeetings?a=b&checksum=hunter2 here", "no /api/getMeetings?a=b&checksum=(redacted) here"),
        ("for checksum=hunter2", "for checksum=(redacted)"),
        ("Authorization: Basic aHVudGVyMg==", "Authorization: (redacted)"),
    ],
)
def test_what_says_who_asks_is_hidden(said: str, shown: str) -> None:
    assert redact.text(said) == shown


@pytest.mark.parametrize(
    "said",
    [
        "Basic abcdefghijklmnop",
        "oh oh oh oh oh oh oh oh oh",
        "oh,oh,oh,oh,oh,oh,oh,oh,oh",
        "id 123456789",
        "host pin 123456",
        "pw 1ab",
        "zak=x",
        "tk:x",
        "pwd%3Dx",
        "pwd%3dx",
        "?code=x",
        "eyJabcdefgh.x",
    ],
)
def test_the_shortest_of_each_kind_is_hidden(said: str) -> None:
    assert redact.GONE in redact.text(said)


def test_a_secret_in_use_is_hidden_wherever_somebody_repeats_it() -> None:
    for secret in ("zQ4-hunter2", "zQ4-hunter2-longer"):
        redact.hide(secret)
    assert redact.text("zQ4-hunter2-longer is not zQ4-hunter2.") == "(redacted) is not (redacted)."


@pytest.mark.parametrize("word", ["storytimes", "zq4", ""])
def test_what_could_be_a_word_of_a_title_is_not_given_away_by_its_absence(word: str) -> None:
    redact.hide(word)
    assert redact.text(f"All {word} are free") == f"All {word} are free"


@pytest.mark.parametrize("between", ["  ", "\n ", " \t ", "\u200b ", " \u00a0"])
@pytest.mark.parametrize("word", ["passcode", "clave", "contraseña"])
def test_more_room_than_one_space_hides_nothing(word: str, between: str) -> None:
    said = f"Storytime. {word}{between}hunter2 Bring a book"
    for shown in (redact.line(said), safe.plain(said), safe.message(said), safe.csv(said)):
        assert "hunter2" not in shown
        assert "Bring a book" in shown


def test_what_an_adapter_declares_is_hidden_too() -> None:
    assert redact.text("see https://talk.vendor.example/door/hunter2") == "see https://talk.vendor.example/door/hunter2"
    redact.learn([r"talk\.vendor\.example/door/"])
    redact.learn([r"talk\.vendor\.example/door/"])
    assert redact.text("see https://eu.talk.vendor.example:8443/door/hunter2 now") == "see (redacted) now"
    assert redact.text("https%3A%2F%2Ftalk.vendor.example%2Fdoor%2Fhunter2") == redact.GONE


@pytest.mark.parametrize(
    "said",
    ["a." * 5000, "%25" * 3000, "meeting " * 1200, "x://" * 2500, "aa.bb/" * 1600, "&amp;" * 2000, "zoom.us/" * 1200, "1234567," * 1200, "id: " * 2500, "1" * 20_000],
)  # fmt: skip
def test_nothing_is_read_for_ever(said: str) -> None:
    assert isinstance(redact.text(said), str)


@given(st.text(alphabet=st.sampled_from("zoom.us/j:%2F&#;\\u[] 0189pwd=\u200b\uff41\u3002"), max_size=80))
def test_whatever_is_written_it_is_redacted_once_and_for_all(said: str) -> None:
    once = redact.text(said)
    assert redact.text(once) == once
    assert isinstance(links.unfolded(said), str)


def test_an_adapter_that_is_loaded_brings_its_own_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    forms = classmethod(lambda _cls, options: [rf"{options['host']}/enter/"])
    monkeypatch.setattr(adapter.load("zoom"), "links", forms, raising=False)
    registry.learn("no such vendor", {})
    registry.learn("webex", {})
    registry.learn("zoom", {"host": r"rooms\.vendor\.example"})
    assert safe.plain("at https://rooms.vendor.example/enter/hunter2") == "at (redacted)"


@pytest.mark.parametrize("vendor", adapter.installed())
def test_what_to_press_has_nothing_in_it_that_is_taken_for_a_secret(vendor: str) -> None:
    """A path on a server, or `password: …`, would be gone from the line that says where to click."""
    kind = adapter.load(vendor)
    rows = [(row.by_hand, row.note, *getattr(row, "undo", {}).values()) for row in kind.settings]
    gone = [said for each in rows for said in each if said and redact.text(said) != said]
    assert not gone
