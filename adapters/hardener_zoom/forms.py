"""Zoom's sign-up form: what it asks, and how to ask for less."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from hardener.model import Value
from hardener.path import Missing, UnknownValueError
from hardener.questions import CARDS, OPTION, kind_of_question, question_of
from hardener.vendor.forms import WholeForm, questions_in

PARTS = ("questions", "custom_questions")
FIELDS = frozenset({
    "last_name", "address", "city", "country", "zip", "state", "phone", "industry", "org", "job_title",
    "purchasing_time_frame", "role_in_purchase_process", "no_of_employees", "comments",
})  # fmt: skip
"""Zoom's own questions, which the catalogue calls the same."""


@dataclass(frozen=True, kw_only=True)
class Form(WholeForm):
    """What the sign-up form asks, beyond the name and e-mail address that Zoom always takes."""

    always: tuple[str, ...] = ("email", "first_name")

    def names(self, form: JsonValue) -> Iterable[str]:
        """Return the names of what is asked. Raises `UnknownValueError`."""
        if not isinstance(form, dict) or not any(part in form for part in PARTS):
            raise UnknownValueError("the sign-up questions have an unknown shape")
        return (*self.always, *(name for name, _ in self._asked(form)))

    def redacted(self, raw: JsonValue, path: str) -> JsonValue:
        """Keep the names of Zoom's questions; of the library's own only whether they ask for a card."""
        if not isinstance(raw, dict):
            return super().redacted(raw, path)
        return {part: self._kept(raw[part]) for part in PARTS if part in raw}

    def closest_writable(self, value: Value, before: JsonValue | Missing) -> Value | None:
        """Return the names that are asked already: what is not among them is taken off the form, and none is added."""
        asked = {name for name, _ in self._asked(before)} if isinstance(before, dict) else set()
        return tuple(name for name in value if name in asked) if isinstance(value, tuple) else value

    def encode(self, value: Value, before: JsonValue | Missing) -> JsonValue:
        """Keep of the form in `before` what `value` names, and put a question for the card on it where that lacks."""
        keep = set(value) if isinstance(value, tuple) else set()
        form = before if isinstance(before, dict) else {}
        asked = self._asked(form)
        kept = [entry for name, entry in asked if name in keep]
        if OPTION in keep and OPTION not in {name for name, _ in asked}:
            kept.append({"title": question_of(self.cards), "type": "short", "required": True, "answers": []})
        return {
            "questions": [e for e in kept if "field_name" in e],
            "custom_questions": [e for e in kept if "field_name" not in e],
        }

    def _asked(self, form: Mapping[str, JsonValue]) -> list[tuple[str, dict[str, JsonValue]]]:
        """Return each question of a form with the catalogue's name for it."""
        found: list[tuple[str, dict[str, JsonValue]]] = []
        for part in PARTS:
            entries = questions_in(form.get(part, []), f"the sign-up {part} are no list")
            found += [(self._name(entry), entry) for entry in entries]
        return found

    def _name(self, entry: Mapping[str, JsonValue]) -> str:
        field_name = entry.get("field_name")
        if isinstance(field_name, str):
            return field_name if field_name in FIELDS else "other"
        return kind_of_question(entry.get("title"), self.cards)

    def _kept(self, entries: JsonValue) -> JsonValue:
        return [self._named(e) if isinstance(e, dict) else None for e in entries] if isinstance(entries, list) else None

    def _named(self, entry: Mapping[str, JsonValue]) -> JsonValue:
        try:
            name = self._name(entry)
        except UnknownValueError:
            return {"title": ""}
        if isinstance(entry.get("field_name"), str):
            return {"field_name": name}
        return {"title": CARDS[0] if name == "library_card" else name}
