"""What a host is told the day before: what a stranger can do, and how to close it, click by click. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from hardener.causes import rank_of
from hardener.findings import State, out_of_reach, to_look_at
from hardener.language import marked, ntr, tr
from hardener.letters.form import Heading, Items, Letter, Part, Steps, Text, letter, named
from hardener.letters.view import PROGRAM, View, capital, spoken
from hardener.model import Finding, Risk, Severity, Status
from hardener.profile import Profile
from hardener.report import brief, words
from hardener.report.places import STEP, common, is_above, path_of
from hardener.report.safe import message
from hardener.results import Row

NOTICE = {
    Risk.LINK: marked("they may have to sign up again, and a link that was mailed stops working"),
    Risk.LOCKOUT: marked("they wait until somebody lets them in"),
    Risk.SHARED: marked("your other programs change with it"),
    Risk.DECLARE: marked("the library declares it before the law, and what goes with it is gone, such as comments"),
}
"""What families, and the host's other programs, get of a change."""
QUESTIONS, COSTS = 3, 3
"""Of what is only for a person to look at, and of what families lose, so much is told."""
TALL = 12
"""Things of one place that are told; a letter is no list."""


def day_before(row: Row, start: datetime, profile: Profile | None, view: View, *, ready: bool) -> Letter | None:
    """Return what the host of a program is told ahead of a start; None where there is nothing to do for a host.

    With `ready`, also that there is nothing to do. What only IT can change is left out.
    """
    if row.unread:
        return not_checked(row.title, start, view)
    mine = [f for f in row.findings if _of_host(f)]
    todo = _ordered(f for f in mine if f.status is Status.FAIL and not out_of_reach(f))
    doubts = _ordered(f for f in mine if f.status is Status.ERROR or to_look_at(f.control, f.status, f.severity))
    if row.state in {State.READY, State.AS_CLOSED}:
        return _ready(row, start, view) if ready else None
    if not (todo or doubts or row.state is State.CLOSE_FIRST):
        return None
    parts: list[Part] = [
        Text(tr("Hello,")),
        Text(tr("{title} is {day}, {whole}.", title=named(row.title), day=view.day(start), whole=view.whole(start))),
        Text(_now(row, profile, todo)),
        *_closing(row, todo, profile),
        *_doubts(row, doubts),
        Text(tr("You do not want this for this program? Ask IT, who can accept it for a time with your reason.")),
        view.end(),
    ]
    return letter(f"{capital(view.at(start))}: {named(row.title, 60)}, {_count(row, todo, doubts)}", parts)


def not_checked(title: str, start: datetime, view: View) -> Letter:
    """Return what a host is told of a program that could not be looked at."""
    parts = [
        Text(
            tr(
                "We could not look at {title}: its platform did not show it to us. This is not your doing, and it "
                "does not mean that something is wrong. IT can find out why.",
                title=named(title),
            )
        ),
        Text(
            tr(
                "Please be there early: let people in one by one where your room can, everybody muted, chat off, and "
                "look at who is in before you begin."
            )
        ),
        view.end(),
    ]
    return letter(tr("{time}: {title} was NOT checked", time=capital(view.at(start)), title=named(title, 60)), parts)


def _of_host(found: Finding) -> bool:
    """Tell whether a host can change it: it lies on the program or on the host's own settings."""
    return not is_above(found)


def _ordered(found: Iterator[Finding]) -> list[Finding]:
    return sorted(found, key=lambda f: (-f.severity.rank, rank_of(f.control)))


def _count(row: Row, todo: Sequence[Finding], doubts: Sequence[Finding]) -> str:
    if row.state is State.CLOSE_FIRST:
        close = ntr("{count} thing to close", "{count} things to close", len(todo))
        return close if todo else tr("open to strangers")
    if todo:
        return ntr("{count} thing to fix", "{count} things to fix", len(todo))
    return ntr("{count} thing we can't tell", "{count} things we can't tell", len(doubts))


def _now(row: Row, profile: Profile | None, todo: Sequence[Finding]) -> str:
    """Return what is so as it is now, in one or two sentences."""
    if row.state is State.CLOSE_FIRST:
        return tr("As it is now: {what}", what=brief.strangers(row, profile))
    if row.state is State.CANT_TELL:
        return tr(
            "We can't tell whether a stranger can reach {people} in it: what could not be read is taken as open.",
            people=words.in_front(profile),
        )
    if row.state is State.TOO_CLOSED:
        return tr("It is more closed than {profile} asks, so people who may come in cannot.", profile=row.profile)
    worst = next((words.sentence(f) for f in todo if f.sentence), "")
    not_yet = tr("It is not yet as {profile} asks.", profile=row.profile)
    return f"{not_yet} {tr('As it is now: {what}', what=f'{message(worst, 200)}.')}" if worst else not_yet


