"""`fgsp completion`."""

from __future__ import annotations

import click

from fgsp_cli.cli.shared import common_options as options
from fgsp_cli.cli.shared.console import Console
from fgsp_cli.cli.shared.verb_group import verb


@verb(
    "completion",
    ("fgsp completion bash > ~/.local/share/bash-completion/completions/fgsp", "for bash, from the next shell on"),
    ('eval "$(fgsp completion zsh)"', "for this zsh"),
    ("fgsp completion fish > ~/.config/fish/completions/fgsp.fish", "for fish"),
)
@options.talk
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_obj
def command(console: Console, *, shell: str) -> int:
    """Print the script with which a shell completes verbs, options and their values.

    bash needs to be of version 4.4 or later.
    """
    from click.shell_completion import get_completion_class

    from fgsp_cli.cli.shared.verb_group import COMPLETION, fgsp

    completion = get_completion_class(shell)
    if completion is None:
        raise click.UsageError(f"no completion for {shell}")
    return console.show(completion(fgsp, {}, "fgsp", COMPLETION).source().strip(), 0)
