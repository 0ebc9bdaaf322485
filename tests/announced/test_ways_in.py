"""Every form of a way in is known for what it is, and what leads into a room is hidden by the redactor as well."""

from __future__ import annotations

import html
from urllib.parse import quote

import pytest
from tests.test_redact import LINKS

from hardener import redact, registry
from hardener.doorways import OPEN, Kind, opens
from hardener.links import NUMBERS, numbers, unfolded
from hardener.vendor import digest
from hardener.ways_in import beside, marks_of, ways_in

pytestmark = pytest.mark.unit

FORMS = {
    "https://zoom.us/j/81234567890?pwd=hunter2": Kind.JOIN, "https://lib.zoom.us/j/81234567890": Kind.JOIN,
    "https://zoom.us/w/81234567890?tk=hunter2": Kind.TICKET, "https://zoom.us/s/81234567890?zak=hunter2": Kind.HOST,
    "https://lib.zoom.us/my/hunter2": Kind.ROOM, "https://zoom.us/meeting/register/tZhunter2": Kind.REGISTER,
    "https://zoom.us/webinar/register/WN_hunter2#/registration": Kind.REGISTER, "https://zoom.us/rec/share/hunter2": Kind.RECORDING,
    "https://events.zoom.us/ev/hunter2": Kind.REGISTER, "https://events.zoom.us/ejl/hunter2": Kind.JOIN,
    "https://lib.webex.com/lib/j.php?MTID=mhunter2": Kind.JOIN, "https://lib.webex.com/meet/hunter2": Kind.ROOM,
    "https://lib.webex.com/weblink/register/rhunter2": Kind.REGISTER, "https://lib.my.webex.com/join/hunter2": Kind.ROOM,
    "https://teams.microsoft.com/l/meetup-join/19%3ameeting_hunter2%40thread.v2/0": Kind.JOIN,
    "https://teams.microsoft.com/meet/2345678901234?p=hunter2": Kind.JOIN, "https://teams.microsoft.com/meet/2345678901234": Kind.OTHER,
    "https://gov.teams.microsoft.us/l/meetup-join/19%3ameeting_hunter2": Kind.JOIN,
    "https://events.teams.microsoft.com/event/hunter2@tenant": Kind.REGISTER, "https://meet.google.com/abc-defg-hij": Kind.JOIN,
    "https://g.co/meet/hunter2": Kind.ROOM, "https://stream.meet.google.com/stream/hunter2": Kind.STREAM,
    "https://meet.goto.com/812345678": Kind.JOIN, "https://app.goto.com/meeting/812345678": Kind.JOIN,
    "https://gotomeet.me/hunter2": Kind.ROOM, "https://attendee.gotowebinar.com/register/812345678901": Kind.REGISTER,
    "https://global.gotowebinar.com/join/812345678901/123456789": Kind.TICKET,
    "https://meet.jit.si/hunter2#config.x": Kind.ROOM, "https://8x8.vc/lib/hunter2": Kind.ROOM,
    "https://bbb.lib.org/rooms/abc-def-ghi-jkl/join": Kind.ROOM, "https://bbb.lib.org/bigbluebutton/api/join?checksum=x": Kind.JOIN,
    "https://cloud.lib.org/index.php/call/hunter22": Kind.ROOM, "https://www.youtube.com/watch?v=hunter2hunt": Kind.STREAM,
    "https://youtu.be/hunter2hunt": Kind.STREAM, "https://www.youtube.com/live/hunter2hunt": Kind.STREAM,
    "https://studio.youtube.com/video/hunter2hunt/livestreaming": Kind.HOST, "rtmps://a.rtmps.youtube.com/live2/hunter2": Kind.HOST,
    "https://www.youtube.com/@maple": Kind.CHANNEL, "https://youtube.com/@maple/streams": Kind.CHANNEL,
    "https://www.youtube.com/@maple/live": Kind.STREAM, "https://youtube.com/channel/UCmaple/live": Kind.STREAM,
    "https://www.youtube.com/user/maple": Kind.CHANNEL, "https://www.youtube.com/c/maple/": Kind.CHANNEL,
    "https://www.youtube.com/embed/videoseries?list=PLx": Kind.CHANNEL,
    "https://www.facebook.com/maple/videos/": Kind.CHANNEL, "https://www.facebook.com/maple/videos/123456": Kind.STREAM,
    "https://fb.watch/hunter2": Kind.STREAM, "https://bit.ly/hunter2": Kind.SHORT, "https://maple.libcal.com/event/1234567": Kind.PAGE,
    "https://maple.libnet.info/event/1234567": Kind.PAGE, "https://maple.librarycalendar.com/event/tale": Kind.PAGE,
    "https://docs.google.com/forms/d/e/x/viewform": Kind.FORM, "https://forms.gle/abc": Kind.FORM, "https://www.eventbrite.com/e/story-1": Kind.FORM,
    "https://help.webex.com/article/1": Kind.INFO, "zoommtg://zoom.us/join?confno=81234567890": Kind.JOIN,
}  # fmt: skip


