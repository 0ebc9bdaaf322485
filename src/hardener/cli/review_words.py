"""The words of hardener review that a shell can complete."""

from __future__ import annotations

import click

from hardener.adapter import installed
from hardener.review.question import ALWAYS, questions


def _platforms(_context: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    return [vendor for vendor in installed() if vendor.startswith(begun)]


def _questions(_context: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    return [ident for ident in questions() if ident.startswith(begun)]


def _values(context: click.Context, _param: click.Parameter, begun: str) -> list[str]:
    question = questions().get(str(context.params.get("question")))
    words = (*question.answers, *ALWAYS) if question is not None else ALWAYS
    return [word for word in words if word.startswith(begun)]


PLATFORM = click.argument("platform", shell_complete=_platforms)
QUESTION = click.argument("question", required=False, shell_complete=_questions)
VALUE = click.argument("value", required=False, shell_complete=_values)
