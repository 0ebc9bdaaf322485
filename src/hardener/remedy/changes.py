"""What the wishes of one draft come to: each change of a value, what comes along, and what is kept for undo. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import JsonValue

from hardener.fixes import Fix, shaped
from hardener.model import Document, Risk, Value
from hardener.path import MISSING, UnknownValueError, get_path, vendor_path, with_path
from hardener.remedy.drafts import Draft, Wish
from hardener.remedy.plan import Change, Level
from hardener.remedy.touched import Touched
from hardener.setting import Setting


@dataclass(slots=True)
class Mark:
    """Why a path is written."""

    controls: set[str] = field(default_factory=set)
    risks: set[Risk] = field(default_factory=set)
    moves: set[str] = field(default_factory=set)
    rows: list[Setting] = field(default_factory=list)
    """Those whose own path it is."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Makes the changes of one connection's drafts."""

    touched: Touched
    settings: Sequence[Setting]

    def of(self, draft: Draft, wishes: list[Wish]) -> Iterator[Change]:
        """Yield every change that `wishes` need on the target of `draft`."""
        target, document = draft.target, dict(draft.target.document)
        marks: dict[str, Mark] = {}
        for fix, control in ((w.fix, w.control) for w in wishes):
            path = fix.row.at(target.kind)
            paths = [path, *fix.row.also]
            document = fix.row.put(document, target.kind, fix.value)
            if fix.lock and fix.row.lock is not None:
                document = with_path(document, fix.row.lock, True)
                paths.append(fix.row.lock)
            for at in paths:
                mark = marks.setdefault(at, Mark())
                mark.controls.add(control)
                mark.risks.update(fix.risks)
                mark.moves.update(fix.row.moves)
            marks[path].rows.append(fix.row)
        beyond = {Risk.SHARED} if self.touched.shared(draft.key) else set()
        for path, mark in marks.items():
            before, after = get_path(target.document, path), get_path(document, path)
            if type(before) is not type(after) or before != after:
                if mark.rows and mark.rows[-1].secret:
                    before, after = (mark.rows[-1].get(d, target.kind) for d in (target.document, document))  # type: ignore[assignment]  # words
                mark.risks |= beyond
                yield self._change(draft, path, before, after, mark, document)
        yield from self._kept(draft, [w.fix for w in wishes], set(marks))
        yield from self._followers(draft, set(marks), document)

    def _change(  # noqa: PLR0913 - a record
        self,
        draft: Draft,
        path: str,
        before: object,
        after: object,
        mark: Mark,
        document: Document,
        follows: str = "",
    ) -> Change:
        row = mark.rows[-1] if mark.rows else None
        target = draft.target
        return Change(
            connection=draft.connection,
            target=target.id,
            kind=target.kind,
            title=draft.title,
            path=path,
            setting=vendor_path(path),
            controls=tuple(sorted(mark.controls)),
            before=None if before is MISSING else before,
            after=after,
            secret=row is not None and row.secret,
            risks=tuple(sorted(mark.risks)),
            moves=tuple(sorted(mark.moves)),
            reach=self.touched.told(draft.connection, target, draft.key),
            follows=follows,
            undo=_undo(row, after),
            **self._shape(row, draft),
            levels=tuple(_levels(mark.rows, target.kind, target.document, document)),
        )

    def _shape(self, row: Setting | None, draft: Draft) -> dict[str, tuple[str, ...]]:
        """Return the shape that a profile asks of a form, and what the vendor asks beside it; nothing of other rows."""
        control = row.control if row is not None else ""
        asked = [p.requires[control].exactly for p in draft.profiles.values() if control in p.requires]
        shape = next((names for names in asked if names is not None), None)
        if shape is None:
            return {}
        rows = (each for each in self.settings if each.control == control and draft.target.kind in each.kinds)
        always = {name for each in rows for name in each.always}
        return {"shape": tuple(sorted(shape)), "always": tuple(sorted(always - set(shape)))}

    def _kept(self, draft: Draft, fixes: Iterable[Fix], changed: set[str]) -> Iterator[Change]:
        """Yield what the vendor may set back along with a change, as it is: `undo` would not know it otherwise."""
        for path in dict.fromkeys(at for fix in fixes for at in fix.row.keeps.get(fix.value, ()) if at not in changed):
            value = get_path(draft.target.document, path)
            if value is not MISSING:
                there = self._change(draft, path, value, value, Mark(), draft.target.document)
                yield there.model_copy(update={"kept": True, "reach": ""})

    def _followers(self, draft: Draft, changed: set[str], document: Mapping[str, JsonValue]) -> Iterator[Change]:
        """Yield what a change brings to life and a profile line names: registration's questions."""
        for row in self.settings:
            if (
                row.follows not in changed
                or not lives(row, document)
                or draft.target.kind not in row.kinds
                or row.at(draft.target.kind) in changed
            ):
                continue
            for profile in draft.profiles.values():
                requirement = profile.requires.get(row.control)
                if requirement is None or requirement.opens:
                    continue
                before = get_path(document, row.at(draft.target.kind))
                value = shaped(row, requirement, before)
                value = row.closest_writable(requirement.limit, before) if value is None else value
                if value is None:
                    continue
                after = row.encode(value, before)
                at = row.at(draft.target.kind)
                mark = Mark({row.control}, set(row.risks), set(row.moves), [row])
                then = row.put(document, draft.target.kind, value)
                yield self._change(draft, at, before, after, mark, then, row.follows)
                break


def _undo(row: Setting | None, after: object) -> str:
    """Return what `undo` cannot do about a row that is given the value `after`; of a secret that is the word for it."""
    if row is None or not row.undo:
        return ""
    value = str(after) if row.secret else row.decode(after)  # type: ignore[arg-type]  # JSON
    return row.undo.get(value, "")


def lives(row: Setting, document: Document) -> bool:
    """Tell whether a row that another brings to life will be there once `document` is written."""
    return not row.follows or get_path(document, row.follows) in row.alive


def _levels(rows: Iterable[Setting], kind: str, before: Document, after: Document) -> Iterator[Level]:
    """Yield what each row comes to, once each."""
    for row in {row.control: row for row in rows}.values():
        yield Level(control=row.control, before=level_of(row, before, kind), after=level_of(row, after, kind))


def level_of(row: Setting, document: Document, kind: str) -> Value | None:
    """Return the control's value in a document; None where it is not there or is not known."""
    try:
        value = row.get(document, kind)
    except UnknownValueError:
        return None
    return None if value is MISSING else value