@pytest.mark.parametrize("link", FORMS)
def test_each_form_is_what_it_is_however_it_is_written(link: str) -> None:
    kind = FORMS[link]
    wrapped = quote(link, safe="")
    for spelled in (
        link, f"<a href='{html.escape(link)}'>here</a>", f"({link}).", f"Join:{link}\nand more",
        f"https://nam02.safelinks.protection.outlook.com/?url={wrapped}&data=05", f"https://www.google.com/url?q={wrapped}&sa=D",
        f"https://urldefense.com/v3/__{link}__;!!x",
    ):  # fmt: skip
        assert kind in {way.kind for way in ways_in(spelled)}, spelled
        if kind in OPEN:
            assert "hunter2" not in redact.text(spelled), spelled
            assert "81234567890" not in redact.text(spelled), spelled


@pytest.mark.parametrize("link", [link for link in LINKS if not link.startswith("sip:")])
def test_what_the_redactor_hides_is_never_nothing_to_the_calendar(link: str) -> None:
    assert opens(link) is not None
    assert ways_in(link)


@pytest.mark.parametrize(
    "said",
    ["https://library.org/events", "Call 555-123-4567", "Phone number: 555 123 4567", "Room 12, second floor", "ISBN 9781234567897",
     "https://zoom.us/pricing", "library card number 21234567890123", "https://www.youtube.com/", "Code word: tiger", "Zoom help: 555-123-4567",
     "https://maple.example/go?to=maple.example/events", "Dates 20261201,20261208", "Zoom on 20261201,20261208", "Zoom on 12012026, 12082026",
     "https://maple.example/call/volunteers2026", "Zoom. Library card ID: 212345678", "Zoom: patron ID no. 21234567890123",
     "Webinar. Número de tarjeta: 21234567890", "Zoom with your library card 21234567890", "Zoom. Questions? 3125550199", "Zoom: (312) 555-0199",
     "Ids 3125550199,3125550188"],
)  # fmt: skip
def test_what_leads_nowhere_is_no_way_in(said: str) -> None:
    assert not [way for way in ways_in(said) if way.kind in OPEN]


@pytest.mark.parametrize(
    ("said", "coded"),
    [
        ("Zoom meeting ID 812 3456 7890 Passcode abc123", True), ("Meeting ID: <b>812 3456 7890</b>", False),
        ("On Zoom. ID: 812 3456 7890", False), ("+13017158592,,81234567890#", True), ("ID de reunión: 812 3456 7890", False),
        ("Webinar ID 812-3456-7890", False), ("Zoom: 812 3456 7890, code 1234", False), ("On Zoom at 812-3456-7890", False),
    ],
)  # fmt: skip
def test_a_number_in_words_is_as_good_as_a_link(said: str, coded: bool) -> None:
    (way,) = ways_in(said)
    assert (way.kind, way.spoken, way.coded) == (Kind.JOIN, True, coded)
    assert marks_of("81234567890") <= way.marks


