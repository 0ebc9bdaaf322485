"""A review for people, in lines, and what it comes to in a sentence. Nothing is ranked, and nobody endorsed. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from typing import LiteralString

from hardener.language import known, marked, ntr, tr
from hardener.model import Severity
from hardener.report.safe import terminal
from hardener.report.times import date_of
from hardener.review.judging import SILENCE, Flag, Judged, Standing, State, Verdict
from hardener.review.question import NOT_APPLICABLE, REFUSED, UNKNOWN, Question, Value, questionnaire
from hardener.review.record import Answer, Condition, Evidence

LONG = 300
SHORT = 12
"""Characters of a hash that are told: enough to find it in the file."""
SAID: Mapping[str, LiteralString] = {
    UNKNOWN: marked("unknown: nobody found it"),
    REFUSED: marked("refused: the vendor would not say"),
    NOT_APPLICABLE: marked("it has no meaning here"),
}
HARM: Mapping[Severity, LiteralString] = {
    Severity.CRITICAL: marked("critical"),
    Severity.HIGH: marked("high"),
    Severity.MEDIUM: marked("medium"),
    Severity.LOW: marked("low"),
}


def stands(verdict: Verdict | None, *, there: bool = True) -> str:
    """Return in a sentence where a review stands; None: nobody can read it, or, not `there`, nobody began one."""
    if verdict is None:
        return tr("its file cannot be read: hardener review list") if there else tr("not reviewed")
    parts = [_state(verdict)]
    if verdict.review.rushed:
        parts.append(tr("rushed, decided within 48 hours"))
    if verdict.raised:
        parts.append(ntr("{count} red flag", "{count} red flags", len(verdict.raised)))
    if verdict.overdue:
        parts.append(ntr("{count} condition overdue", "{count} conditions overdue", len(verdict.overdue)))
    return "; ".join(parts)


def _state(verdict: Verdict) -> str:
    decision = verdict.decision
    if decision is None:
        count = len(verdict.standing(Standing.OPEN))
        began = date_of(verdict.review.started.date())
        return ntr("begun {day}, {count} question open", "begun {day}, {count} questions open", count, day=began)
    day = date_of(decision.until)
    if verdict.state is State.APPROVED:
        return tr("approved until {day}", day=day)
    if verdict.state is State.CONDITIONS:
        return tr("approved with conditions until {day}", day=day)
    return tr("rejected until {day}", day=day) if verdict.state is State.REJECTED else tr("over since {day}", day=day)


def heading(verdict: Verdict, name: str) -> str:
    """Return what the review is of."""
    plan = verdict.review.plan
    if not plan:
        return tr("Review of {platform}", platform=terminal(name))
    return tr("Review of {platform}, {plan}", platform=terminal(name), plan=terminal(plan))


def who(verdict: Verdict) -> list[str]:
    """Return who began it and who decided, a sentence each."""
    review, decision = verdict.review, verdict.decision
    said = [tr("Begun {day} by {who}.", day=date_of(review.started.date()), who=terminal(review.by))]
    if decision is None:
        return [*said, tr("Nobody has decided yet.")]
    said.append(tr("Decided {day} by {who}.", day=date_of(decision.at.date()), who=terminal(decision.by)))
    if review.rushed:
        said.append(tr("It was decided less than 48 hours after it was begun: rushed."))
    return [*said, terminal(decision.note, LONG)] if decision.note else said


def condition(one: Condition, verdict: Verdict) -> str:
    """Return a condition, when it is due, and whether it is met."""
    text = terminal(one.text, LONG)
    if one.met is not None:
        return tr("{text}: met {day}", text=text, day=date_of(one.met))
    if one.due is None:
        return tr("{text}: not met yet", text=text)
    if one in verdict.overdue:
        return tr("{text}: was due {day}, not met", text=text, day=date_of(one.due))
    return tr("{text}: due {day}", text=text, day=date_of(one.due))


def raised(flag: Flag) -> str:
    """Return a red flag, and what raises it or what it waits for."""
    says = known(flag.says)
    if flag.red:
        return tr("{flag}: {questions}", flag=says, questions=", ".join(flag.red))
    return tr("{flag}: waits for {questions}", flag=says, questions=", ".join(flag.open)) if flag.open else says


def value(question: Question, given: Value) -> str:
    """Return an answer in words."""
    if isinstance(given, date):
        return date_of(given)
    if isinstance(given, int):
        return ntr("{count} day", "{count} days", given)
    if isinstance(given, tuple):
        return ", ".join(known(question.answers[word]) for word in given)
    if given in SAID:
        return tr(SAID[given])
    return known(question.answers[given]) if given in question.answers else terminal(given, LONG)


def answered(one: Judged) -> str:
    """Return an answer with who gave it and when; empty where there is none."""
    if one.answer is None:
        return ""
    said = value(one.question, one.answer.value)
    day = date_of(one.answer.on)
    by = tr("{answer} (hardener, by what it read on {day})", answer=said, day=day)
    if not one.answer.measured:
        by = tr("{answer} ({who}, {day})", answer=said, who=terminal(one.answer.by), day=day)
    if one.standing is Standing.OLD:
        return tr("{answer}; more than a year old, it counts as unknown", answer=by)
    return tr("{answer}; without evidence it counts as unknown", answer=by) if one.standing is Standing.UNPROVEN else by


def rests(answer: Answer | None) -> list[str]:
    """Return on what an answer rests, a line each piece of evidence, and its note."""
    if answer is None:
        return []
    lines = [_evidence(one) for one in answer.evidence]
    return [*lines, terminal(answer.note, LONG)] if answer.note else lines


def _evidence(one: Evidence) -> str:
    parts = [terminal(said, LONG) for said in (one.finding, one.source) if said]
    if one.quote:
        parts.append(f"“{terminal(one.quote, LONG)}”")
    if one.page and one.sha256:
        parts.append(tr("{page}, SHA-256 {hash}", page=terminal(one.page), hash=f"{one.sha256[:SHORT]}…"))
    return f"{'; '.join(parts)} ({date_of(one.on)})"


def counted(verdict: Verdict) -> str:
    """Return how many questions stand how: counts, no score."""
    reds = ", ".join(f"{tr(HARM[severity])} {count}" for severity, count in verdict.reds.items())
    return tr(
        "{answered} answered, {unknown} unknown or without evidence, {open} open. Red: {reds}.",
        answered=len(verdict.standing(Standing.ANSWERED, Standing.NOT_APPLICABLE)),
        unknown=len(verdict.standing(*SILENCE)),
        open=len(verdict.standing(Standing.OPEN)),
        reds=reds or tr("none"),
    )


def limits() -> str:
    """Return what a review does not say."""
    return tr("Answers and what they rest on, no score. No platform is endorsed. Not legal advice.")


def render(verdict: Verdict, name: str, width: int) -> Iterator[str]:
    """Yield lines: where it stands, the red flags, and every question with its answer and evidence."""
    yield from _folded(heading(verdict, name), "", width)
    yield from _folded(stands(verdict), "", width)
    yield from _folded(" ".join(who(verdict)), "", width)
    decision = verdict.decision
    for one in decision.conditions if decision is not None else ():
        yield from _folded(condition(one, verdict), "  ", width)
    yield from _folded(counted(verdict), "", width)
    yield ""
    yield tr("The four red flags")
    for flag in verdict.flags:
        yield from _folded(raised(flag), _mark(red=bool(flag.red), waits=bool(flag.open)), width)
    by_id = {one.question.id: one for one in verdict.each}
    for group in questionnaire().groups.values():
        yield ""
        yield known(group.title)
        for ident in group.questions:
            yield from _question(by_id[ident], width)
    yield ""
    yield from _folded(limits(), "", width)


def _question(one: Judged, width: int) -> Iterator[str]:
    waits = one.standing is Standing.OPEN
    lead = _mark(red=one.red, waits=waits)
    yield from _folded(f"{one.question.id}: {known(one.question.asks)}", lead, width)
    for said in (answered(one), *rests(one.answer)):
        if said:
            yield from _folded(said, " " * (len(lead) + 2), width)


def _mark(*, red: bool, waits: bool) -> str:
    words = (tr("RED"), tr("not answered"), "")
    size = max(map(len, words))
    return f"  {words[0 if red else 1 if waits else 2].ljust(size)}  "


def _folded(text: str, lead: str, width: int) -> list[str]:
    after = " " * len(lead)
    return textwrap.wrap(text, max(width, 40), initial_indent=lead, subsequent_indent=after, break_on_hyphens=False)
