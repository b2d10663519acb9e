"""`hipaacheck controls …`: list, show, check and write controls."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import click

from hipaacheck import app, reference
from hipaacheck.cli.output import DEBUG, FORMAT, RULES, NearestGroup, field, markdown, plural, show, width, wrapped
from hipaacheck.errors import ControlError, UsageError, nearest
from hipaacheck.language.parse import Context
from hipaacheck.language.render import conditions
from hipaacheck.language.schema import control_schema
from hipaacheck.language.starter import starter
from hipaacheck.model.controls import Control, Safeguard
from hipaacheck.output import write_pages, write_text
from hipaacheck.pluginhost import PluginHost
from hipaacheck.selection import select_controls

PATH = click.argument("path", required=False, type=click.Path(path_type=Path), metavar="[DIR|FILE]")
_INDENT = 24
"""Column of ids in the list, after severity and what decides."""


@click.group(
    cls=NearestGroup,
    epilog="""\b
Examples:
  hipaacheck controls list --select aws.s3
  hipaacheck controls show aws-s3-bucket-public-access-blocked
  hipaacheck controls new acme-s3-bucket-tagged --asset aws.s3.bucket
  hipaacheck controls test rules""",
)
def controls() -> None:
    """List, show, check and write controls."""


@controls.command(
    "list",
    epilog="""\b
Examples:
  hipaacheck controls list
  hipaacheck controls list --select '164.312(b)' --select critical --long
  hipaacheck controls list --rules my-controls --format json""",
)
@RULES
@click.option("--select", multiple=True, metavar="WHAT", help="As for scan: id, safeguard, asset type, service, tag, severity.")
@click.option("-l", "-v", "--long", is_flag=True, help="With titles.")
@FORMAT
@DEBUG
def list_(rules: tuple[str, ...], select: tuple[str, ...], long: bool, form: str) -> int:
    """List controls by service.

    Each with its severity, what can decide it (a plan, a live source, or both), its id and the safeguards it cites.
    """
    pack = app.load_pack(PluginHost(), rules)
    found = select_controls(pack.controls, select, ())
    if form == "json":
        click.echo(json.dumps([_row(control) for control in found], indent=2))
        return 0
    for service, group in groupby(sorted(found, key=reference.service_of), key=reference.service_of):
        click.echo(service)
        for control in group:
            show(_listed(control, long))
        click.echo()
    only_live = sum(control.live_only for control in found)
    click.echo(f"{plural(len(found), 'control')}: {len(found) - only_live} decided on plan and live, {only_live} only live.")
    click.echo("What one means and how to fix it: hipaacheck controls show ID")
    return 0


def _listed(control: Control, long: bool) -> Iterator[str]:
    """The line of a control; its citations after it where they fit, else below."""
    line = f"  {control.severity:<8}  {reference.decided_on(control):<10}  {control.id}"
    citations = ", ".join(control.safeguards)
    if long:
        yield line
        yield from wrapped(control.title, _INDENT)
        yield from wrapped(citations, _INDENT)
    elif _INDENT + 56 + len(citations) <= width():
        yield f"{line:<{_INDENT + 56}}{citations}"
    else:
        yield line
        yield from wrapped(citations, _INDENT + 2)


def _row(control: Control) -> dict[str, object]:
    return {
        "id": control.id,
        "title": control.title,
        "severity": control.severity,
        "asset": control.asset,
        "decided_on": reference.decided_on(control).split(", "),
        "safeguards": control.safeguards,
        "tags": control.tags,
        "mappings": control.mappings,
    }


@controls.command(
    "show",
    epilog="""\b
Example:
  hipaacheck controls show aws-s3-bucket-public-access-blocked""",
)
@click.argument("id_", metavar="ID")
@RULES
@DEBUG
def show_(id_: str, rules: tuple[str, ...]) -> int:
    """Show a control: what it requires, why it matters, how to fix what it finds."""
    pack = app.load_pack(PluginHost(), rules)
    control = next((control for control in pack.controls if id_ == control.id or id_ in control.replaces), None)
    if control is None:
        ids = [control.id for control in pack.controls]
        raise UsageError(f"no control '{id_}'{nearest(id_, ids) or '.'} See: hipaacheck controls list")
    show(_shown(control, {line.citation: line for line in pack.safeguards}))
    return 0


def _shown(control: Control, safeguards: dict[str, Safeguard]) -> Iterator[str]:
    yield control.id
    yield from wrapped(control.title)
    yield ""
    yield from field("  severity", control.severity, 14)
    yield from field("  asset", control.asset, 14)
    yield from field("  decided on", reference.decided_on(control), 14)
    for family, ids in control.mappings.items():
        yield from field("  maps to", f"{family}: {', '.join(ids)}", 14)
    if control.tags:
        yield from field("  tags", ", ".join(control.tags), 14)
    if control.replaces:
        yield from field("  replaces", ", ".join(control.replaces), 14)
    built_in = app.builtin_rules_root() / control.file
    yield from field("  file", f"{built_in if built_in.is_file() else control.file}:{control.line}", 14)
    yield from _section("What it requires")
    yield from (f"  {line}" for line in conditions(control, width() - 2).splitlines())
    if control.params:
        yield from _section("Parameters")
        for name, param in control.params.items():
            weaker = f", {param.weaker} is weaker" if param.weaker else ""
            yield f"  {name}  {param.type}, default {json.dumps(param.default, ensure_ascii=False)}{weaker}"
            yield from wrapped(param.doc, 6)
    if control.rationale:
        yield from _section("Why it matters")
        yield from wrapped(control.rationale, 2)
    yield from _section("Safeguards it supports")
    for citation in control.safeguards:
        line = safeguards.get(citation)
        yield f"  45 CFR {citation}" + (f"  {'required' if line.required else 'addressable'}" if line else "")
        yield from wrapped(line.text if line else "", 6)
    if control.remediation:
        yield from _section("How to fix it")
        yield from markdown(control.remediation, 2)
    if control.references:
        yield from _section("References")
        yield from (f"  {reference}" for reference in control.references)


def _section(heading: str) -> Iterator[str]:
    yield ""
    yield heading


@controls.command(
    epilog="""\b
