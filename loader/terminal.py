"""What the modules of commands share: errors as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from loader.errors import BaolanError


@contextmanager
def sentences() -> Iterator[None]:
    """Errors a user can do something about, as one sentence and exit code 1."""
    try:
        yield
    except BaolanError as error:
        raise click.ClickException(str(error)) from error
