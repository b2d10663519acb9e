"""What the commands that only print share: widths, wrapped text, groups that name the nearest command."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Iterator

import click

from hipaacheck.errors import nearest

DEBUG = click.option("--debug", is_flag=True, expose_value=False, help="Show the traceback of an error.")
FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
RULES = click.option("--rules", multiple=True, metavar="DIR", help="Further controls; repeatable.")


class NearestGroup(click.Group):
    """A group that answers a misspelt command with the nearest one."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names. Raises click.UsageError."""
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            ctx.fail(f"no command '{args[0]}'{nearest(args[0], known)}")
        return super().resolve_command(ctx, args)


def width() -> int:
    """Columns to fill: the terminal's, at most 120; 100 where there is none."""
    return min(shutil.get_terminal_size((100, 24)).columns, 120)


def wrapped(text: str, indent: int = 0, hang: int | None = None) -> Iterator[str]:
    """Lines of the text within the width; `hang` indents the second and later lines. Long words are kept whole."""
    yield from textwrap.wrap(
        text,
        width(),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent if hang is None else hang),
        break_long_words=False,
        break_on_hyphens=False,
    )


def markdown(text: str, indent: int = 0) -> Iterator[str]:
    """Lines of a short Markdown text for a terminal: prose wrapped, fenced code as it is, deeper by 2, without its fences."""
    prose: list[str] = []
    code = False
    for line in text.splitlines():
        if line.lstrip().startswith("```"):
            yield from wrapped(" ".join(prose), indent)
            prose, code = [], not code
        elif code:
            yield (" " * (indent + 2) + line).rstrip()
        elif line.strip() and not line.lstrip().startswith(("- ", "* ")):
            prose.append(line.strip())
        else:
            yield from wrapped(" ".join(prose), indent)
            prose = []
            yield from wrapped(line.strip(), indent, indent + 2) if line.strip() else [""]
    yield from wrapped(" ".join(prose), indent)


def field(label: str, value: str, column: int) -> Iterator[str]:
    """`label  value`, the value wrapped under itself."""
    lines = list(wrapped(value, column, column)) or [""]
    yield f"{label:<{column}}" + lines[0][column:]
    yield from lines[1:]


def show(lines: Iterable[str]) -> None:
    """Print lines."""
    for line in lines:
        click.echo(line)


def plural(number: int, noun: str) -> str:
    """`1 control`, `2,000 controls`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