Examples:
  hipaacheck controls lint
  hipaacheck controls lint my-controls

Exit codes: 0 all load, 2 some do not.""",
)
@PATH
@DEBUG
def lint(path: Path | None) -> int:
    """Check that controls load, and list every mistake.

    Of a folder or file; without one, the built-in controls. The tests inside are run by 'controls test'.
    """
    try:
        found = app.documents(PluginHost(), path, strict_ids=path is None)
    except ControlError as error:
        for problem in error.problems:
            click.echo(str(problem))
        click.echo(plural(len(error.problems), "problem"))
        return error.exit_code
    if not found:
        raise UsageError(f"{path}: no controls in this folder; they are .yaml files")
    click.echo(f"{plural(len(found), 'control')}, no problems")
    return 0


@controls.command(
    epilog="""\b
Examples:
  hipaacheck controls test
  hipaacheck controls test my-controls/bucket-tagged.yaml

Exit codes: 0 all tests pass, 1 some do not, 2 a control does not load.""",
)
@PATH
@DEBUG
def test(path: Path | None) -> int:
    """Run the tests inside controls.

    Of a folder or file; without one, of the built-in controls. Every control needs a test that expects pass, one that expects
    fail and one that expects unknown, and each of its comparisons must matter: inverting it must be noticed by some test.
    """
    outcomes = app.test_controls(PluginHost(), path)
    if not outcomes:
        raise UsageError(f"{path}: no controls in this folder; they are .yaml files")
    failures = [failure for outcome in outcomes for failure in outcome.failures]
    for failure in failures:
        click.echo(failure)
    cases = sum(outcome.cases for outcome in outcomes)
    click.echo(f"{len(outcomes)} controls, {cases} tests, {len(failures)} problems")
    return 1 if failures else 0


@controls.command(
    epilog="""\b
Example:
  hipaacheck controls new acme-s3-bucket-tagged --asset aws.s3.bucket --dir my-controls
  hipaacheck controls test my-controls
  hipaacheck scan plan plan.json --rules my-controls""",
)
@click.argument("id_", metavar="ID")
@click.option("--asset", required=True, metavar="TYPE", help="Asset type, see: hipaacheck assets list")
@click.option(
    "--dir", "folder", default="rules", show_default=True, type=click.Path(path_type=Path), help="Folder of your controls."
)
@DEBUG
def new(id_: str, asset: str, folder: Path) -> int:
    """Write a control to start from, with a test of each verdict."""
    host = PluginHost()
    if asset not in host.vocabulary:
        raise UsageError(f"no asset type '{asset}'{nearest(asset, host.vocabulary) or '.'} See: hipaacheck assets list")
    path = folder / f"{id_}.yaml"
    if path.exists():
        raise UsageError(f"{path}: exists already. Choose another id, or edit it.")
    citations = [line.citation for line in app.builtin_safeguards()]
    write_text(path, starter(id_, asset, str(path), Context(host.vocabulary, host.predicates, citations)))
    click.echo(f"{path} written. Edit it, then: hipaacheck controls test {path}")
    click.echo(f"What it can name: hipaacheck assets show {asset}")
    return 0


@controls.command(
    epilog="""\b
Example, for editors with the YAML language server:
  hipaacheck controls schema > control.schema.json
  and as the first line of a control: # yaml-language-server: $schema=control.schema.json""",
)
@DEBUG
def schema() -> int:
    """Print the JSON Schema of controls, for editors.

    Each asset type lists its own paths, each path its own operators: an editor completes them and marks mistakes.
    """
    host = PluginHost()
    citations = [line.citation for line in app.builtin_safeguards()]
    click.echo(json.dumps(control_schema(host.vocabulary, citations, host.predicates), ensure_ascii=False))
    return 0


@controls.command(
    epilog="""\b
Example:
  hipaacheck controls docs docs/reference""",
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@RULES
@DEBUG
def docs(folder: Path, rules: tuple[str, ...]) -> int:
    """Write reference pages in Markdown to a folder.

    Controls by service, asset types, the safeguards that controls cite, and the help of every command.
    """
    from hipaacheck.cli import root

    host = PluginHost()
    pack = app.load_pack(host, rules)
    pages = reference.pages(pack.controls, pack.safeguards, host.vocabulary) | {"cli.md": reference.cli_page(root)}
    click.echo(f"{write_pages(pages, folder)} pages written to {folder}")
    return 0