@pytest.mark.parametrize(
    "said", ["Zoom: 8123456789", "Virtual.\nZoom meeting # 8123456789", "8123456789 on Zoom", "Zoom (812 345 6789)", "Zoom room 812345678"]
)  # fmt: skip
def test_a_bare_number_right_beside_zoom_is_a_room_s_though_a_telephone_may_have_it(said: str) -> None:
    (way,) = ways_in(said)
    assert (way.kind, way.spoken) == (Kind.JOIN, True)
    assert "812" not in redact.text(said)


def test_a_library_card_s_number_is_hidden_though_it_is_no_way_in() -> None:
    assert "2123" not in redact.text("Zoom. Library card ID: 21234567890123")


def test_a_way_in_holds_fingerprints_as_adapters_make_them_and_nothing_else() -> None:
    link = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_hunter2%40thread.v2/0"
    (way,) = ways_in(f"Join: {link} now")
    assert digest(link) in way.marks
    assert "hunter2" not in repr(way)


SPLIT = [
    "https://<b>zoom.us</b>/j/81234567890", "https://zoom.us/<span class='x'>j/81234567890</span>", "https://zoom.us/j/812345<wbr>67890",
    "https://zoom.us/j/8123<!-- x -->4567890", "https://zoom.us./j/81234567890", "https://zoom.us/j/812 3456 7890", "https://zoom.us/j/ 81234567890",
    "https://urldefense.proofpoint.com/v2/url?u=https-3A__zoom.us_j_81234567890-3Fpwd-3Dx&d=Dw",
    "https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fzoom.us%2fj%2f81234567890&c=E",
    "https://maple.example/go?next=https://zoom.us/j/81234567890", "Zoom 81234567890", "Zoom # 81234567890", "Zoom meeting: 81234567890",
    "Meeting 812 3456 7890, password tiger", "812 3456 7890 on Zoom", "Número de reunión: 81234567890", "Id. de reunión: 812 3456 7890",
    "Zoom meeting: eight one two three four five six seven eight nine zero",
    "Reunión de Zoom: ocho uno dos tres cuatro cinco seis siete ocho nueve cero",
    "Meeting ID: 812–3456–7890", "Meeting ID: 812\u20113456\u20117890", "Meeting ID: 812 - 3456 - 7890", "ID réunion : 812 3456 7890",  # noqa: RUF001 - as it is typed
    "Identifiant de la réunion : 812 3456 7890", "Numéro de la réunion (code d’accès) : 812 3456 7890", "ID riunione: 812 3456 7890",  # noqa: RUF001 - as it is typed
    "Meeting-Kennnummer (Zugriffscode): 812 3456 7890", "ミーティングID: 812 3456 7890", "会议号：812 3456 7890",  # noqa: RUF001 - as it is typed
    "Идентификатор конференции: 812 3456 7890", "Enter 81234567890 in Zoom", "Zoom, press Join, and then type this in: 812 3456 7890",
    "Open Zoom, press Join, and enter 81234567890", "Call 1-301-715-8592 and enter 812 3456 7890#", "Call 301-715-8592, then 81234567890#",
    "tel:+13017158592;postd=81234567890%23", "https://quickchart.io/qr?text=zoom.us/j/81234567890",
    "https://quickchart.io/qr?size=9&text=zoom.us%2Fj%2F81234567890",
    "https://calendar.google.com/calendar/render?location=https://zoom.us/j/81234567890&sprop=https://maple.example",
    "https://calendar.google.com/calendar/render?location=https%3A%2F%2Fzoom.us%2Fj%2F81234567890&sprop=https%3A%2F%2Fmaple.example",
    "https://maple.example/?from=maple.example/x&to=zoom.us/j/81234567890", "https://zoom.us/j/812%203456%207890",
    "Meeting ID 812/3456/7890", "Zoom 812/3456/7890", "ID 812/3456/7890 on Zoom", "https://zoom.us/j/812+3456+7890",
    "https://maple.example/go?text=Meeting+ID+812+3456+7890", "https://maple.example/go?x=zoom&id=812+3456+7890",
    "https://calendar.google.com/calendar/render?text=Tales&amp;details=Zoom+meeting+812+3456+7890", "Zoom. Library card ID: 812 3456 7890",
    "Zoom. Have a library card\nID: 81234567890", "Zoom: bring a card.<br>ID: 81234567890", "Zoom, no card. ID: 81234567890",
]  # fmt: skip


