"""The standard streams. Any of them may be closed, and then is null."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from hipaacheck.errors import InputError


def read_stdin(what: str = "a plan") -> bytes:
    """All of standard input; `what` should be there. Raises InputError."""
    if sys.stdin is None:
        raise InputError(f"standard input is closed. Pipe {what} into it, or name a file.")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise InputError(f"standard input cannot be read: {error.strerror}. Pipe {what} into it, or name a file.") from None


def complain(text: str) -> None:
    """Lines on standard error, when somebody can hear them. What is quoted in them comes from others: nothing in it can speak to
    the terminal, or to the pipeline that prints it (`##vso[…]`)."""
    for line in text.splitlines() or [""]:
        shown = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in line)
        tell(f"hipaacheck: {shown.replace('##', '# # ')}\n")


def tell(text: str) -> None:
    """Text on standard error, as it is. Never fails: the exit code says what happened, too."""
    with suppress(OSError):
        if sys.stderr is not None:
            sys.stderr.write(text)
            sys.stderr.flush()


def wants_color() -> bool:
    """Whether standard output is a terminal, and NO_COLOR (https://no-color.org) is not set."""
    return sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
