"""A notice for families as text, and its sentences in the reader's language for whoever writes it out otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from hardener.catalog import CATALOGUE
from hardener.language import code, known, marked, ntr, tr
from hardener.model import Value
from hardener.notice.choosing import Line, Notice
from hardener.notice.own import shown
from hardener.notice.published import fingerprint
from hardener.notice.table import OWN, Form, Part, table
from hardener.report.retell import UNITS
from hardener.report.safe import terminal
from hardener.report.times import date_of, short, starts
from hardener.results import Report, Row

FIELDS = CATALOGUE["data.registration_fields"].names
"""What a form may ask, in the order in which it is told."""
ENDS = (".", "!", "?", "]")
TITLED = 20
"""Programs that a notice names; the others are counted."""
THREE = ((Part.JOIN,), (Part.SEEN,), (Part.RECORD, Part.KEEP, Part.OTHER))
"""The parts that stand on each line of the short form."""
FITS = marked("This notice tells the settings of {date}. When one of them changes, it no longer fits.")
AS_OF = marked("Settings of {date}.")
ABOUT = marked("About your privacy")
ABOUT_ONE = marked("About your privacy: {title}")
UNTITLED = marked("(no title)")


def said(line: Line) -> str:
    """Return a line in the reader's language; one for a person to look at is marked."""
    names = {name for name, _ in line.values}
    own = {name for name in names if any(key == OWN + name for key, _ in line.rests)}
    values = {name: _value(value, own=name in own) for name, value in line.values}
    text = known(line.said).format_map(values)
    return tr("[Please check: {what}]", what=text) if line.check else text


def _value(value: Value, *, own: bool) -> str:
    if isinstance(value, tuple):
        return ", ".join(known(name.replace("_", " ")) for name in sorted(value, key=FIELDS.index))
    if isinstance(value, int):
        return ntr(*UNITS["days"], value)
    return shown(value) if own else terminal(value)


def run_on(lines: Iterable[Line]) -> str:
    """Return lines as one paragraph."""
    return " ".join(map(ended, lines))


def ended(line: Line) -> str:
    """Return a line as a sentence among others: the library's own words may lack their full stop."""
    text = said(line)
    return text if text.endswith(ENDS) else f"{text}."


def heading(part: Part) -> str:
    """Return the heading of a part."""
    return known(table().headings[part])


def titled(notice: Notice) -> str:
    """Return the heading of a notice: with the program's title, where it is for one."""
    titles = {row.title for row in notice.rows}
    return tr(ABOUT_ONE, title=title(notice.rows[0])) if len(titles) == 1 else tr(ABOUT)


def title(row: Row) -> str:
    """Return a program's title, clean and on one line."""
    return terminal(row.title) or tr(UNTITLED)


def programs(notice: Notice, report: Report) -> list[str]:
    """Return the programs that a notice is for, each title once with its next date."""
    first: dict[str, Row] = {}
    for row in notice.rows:
        first.setdefault(row.title, row)
    each = [_dated(row, report) for row in first.values()]
    more = len(each) - TITLED
    return [*each[:TITLED], ntr("and {count} more", "and {count} more", more)] if more > 0 else each


def _dated(row: Row, report: Report) -> str:
    start = starts(row.program, report.made.tzinfo)
    return f"{title(row)}, {short(start)}" if start is not None else title(row)


def fits(notice: Notice, day: date) -> str:
    """Return until when a notice fits."""
    return tr(FITS if notice.form in {Form.FULL, Form.MAIL} else AS_OF, date=date_of(day))


def texts(notices: Sequence[Notice], report: Report) -> Iterator[str]:
    """Yield the text of all notices; of several, each begins with the programs that it is for."""
    for number, notice in enumerate(notices):
        if number:
            yield "\n\n"
        if len(notices) > 1 or len(notice.rows) > 1:
            yield from (f"{line}\n" for line in _for(notice, report))
        yield "\n".join(_LAID_OUT[notice.form](notice, report)) + "\n"


def _for(notice: Notice, report: Report) -> Iterator[str]:
    yield tr("=== For:")
    yield from (f"    {each}" for each in programs(notice, report))
    yield ""


def _full(notice: Notice, report: Report) -> Iterator[str]:
    yield titled(notice)
    for part in Part:
        if lines := notice.part(part):
            yield from ("", heading(part), *(f"- {said(line)}" for line in lines))
    yield from ("", fits(notice, report.made.date()))


def _short(notice: Notice, report: Report) -> Iterator[str]:
    for number, parts in enumerate(THREE, 1):
        each = run_on([line for part in parts for line in notice.part(part)])
        yield " ".join((each, fits(notice, report.made.date()))) if number == len(THREE) else each


def _mail(notice: Notice, report: Report) -> Iterator[str]:
    yield from (tr("Subject: {subject}", subject=titled(notice)), "", tr("Hello,"))
    for part in Part:
        if lines := notice.part(part):
            yield from ("", run_on(lines))
    yield from ("", fits(notice, report.made.date()))


def _slide(notice: Notice, report: Report) -> Iterator[str]:
    yield from (titled(notice), "")
    yield from (f"* {said(line)}" for line in notice.lines)
    yield from ("", fits(notice, report.made.date()))


_LAID_OUT = {Form.FULL: _full, Form.SHORT: _short, Form.MAIL: _mail, Form.SLIDE: _slide}


def as_json(notices: Iterable[Notice], report: Report) -> str:
    """Return all notices for scripts: each with its sentences, and what each of these rests on."""
    found = [_tree(notice, report) for notice in notices]
    tree = {"made": report.made.isoformat(), "language": code(), "notices": found}
    return json.dumps(tree, ensure_ascii=False, indent=1) + "\n"


def _tree(notice: Notice, report: Report) -> dict[str, Any]:
    return {
        "form": notice.form.value,
        "programs": [
            {"connection": row.connection, "target": row.target, "title": title(row), "start": _iso(row, report)}
            for row in notice.rows
        ],
        "platform": notice.rows[0].name,
        "fingerprint": fingerprint(notice.facts),
        "facts": dict(notice.facts),
        "checks": notice.checks,
        "fits": fits(notice, report.made.date()),
        "lines": [
            {
                "question": line.question,
                "part": line.part.value,
                "check": line.check,
                "text": said(line),
                "rests_on": sorted(key for key, _ in line.rests),
            }
            for line in notice.lines
        ],
    }


def _iso(row: Row, report: Report) -> str | None:
    start: datetime | None = starts(row.program, report.made.tzinfo)
    return start.isoformat() if start is not None else None