@pytest.mark.parametrize("said", SPLIT)
def test_a_way_in_is_found_and_hidden_however_it_is_split_wrapped_or_spelled(said: str) -> None:
    found = [way for way in ways_in(said) if way.kind is Kind.JOIN]
    assert found
    assert any(marks_of("81234567890") <= way.marks for way in found)
    shown = redact.text(said)
    assert redact.GONE in shown
    assert not any(part in shown for part in ("81234567890", "7890", "nine zero", "nueve cero"))


@pytest.mark.parametrize("length", [0, 1, 99, 149, 150, 151, 400])
def test_looking_only_around_digits_finds_every_number(length: int) -> None:
    said = " ".join(f"{'tale ' * (length // 5 + 1)}{spelled}" for spelled in SPLIT)
    for whole in (said, " ".join(unfolded(said).split())):
        assert [found.span() for found in numbers(whole)] == [found.span() for found in NUMBERS.finditer(whole)]


def test_google_s_code_is_known_in_spanish() -> None:
    assert [way.platform for way in ways_in("Código de la reunión: abc-defg-hij")] == ["Google Meet"]


@pytest.mark.parametrize(
    ("link", "kind"),
    [
        ("https://cloud.lib.org/nextcloud/index.php/call/abcdefgh", Kind.ROOM), ("https://cloud.lib.org:8443/call/abcd1234", Kind.ROOM),
        ("https://bbb.lib.org/greenlight/rooms/abc-def-ghi-jkl", Kind.ROOM), ("https://bbb.lib.org/bigbluebutton/html5client/join?x", Kind.JOIN),
        ("https://protect-us.mimecast.com/s/abc", Kind.SHORT), ("https://maps.app.goo.gl/abc", Kind.INFO),
        ("https://whereby.com/information/tos/privacy-policy/", Kind.INFO), ("https://www.goto.com/meeting", Kind.INFO),
        ("https://bbb.lib.org/gl/joe-abc-def", Kind.ROOM), ("https://teams.microsoft.com/_#/l/meetup-join/19:meeting_x", Kind.JOIN),
        ("https://teams.microsoft.com/v2/?meetingjoin=true#/l/meetup-join/19:meeting_x", Kind.JOIN), ("https://us02web.zoom.us/u/kabc", Kind.OTHER),
        ("https://join.skype.com/abc", Kind.JOIN), ("https://bluejeans.com/123456789", Kind.JOIN), ("https://discord.gg/abc", Kind.OTHER),
        ("https://join.freeconferencecall.com/maple", Kind.OTHER), ("https://meet.zoho.com/abc", Kind.OTHER), ("https://join.me/maple", Kind.OTHER),
        ("https://lib.webex.com/meet/records.office", Kind.ROOM), ("https://lib.webex.com/webappng/sites/lib/recording/x", Kind.RECORDING),
        ("https://j.mp/abc", Kind.SHORT), ("https://me-qr.com/abc", Kind.SHORT), ("https://l.ead.me/abc", Kind.SHORT), ("https://conta.cc/abc", Kind.SHORT),
    ],
)  # fmt: skip
def test_where_something_is_installed_below_a_host_it_is_known_as_well(link: str, kind: Kind) -> None:
    found = opens(link)
    assert found is not None
    assert found.kind is kind


