"""How hard a notice is to read: by the formula that was made for its language."""

from __future__ import annotations

from textstat import textstat

GRADE = 8
"""The highest of Flesch and Kincaid's grades that is accepted."""
EASE = 65
"""The lowest of Fernández Huerta's: from 60 to 70 is what the eighth and ninth grades read, above it the seventh."""
WORDS = 250
_USELESS = ("safe", "secure", "compliant", "certified", "anonymous", "not recorded", "guarantee", "protected by")
_USELESS_ES = ("segur", "certificad", "anónim", "no se graba", "garantiza", "protegid")


def too_hard(text: str, language: str) -> str:
    """Return what is wrong with a notice's words; empty where nothing is."""
    textstat.set_lang(language)
    if language == "en" and (grade := textstat.flesch_kincaid_grade(text)) > GRADE:
        return f"grade {grade}: {text}"
    if language == "es" and (ease := textstat.fernandez_huerta(text)) < EASE:
        return f"ease {ease}: {text}"
    promised = [word for word in (*_USELESS, *_USELESS_ES) if word in text.casefold()]
    return f"promises: {promised}" if promised else ""
