"""The notices that families read, as a page: to be put on a web site, mailed, printed, or shown at the start."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hardener.language import tr
from hardener.notice.choosing import Line, Notice
from hardener.notice.table import Form, Part
from hardener.pages.paper import filled
from hardener.report import notice as text
from hardener.report.times import zone_name
from hardener.results import Report


class Section(NamedTuple):
    """Some of a notice's sentences; a heading that is empty is left out."""

    heading: str
    lines: Sequence[tuple[str, bool]]
    """Each with whether a person has to look at it."""


class Shown(NamedTuple):
    """One notice on the page."""

    heading: str
    programs: Sequence[str]
    sections: Sequence[Section]
    listed: bool
    """Its sentences stand below each other; else they run on."""
    fits: str


def notice(notices: Sequence[Notice], report: Report) -> str:
    """Return the page with all of these notices, which have one form."""
    one = notices[0]
    return filled(
        "notice.html",
        library=report.library,
        heading=text.titled(one) if len(notices) == 1 else tr(text.ABOUT),
        form=one.form.value,
        zone=zone_name(report.made.tzinfo),
        notices=[_shown(each, report) for each in notices],
    )


def _shown(each: Notice, report: Report) -> Shown:
    return Shown(
        text.titled(each),
        text.programs(each, report),
        list(_sections(each)),
        each.form in {Form.FULL, Form.SLIDE},
        text.fits(each, report.made.date()),
    )


def _sections(each: Notice) -> Iterator[Section]:
    if each.form is Form.SLIDE:
        yield Section("", _told(each.lines))
    elif each.form is Form.SHORT:
        yield from (Section("", _run_on([line for part in parts for line in each.part(part)])) for parts in text.THREE)
    elif each.form is Form.MAIL:
        yield from (Section("", _run_on(lines)) for part in Part if (lines := each.part(part)))
    else:
        for part in Part:
            if lines := each.part(part):
                yield Section(text.heading(part), _told(lines))


def _told(lines: Sequence[Line]) -> list[tuple[str, bool]]:
    return [(text.said(line), line.check) for line in lines]


def _run_on(lines: Sequence[Line]) -> list[tuple[str, bool]]:
    return [(text.ended(line), line.check) for line in lines]
