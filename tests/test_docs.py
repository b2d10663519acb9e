"""The documentation: generated pages are fresh, examples load and pass their tests, command lines exist, links lead somewhere."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from hipaacheck import reference
from hipaacheck.cli import root
from hipaacheck.config import Config, parse_config
from hipaacheck.errors import Problem
from hipaacheck.language.parse import Context, parse_file
from hipaacheck.language.selftest import check
from hipaacheck.pluginhost import PluginHost
from hipaacheck.selection import check_params, select_controls
from tests.support.cli import builtin_pack

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs/reference"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "examples").glob("*/README.md"))]
_BLOCK = re.compile(r"^( *)```([a-z]*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_ENDS = {"|", "||", "&&", ";", ">", ">>", "<", "2>"}


@cache
def host() -> PluginHost:
    """Built-in plugins only."""
    return PluginHost(third_party=False)


@cache
def context() -> Context:
    """What the examples are checked against."""
    return Context(host().vocabulary, host().predicates, tuple(line.citation for line in builtin_pack().safeguards))


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    """(language, text) of the fenced blocks of a page."""
    for _, language, text in _BLOCK.findall(page.read_text("utf-8")):
        yield language, text


def test_generated_pages_are_fresh() -> None:
    pack = builtin_pack()
    pages = reference.pages(pack.controls, pack.safeguards, host().vocabulary) | {"cli.md": reference.cli_page(root)}
    written = {path.relative_to(REFERENCE).as_posix(): path.read_text("utf-8") for path in REFERENCE.rglob("*.md")}
    stale = [name for name in sorted(pages.keys() | written.keys()) if pages.get(name) != written.get(name)]
    assert stale == [], "run `make docs`"


# -- controls in the text ----------------------------------------------------------------------------------------

SETTINGS = ("# hipaacheck.yaml", *(f"{name}:" for name in Config.__struct_fields__))
YAML = [
    pytest.param(text, id=f"{page.stem}-{number}")
    for page in PAGES
    for number, (language, text) in enumerate(blocks(page), 1)
    if language == "yaml" and text.startswith(("id:", "# asset:", *SETTINGS))
]


def test_the_language_has_examples() -> None:
    assert len(YAML) >= 5


@pytest.mark.parametrize("text", YAML)
def test_an_example_loads_and_passes_its_tests(text: str) -> None:
    """Whole controls are tested; `# asset: TYPE` marks a part of one; the rest are settings."""
    if text.startswith(SETTINGS):
        config = parse_config(text, "hipaacheck.yaml")
        check_params(builtin_pack().controls, config.params, host().vocabulary)
        select_controls(builtin_pack().controls, config.select, config.ignore)
        return
    part = text.startswith("# asset: ")
    head = 'id: a-part\ntitle: A part\nseverity: low\nsafeguards: ["164.312(b)"]\n' if part else ""
    problems: list[Problem] = []
    documents = parse_file(head + text.removeprefix("# "), "example.yaml", context(), problems)
    assert problems == []
    for document in documents if not part else ():
        assert check(document, host().vocabulary, {}).failures == []


# -- command lines in the text -----------------------------------------------------------------------------------


def command_lines(page: Path) -> Iterator[str]:
    """What follows `hipaacheck ` at the beginning of a line, after a pipe or after `&&`, in fenced blocks."""
    for _, text in blocks(page):
        for line in text.replace("\\\n", " ").splitlines():
            yield from (match[1] for match in re.finditer(r"(?:^|[|&$] )\s*hipaacheck (\S.*)", line))


LINES = sorted({line for page in [*PAGES, REFERENCE / "cli.md"] if page.is_file() for line in command_lines(page)})


def words(line: str) -> list[str]:
    """The arguments of one command, without its `# comment` and what it is piped to."""
    out = []
    for word in shlex.split(line, comments=True):
        if word in _ENDS:
            break
        out.append(word)
    return out


@pytest.mark.parametrize("line", LINES)
def test_a_command_line_is_understood(line: str) -> None:
    arguments = words(line)
    if arguments in (["--version"], ["--help"]):
        return
    command: click.Command = root
    above = next(reference.commands(root))
    while isinstance(command, click.Group):
        name = arguments.pop(0).replace("acme", "plan")  # the source of the example plugin, which is not installed
        if name.startswith("-"):
            assert name in ("--help", "-h", "--version")
            return
        inner = command.get_command(above, name)
        assert inner is not None, f"no command {name}"
        command = inner
        above = click.Context(command, info_name=name, parent=above)
    if "--help" in arguments:
        return
    parsed = command.make_context(command.name, arguments, parent=above.parent)
    _values_exist(command, parsed)


def _values_exist(command: click.Command, parsed: click.Context) -> None:
    """Sources, formats, control ids, asset types and selectors are real ones, but for those of the example plugin."""
    values = parsed.params
    pack = builtin_pack()
    if "formats" in values:
        assert {form.partition("=")[0] for form in values["formats"]} <= {*host().reporters, "acme-count"}
    if parsed.command_path.endswith("controls show"):
        assert values["id_"] == "ID" or values["id_"] in {control.id for control in pack.controls}
    if (values.get("type_") or values.get("asset")) and not parsed.command_path.endswith("history"):
        assert (values.get("type_") or values.get("asset")) in (*host().vocabulary, "TYPE")
    selectors = [*(values.get("select") or ()), *(values.get("ignore") or ())]
    known = [item for item in selectors if not item.startswith("acme") and not item.isupper()]
    if known:
        select_controls(pack.controls, known, ())


def test_every_command_has_help_with_an_example() -> None:
    for context_ in reference.commands(root):
        text = context_.command.get_help(context_)
        assert context_.command.help, context_.command_path
        if context_.command is not root:
            assert re.search(rf"^ +(.*\| )?{context_.command_path} ?", text.partition("Example")[2], re.MULTILINE), (
                context_.command_path
            )


# -- links -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [page for page in [*PAGES, *sorted(REFERENCE.rglob("*.md"))] if page.is_file()],
    ids=lambda page: page.relative_to(ROOT).as_posix(),
)
def test_links_within_the_repository_lead_somewhere(page: Path) -> None:
    text = re.sub(r"`[^`]*`", "", _BLOCK.sub("", page.read_text("utf-8")))
    for target in {
        link.partition("#")[0] for link in _LINK.findall(text) if "://" not in link and not link.startswith(("#", "mailto:"))
    }:
        assert (page.parent / target).exists(), target
