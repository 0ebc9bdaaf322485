"""hardener completion: what a shell needs to complete commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script of SHELL.

    \b
    bash:  hardener completion bash > ~/.local/share/bash-completion/completions/hardener
    zsh:   hardener completion zsh  > a file _hardener in your $fpath
    fish:  hardener completion fish > ~/.config/fish/completions/hardener.fish
    """
    found = get_completion_class(shell)
    assert found is not None
    root = ctx.find_root().command
    click.echo(found(root, {}, "hardener", "_HARDENER_COMPLETE").source())