def _closing(row: Row, todo: Sequence[Finding], profile: Profile | None) -> Iterator[Part]:
    if not todo:
        if row.state is State.CLOSE_FIRST:
            yield Text(tr("None of it is yours to close; IT can."))
        return
    yield Heading(tr("To close it"))
    steps: list[tuple[str, tuple[str, ...]]] = [
        (tr("Sign in to {platform} as {name}.", platform=row.name, name=named(row.host, 40)), ())
    ]
    by_place: dict[str, list[Finding]] = {}
    for found in todo:
        by_place.setdefault(_place(found), []).append(found)
    steps += [_step(row, here, profile) for here in sorted(by_place.values(), key=lambda here: -len(here))]
    steps.append((tr("Save, where the page has a button for it."), ()))
    yield Steps(tuple(steps))
    if notice := _notice(todo):
        yield Text(tr("Families notice: {what}.", what=notice))


def _place(found: Finding) -> str:
    """Return the page on which it lies: a page of steps has what begins alike."""
    return STEP.join(path_of(found).split(STEP)[:2]) if found.by_hand else ""


def _step(row: Row, here: Sequence[Finding], profile: Profile | None) -> tuple[str, tuple[str, ...]]:
    paths = list(dict.fromkeys(path_of(f) for f in here if f.by_hand))
    lead = common(paths) if len(paths) > 1 else "".join(paths)
    each = [f"{_change(f, profile)}{_rest(path_of(f), lead)}" for f in here]
    more = [tr("and {count} more; IT can tell you which", count=len(each) - TALL)] if len(each) > TALL else []
    where = message(lead, 200).replace(tr(PROGRAM), named(row.title, 60)) or f"{row.name}:"
    return where, (*each[:TALL], *more)


def _change(found: Finding, profile: Profile | None) -> str:
    control = words.control(found.control)
    asked = profile.requires.get(found.control) if profile is not None else None
    now = f"{control.title}: {spoken(control, found.actual)}"
    if asked is not None:
        now = tr("{now}. Set it to: {wanted}", now=now, wanted=spoken(control, asked.limit))
    return message(now, 200)


def _rest(path: str, lead: str) -> str:
    rest = path.removeprefix(lead).removeprefix(STEP)
    return f" ({message(rest, 120)})" if rest and rest != path else ""


def _notice(todo: Sequence[Finding]) -> str:
    risks = {risk for found in todo for risk in found.needs}
    said = [tr(NOTICE[risk]) for risk in NOTICE if risk in risks]
    costs = dict.fromkeys(words.control(f.control).costs for f in todo if not f.too_closed)
    kept = [cost.strip().rstrip(".") for cost in costs if cost][: COSTS - min(len(said), COSTS)]
    return message(". ".join([*(["; ".join(said)] if said else []), *kept]), 600)


def _doubts(row: Row, doubts: Sequence[Finding]) -> Iterator[Part]:
    if not doubts:
        return
    yield Heading(tr("Please look"))
    yield Text(tr("{platform} does not show us this. Look, and tell IT what you see:", platform=row.name))
    each = (f"{words.control(f.control).question} {words.hand(f)}".strip() for f in doubts[:TALL])
    yield Items(tuple(message(said, 300) for said in each))


def _ready(row: Row, start: datetime, view: View) -> Letter:
    said = tr(
        "{title}, {time}, matches your {profile} settings. Nothing to do.",
        title=named(row.title),
        time=view.whole(start),
        profile=row.profile,
    )
    parts: list[Part] = [Text(said)]
    if row.state is State.AS_CLOSED:
        left = [words.control(f.control).title.lower() for f in row.findings if out_of_reach(f)]
        far = tr("It is as closed as {platform} gets: it has no setting for {titles}.",
                 platform=row.name, titles=", ".join(left))  # fmt: skip
        parts.append(Text(far))
    asked = [f for f in row.findings if f.status is Status.MANUAL and f.severity is not Severity.LOW]
    if questions := list(dict.fromkeys(words.control(f.control).question for f in asked))[:QUESTIONS]:
        parts += [Text(tr("No program can look at this for you:")), Items(tuple(message(q, 200) for q in questions))]
    parts.append(view.end())
    return letter(tr("{time}: {title} is ready", time=capital(view.at(start)), title=named(row.title, 60)), parts)