@pytest.mark.parametrize(
    "said",
    [
        "https://us02web.zoom.us/webinar/register/81234567890/WN_abc", "Zoom: https://www.eventbrite.com/e/81234567890",
        "https://www.eventbrite.com/e/81234567890 on Zoom", "Zoom, or https://www.facebook.com/profile.php?id=100064567890123",
        "https://maple.example/call/reference", "Or by phone: 020 7946 0958. Also on Zoom", "Zoom help: 13125550199",
        "Zoom storytime: one two three four five six seven eight nine", "Zoom: five six seven eight five six seven eight five six seven eight",
        "Zoom: one, two, three, one, two, three, one, two, three", "Zoom: uno dos tres uno dos tres uno dos tres", "Tel. 020 7946 0958, Zoom",
        "Zoom phone number: 3125550199", "Zoom dial-in number: 312-555-0199", "https://jitsi.github.io/handbook/docs", "https://jitsi.org/what-is-jitsi", "https://whereby.com/blog",
    ],
)  # fmt: skip
def test_a_sign_up_a_page_or_a_song_is_no_posted_link(said: str) -> None:
    assert not [way for way in ways_in(said) if way.kind in OPEN]


@pytest.mark.parametrize("said", ["https://maple.example/call/reference", "https://rooms.maple.example.org/call/a1"])
def test_a_library_with_a_nextcloud_may_have_a_page_about_calls_elsewhere(said: str) -> None:
    with redact.alone():
        registry.learn("nextcloud", {"url": "https://rooms.maple.example/nc"})
        assert not [way for way in ways_in(said) if way.kind in OPEN]
        (own,) = ways_in("Songs at rooms.maple.example:443/nc/index.php/call/ab")
        assert own.kind is Kind.ROOM
        assert redact.text("at rooms.maple.example/nc/call/ab now") == f"at {redact.GONE} now"


@pytest.mark.parametrize(
    ("page", "leads"), [("signup", False), ("signin", False), ("signin?location=%2Frooms%2Fabc-def-ghi", True), ("help.", False), ("rooms", False), ("rooms/x1", True), ("b/jo-x", True)]
)  # fmt: skip
def test_where_a_library_has_a_greenlight_its_page_to_sign_in_is_no_room(page: str, leads: bool) -> None:
    with redact.alone():
        registry.learn("bigbluebutton", {"greenlight": "https://bbb.maple.example", "bigbluebutton": ""})
        said = f"at https://bbb.maple.example/{page} now"
        assert bool([way for way in ways_in(said) if way.kind in OPEN]) is leads
        assert (redact.GONE in redact.text(said)) is leads


@pytest.mark.parametrize(
    "link", ["fb.me/e/4abCdEf", "fb.watch/abc", "www.facebook.com/maple/posts/1", "fb.com/maple", "fb.gg/x"]
)
def test_a_library_that_streams_on_facebook_posts_no_way_into_a_room(link: str) -> None:
    with redact.alone():
        registry.learn("facebook", {})
        assert not [way for way in ways_in(f"https://{link}") if way.kind in OPEN]
        assert redact.text(f"at {link} now") == f"at {redact.GONE} now"


def test_a_number_is_a_meeting_s_by_what_stands_beside_it_and_its_passcode_may_be_elsewhere() -> None:
    around = beside("Virtual via Zoom\nPasscode: 123456")
    (number,), (link,) = ways_in("ID 812 3456 7890", around), ways_in("https://zoom.us/j/81234567890", around)
    assert (number.coded, link.coded) == (True, True)
    assert not ways_in("ID 812 3456 7890", beside("Library card needed"))
    words = {
        "Passcode: tiger": True,
        "password : story": True,
        "Password: will be e-mailed": False,
        "a password is required": False,
    }
    assert {said: beside(said).coded for said in words} == words


@pytest.mark.parametrize(
    "said",
    [
        "x " * 100_001,
        ";ENCODING=BASE64;VALUE=BINARY:aGk=",
        ";ENCODING=QUOTED-PRINTABLE:https=3A=2F=2Fzoom.us",
        ":data:application/pdf;base64,aGk=",
        ';ALTREP="data:text/html;charset=utf-8;base64,aGk=":Songs',
    ],
)
def test_what_nobody_can_read_is_not_clean(said: str) -> None:
    assert [way.kind for way in ways_in(said)] == [Kind.OTHER]
