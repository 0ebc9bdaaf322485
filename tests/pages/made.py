"""A made-up week, plan and month, with every verdict and titles that want to be more than titles."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from tests.pages import past
from tests.pages.titles import NOW, TITLES, ZONE

from hardener import pages, profile
from hardener.catalog import catalogue
from hardener.compare import CHANNELS, DOOR, Compared, How
from hardener.findings import FindingSet, State
from hardener.fleet.work import Done
from hardener.history.month import Exempt, Held, Month, Week, Work
from hardener.incident import Incident
from hardener.language import language, speaking
from hardener.model import Finding, Notice, Program, Risk, Severity, Status, Waived
from hardener.notice.choosing import grouped
from hardener.notice.table import Facts, Form
from hardener.pages.comparison import comparison
from hardener.pages.review import review
from hardener.reason import Reason, Why
from hardener.remedy.plan import Asked, Change, LeftOut, Level, Plan, Slot, Step
from hardener.results import Coverage, LastRead, Report, Row
from hardener.review.judging import judge
from hardener.review.record import HARDENER, Answer, Condition, Decision, Evidence, Result, Review

OPEN = Finding(
    connection="main", control="chan.camera_attendee", status=Status.FAIL, severity=Severity.CRITICAL,
    expected="at most off", actual="on", sentence="Anyone with the link can turn on a camera in front of children",
    governing="", by_hand="Zoom web portal > Meetings > the program > Edit > Video", fixable=True, needs=(Risk.LOCKOUT,),
)  # fmt: skip


def finding(control: str, status: Status = Status.FAIL, severity: Severity = Severity.HIGH, **more: Any) -> Finding:
    said = {
        "sentence": catalogue()[control].finding,
        "actual": (catalogue()[control].levels or ("9",))[-1],
        "governing": "host/h",
    }
    about = {
        "governing_title": "youth.main@example.org",
        "by_hand": "Zoom web portal > Settings > Meeting",
        **said,
        **more,
    }
    return Finding(
        connection="main", control=control, status=status, severity=severity, expected="at most off", **about
    )


WORD = Waived(kind="waiver", by="anna@example.org", until=date(2027, 3, 1), reason="adults only <b>", on=None)
SETS = (
    (OPEN, finding("door.waiting_room"), finding("chan.chat_attendee", Status.PASS)),
    (finding("chan.rename_self", governing="account/me", governing_title="Account"),),
    (finding("chan.screen_share", Status.ERROR, Severity.CRITICAL, actual=None, reason=Why(Reason.UNREAD, said="no rights")),),
    (finding("cap.live", too_closed=True, actual="off"),),
    (finding("door.unique_join_link", reason=Why(Reason.NO_SETTING)), finding("door.join_link_private", Status.MANUAL)),
    (finding("chan.chat_attendee", Status.PASS), finding("chan.polls", Status.WAIVED, waiver=WORD)),
)  # fmt: skip
"""One for each verdict."""


def row(number: int, title: str, *found: Finding, **more: Any) -> Row:
    start = NOW + timedelta(hours=26 * number + 3)
    given: dict[str, Any] = {"start": start if number % 7 != 6 else None, "minutes": 40, **more.pop("program", {})}
    program = Program(
        id=f"8123456{number:04}", kind="meeting", host="host/h", host_name="youth.main@example.org", **given
    )
    return Row(
        connection="main", vendor="zoom", target=f"meeting/{number}", title=title, program=program,
        profile="storytime", found=FindingSet.of(found), **more,
    )  # fmt: skip


def report(*rows: Row, reach: Coverage | None = None, **more: Any) -> Report:
    """Return a report on the rows, as of NOW in New York; without any, on nothing."""
    made = Report(
        made=NOW.astimezone(ZONE), version="0", library="Maple County Library", start=NOW.astimezone(ZONE),
        end=(NOW + timedelta(days=7)).astimezone(ZONE), profiles={"storytime": profile.load("storytime")},
        reaches=[reach or Coverage(connection="main", vendor="zoom", listed=len(rows), judged=len(rows))], **more,
    )  # fmt: skip
    for each in rows:
        made.add(each)
    return made


def everything() -> Report:
    """Return a week in which every title has every verdict, and something is apart, unread and accepted."""
    rows = [
        row(10 * number + at, title, *found, unnamed=at == 3)
        for number, found in enumerate(SETS)
        for at, title in enumerate(TITLES)
        if (at + number) % 3 == 0
    ]
    rows += [row(90, "Personal room", OPEN, apart=True), row(91, TITLES[1], unread=f"no answer for {TITLES[7]}")]
    made = report(*rows, notices=[Notice("a waiver ends soon", "key")])
    known = LastRead(NOW.astimezone(ZONE) - timedelta(days=18), 18, State.READY)
    made.recall({(each.connection, each.target, each.profile): known for each in made.not_checked})
    return made


def one(state: State) -> Row:
    """Return a program with one verdict."""
    found = next(row(1, TITLES[0], *each) for each in SETS if row(1, "", *each).state is state)
    assert found.state is state
    return found


BUTTONS = Incident(
    stop="Host tools > Suspend", does="It stops everything.", end="End > End for all", lock="Host tools > Lock"
)


def worst_card() -> str:
    """Return the card that has the most to say: long titles, long sentences, many questions."""
    manual = [
        ident for ident, each in catalogue().items() if "attest" in each.known_by and ident.startswith(("chan", "door"))
    ]
    long = (
        "Zoom web portal > Admin > Account Settings > Meeting > In Meeting (Basic) > " + "a long name of a button " * 4
    )
    asked = [finding(i, Status.MANUAL, by_hand=long, actual=None) for i in manual]
    open_ = [
        finding(i) for i in ("chan.screen_share", "chan.rename_self", "rec.auto", "chan.whiteboard", "door.passcode")
    ]
    shown = row(1, "Long " * 40, OPEN, *open_, *asked)
    return pages.card(report(shown), shown, BUTTONS.model_copy(update={"does": "It stops everything. " * 8}))


def plan() -> Plan:
    """Return a plan for every title, some of it left out."""
    steps = tuple(
        Step(
            connection="main", target=f"meeting/{number}", kind="meeting", title=title, host="host/h",
            slots=(Slot(start=NOW + timedelta(days=number), minutes=40),),
            changes=(
                Change(
                    connection="main", target=f"meeting/{number}", kind="meeting", title=title, path="program.settings.waiting_room",
                    setting="waiting_room", controls=("door.waiting_room",), before=False, after=True, reach=f"with {title}"[:200],
                    risks=(Risk.LOCKOUT,), undo="cannot give back what was there",
                    levels=(Level(control="door.waiting_room", before="off", after="everyone"),),
                ),
                Change(
                    connection="main", target=f"meeting/{number}", kind="meeting", title=title, path="settings.password",
                    setting="password", controls=("door.passcode",), before="none", after="(redacted)", secret=True, risks=(Risk.LINK,),
                ),
            ),
        )
        for number, title in enumerate(TITLES)
    )  # fmt: skip
    left = LeftOut(
        connection="main", target="meeting/1", title=TITLES[1], controls=("cap.live",), needs=(Risk.OPEN,),
        reason="<script>alert(2)</script>",
    )  # fmt: skip
    asked = Asked(allowed=(Risk.LOCKOUT, Risk.LINK))
    return Plan(id="20261130-1", made=NOW, asked=asked, programs=len(TITLES), steps=steps, left_out=(left,))


def month() -> Month:
    """Return November with every title and verdict."""
    began = datetime(2026, 11, 2, 9, 0, tzinfo=ZONE)
    states = list(State)
    held = tuple(
        Held(
            title=title, platform="zoom", profile="storytime", start=began + timedelta(days=n), looked=began,
            state=states[n % len(states)], open=(OPEN.sentence, TITLES[1]),
        )
        for n, title in enumerate(TITLES)
    )  # fmt: skip
    weeks = tuple(
        Week(began=began - timedelta(weeks=n), states={State.CLOSE_FIRST: 3 * n, State.READY: 40}, complete=n != 2)
        for n in range(11, -1, -1)
    )
    accepted = Exempt(
        sentence="<b>Chat</b> is open", control="chan.chat_attendee", reason=TITLES[8], until=date(2027, 3, 1), titles=TITLES
    )  # fmt: skip
    work = Work(run=3, undo=False, began=began, asked=12, done=11)
    return Month(
        first=date(2026, 11, 1),
        held=held,
        weeks=weeks,
        accepted=(accepted,),
        work=(work,),
        other=2,
        looks=9,
        incomplete=1,
    )


def everywhere() -> list[Compared]:
    """Return platforms that close their channels in every way that there is."""
    return [
        Compared("toy", (f"kind_{n}", "webinar"), dict.fromkeys((DOOR, *CHANNELS), way)) for n, way in enumerate(How)
    ]


def spanish_card() -> str:
    """Return the longest card in the language that needs the most room."""
    with speaking(language("es")):
        return worst_card()


FACTS: Facts = {
    "program.platform": "Zoom", "program.account": "Zoom", "program.audience": "children", "door.vendor_account_required": "not-required",
    "door.registration_required": "required", "data.registration_fields": ("email", "first_name", "library_card"),
    "chan.camera_attendee": "on", "chan.camera_start_off": "starts-on", "chan.attendee_video_visible_to": "everyone",
    "chan.mic_self_unmute": "off", "rec.auto": "cloud", "rec.scope": "full", "cap.live": "on", "ai.summary": "auto",
    "own.privacy": "privacy@library.test, or write <b>" + "to us " * 30, "own.help": "call 555-0100",
}  # fmt: skip


def noticed(form: Form, *titles: str, code: str = "en") -> str:
    """Return the page with a notice for these titles, and with one of which nothing is known if there are several."""
    rows = [row(number, title) for number, title in enumerate(titles)]
    each = [
        (one, FACTS if number % 2 == 0 else {"program.platform": "Zoom", "program.account": "Zoom"})
        for number, one in enumerate(rows)
    ]
    with speaking(language(code)):
        return pages.notice(grouped(each, form), report(*rows))


REVIEWS = {"zoom": "approved until 1 Mar 2027; rushed, decided within 48 hours", TITLES[1]: "rejected until 1 Mar 2027"}


def reviewed() -> str:
    """Return a review with answers of every standing, whose texts want to be more than texts."""
    today = NOW.date()
    values: list[tuple[str, Any]] = [
        ("sells_data", "yes"), ("enc_in_transit", "yes"), ("policy_clear", "unknown"), ("pii_to_join", ("email", "phone")),
        ("privacy_contact", "refused"), ("parent_rights", TITLES[1]), ("breach_notice", 30), ("contract_end", today),
    ]  # fmt: skip
    answers = tuple(
        Answer(
            question=question, value=value, by=title[:300] or "anna", on=today, note=TITLES[2],
            evidence=(Evidence(source=title[:300] or "x", quote=TITLES[6], page=TITLES[1], sha256="0" * 64, on=today),),
        )
        for (question, value), title in zip(values, TITLES, strict=False)
    )  # fmt: skip
    bare = Answer(question="retention_policy", value="yes", by="anna", on=today)
    read = Answer(
        question="mfa", value="enforced", by=HARDENER, on=today, evidence=(Evidence(finding="host.mfa: on", on=today),)
    )
    decision = Decision(
        result=Result.CONDITIONS, by="director", at=NOW, until=today, note=TITLES[5],
        conditions=tuple(Condition(text=title, due=today) for title in (TITLES[1], TITLES[7])),
    )  # fmt: skip
    made = Review(
        platform=TITLES[1],
        started=NOW,
        by=TITLES[8],
        plan=TITLES[7],
        answers=(*answers, bare, read),
        decisions=(decision,),
    )
    return review(judge(made, today + timedelta(days=1)), TITLES[1], NOW.astimezone(ZONE), "Maple County Library")


def libraries() -> list[Done]:
    """Return what came of libraries whose names, reasons and notes want to be more than they are."""
    looked = [
        Done(name=name, status=1, programs=20, open=number % 3, unread=number % 2, to_do=number, note=TITLES[0])
        for number, name in enumerate(TITLES)
    ]
    return [*looked, *(Done(name=f"{number} {name}", status=2, why=name) for number, name in enumerate(TITLES))]


def all_pages() -> dict[str, str]:
    """Return every page by name, each with everything that it can have."""
    shown = everything()
    hostile = row(1, TITLES[1], OPEN)
    return {
        "comparison": comparison(profile.load("storytime"), everywhere(), REVIEWS),
        "review": reviewed(),
        "week": pages.week(shown, month().weeks),
        "week-details": pages.week(report(*(row(n, t, *SETS[0]) for n, t in enumerate(TITLES))), details=True),
        "quiet": pages.week(report(one(State.READY))),
        "plan": pages.plan(plan(), ZONE, "Maple County Library"),
        "card": pages.card(report(hostile), hostile, BUTTONS),
        "card-bare": pages.card(report(row(1, TITLES[5])), row(1, TITLES[5]), None),
        "card-worst": worst_card(),
        "card-worst-es": spanish_card(),
        "notice": noticed(Form.FULL, *TITLES),
        "notice-one": noticed(Form.FULL, TITLES[1]),
        "notice-short": noticed(Form.SHORT, TITLES[2]),
        "notice-mail-es": noticed(Form.MAIL, TITLES[0], code="es"),
        "notice-slide": noticed(Form.SLIDE, TITLES[3]),
        "board": pages.board(month(), NOW.astimezone(ZONE), "Maple County Library", REVIEWS),
        "evidence": pages.evidence(past.facts()),
        "fleet": pages.fleet(libraries(), "audit", NOW.astimezone(ZONE)),
        "fleet-plan": pages.fleet(libraries(), "plan", NOW.astimezone(ZONE)),
        "fleet-apply": pages.fleet(libraries(), "apply", NOW.astimezone(ZONE)),
        "incident": pages.incident(past.scene(), BUTTONS, ZONE, "Maple County Library"),
        "incident-bare": pages.incident(past.scene(), None, ZONE),
    }
