"""What the modules of commands share: errors and Ctrl-C as sentences."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from loader import interrupts
from loader.errors import BaolanError

INTERRUPTED = 130  # as shells count: 128 and the number of the signal


@contextmanager
def sentences() -> Iterator[None]:
    """Errors a user can do something about, as one sentence and exit code 1; Ctrl-C with exit code 130."""
    try:
        with interrupts.noted():
            yield
    except BaolanError as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt:
        click.echo("Interrupted. Nothing is half written; the same command goes on where this one stopped.", err=True)
        sys.exit(INTERRUPTED)
