"""Write anew the manual page, from what the commands say of themselves: run it after a change of any help."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from hardener import __version__
from hardener.cli import EPILOG, cli

PAGE = Path(__file__).parents[1] / "docs" / "hardener.1"
LITERAL = "\b"
"""Click's own mark of a paragraph whose lines stay as they are."""


def page() -> str:
    """Return the whole manual page, as `man` reads it."""
    root = click.Context(cli, info_name="hardener")
    lines = [
        f'.TH HARDENER 1 "" "hardener {__version__}" "User Commands"',
        ".SH NAME",
        "hardener \\- see what a stranger could do in a library's online programs, and close it",
        ".SH SYNOPSIS",
        *_usage(root),
        ".SH DESCRIPTION",
        *_prose(cli.help or ""),
        ".SH OPTIONS",
        *_options(root),
        ".SH COMMANDS",
        *(line for name in cli.list_commands(root) for line in _verb(root, name)),
        ".SH EXIT STATUS AND FIRST STEPS",
        *_prose(EPILOG),
    ]
    return "\n".join(lines) + "\n"


def _verb(root: click.Context, name: str) -> Iterator[str]:
    """Yield what the page says of a verb, and of what belongs to it."""
    command = cli.get_command(root, name)
    assert command is not None
    yield from _command(click.Context(command, info_name=name, parent=root))


def _command(context: click.Context) -> Iterator[str]:
    yield f".SS {_safe(context.command_path)}"
    yield from _usage(context)
    yield from _prose(context.command.help or "")
    yield from _options(context)
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            inner = context.command.get_command(context, name)
            assert inner is not None
            yield from _command(click.Context(inner, info_name=name, parent=context))


def _usage(context: click.Context) -> Iterator[str]:
    words = " ".join(context.command.collect_usage_pieces(context))
    yield f".B {_safe(context.command_path)}"
    yield _safe(words)
    yield ".PP"


def _options(context: click.Context) -> Iterator[str]:
    for option in context.command.get_params(context):
        record = option.get_help_record(context) if isinstance(option, click.Option) else None
        if record is not None and (option.name != "help" or context.parent is None):
            yield from (".TP", f".B {_safe(record[0])}", _safe(" ".join(record[1].split())))


def _prose(text: str) -> Iterator[str]:
    """Yield the paragraphs of a help text; those whose lines stay as they are stay so."""
    lines = [line.removeprefix("    ") for line in text.splitlines()]
    for paragraph in "\n".join(lines).strip("\n").split("\n\n"):
        each = paragraph.split("\n")
        literal = LITERAL in each
        kept = [_safe(line) for line in each if line != LITERAL]
        yield ".PP"
        yield from ([".nf", *kept, ".fi"] if literal else kept)


def _safe(text: str) -> str:
    """Return `text` so that it is no request to the formatter."""
    clean = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{clean}" if clean.startswith((".", "'")) else clean


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
