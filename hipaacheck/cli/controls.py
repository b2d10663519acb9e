"""`hipaacheck controls …`: list, show, check and write controls."""

from __future__ import annotations

import json
from pathlib import Path

import click

from hipaacheck import app, reference
from hipaacheck.errors import ControlError
from hipaacheck.language.schema import control_schema
from hipaacheck.pluginhost import PluginHost

PATH = click.argument("path", required=False, type=click.Path(path_type=Path))
RULES = click.option("--rules", multiple=True, metavar="DIR", help="Further controls; repeatable.")
SELECT = click.option(
    "--select", multiple=True, metavar="WHAT", help="As for scan: id, safeguard, asset type, service, tag, severity."
)
DEBUG = click.option("--debug", is_flag=True, hidden=True)


@click.group()
def controls() -> None:
    """List, show, check and write controls."""


@controls.command("list")
@RULES
@SELECT
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@DEBUG
def list_(rules: tuple[str, ...], select: tuple[str, ...], form: str, debug: bool) -> int:
    """List controls with severity, what can decide them, and the safeguards they cite."""
    pack = app.load_pack(PluginHost(), rules)
    found = app.select_controls(pack.controls, select, ())
    if form == "json":
        rows = [
            {
                "id": control.id,
                "title": control.title,
                "severity": control.severity,
                "asset": control.asset,
                "decided_on": reference.decided_on(control).split(", "),
                "safeguards": control.safeguards,
                "mappings": control.mappings,
            }
            for control in found
        ]
        click.echo(json.dumps(rows, indent=2))
        return 0
    width = max((len(control.id) for control in found), default=0)
    for control in found:
        where = reference.decided_on(control)
        click.echo(f"{control.id:<{width}}  {control.severity:<8}  {where:<10}  {', '.join(control.safeguards)}")
    click.echo(f"\n{len(found)} controls. hipaacheck controls show ID tells what one means and how to fix it.")
    return 0


@controls.command()
@click.argument("id_", metavar="ID")
@RULES
@DEBUG
def show(id_: str, rules: tuple[str, ...], debug: bool) -> int:
    """Show what a control means, why it matters, and how to fix what it finds."""
    pack = app.load_pack(PluginHost(), rules)
    control = app.select_controls(pack.controls, (id_,), ())[0]
    click.echo(reference.control_page(control))
    lines = {line.citation: line for line in pack.safeguards}
    for citation in control.safeguards:
        line = lines.get(citation)
        if line is not None:
            click.echo(f"45 CFR {citation} ({'required' if line.required else 'addressable'}): {line.text}")
    return 0


@controls.command()
@PATH
@DEBUG
def lint(path: Path | None, debug: bool) -> int:
    """Check that controls load: the built-in ones, or those of a folder or file. Lists every mistake."""
    try:
        found = app.documents(PluginHost(), path, strict_ids=path is None)
    except ControlError as error:
        for problem in error.problems:
            click.echo(str(problem))
        click.echo(f"{len(error.problems)} problems")
        return error.exit_code
    click.echo(f"{len(found)} controls load")
    return 0


@controls.command()
@PATH
@DEBUG
def test(path: Path | None, debug: bool) -> int:
    """Run the tests inside controls: of the built-in ones, or of a folder or file.

    Every control needs a test that passes, one that fails and one that is unknown, and each of its comparisons must
    matter: inverting it must be noticed by some test.
    """
    outcomes = app.test_controls(PluginHost(), path)
    failures = [failure for outcome in outcomes for failure in outcome.failures]
    for failure in failures:
        click.echo(failure)
    cases = sum(outcome.cases for outcome in outcomes)
    click.echo(f"{len(outcomes)} controls, {cases} tests, {len(failures)} problems")
    return 1 if failures else 0


@controls.command()
@click.argument("id_", metavar="ID")
@click.option("--asset", required=True, metavar="TYPE", help="Asset type, see: hipaacheck assets list")
@click.option(
    "--dir", "folder", default="rules", show_default=True, type=click.Path(path_type=Path), help="Folder of your controls."
)
@DEBUG
def new(id_: str, asset: str, folder: Path, debug: bool) -> int:
    """Write a control to start from, with a test of each verdict."""
    path = app.new_control(PluginHost(), id_, asset, folder)
    click.echo(f"{path} written. Edit it, then: hipaacheck controls test {path}")
    return 0


@controls.command()
@DEBUG
def schema(debug: bool) -> int:
    """Print the JSON Schema of controls, for editors (# yaml-language-server: $schema=FILE)."""
    click.echo(json.dumps(control_schema(PluginHost().vocabulary), indent=1))
    return 0


@controls.command()
@click.argument("folder", type=click.Path(path_type=Path))
@RULES
@DEBUG
def docs(folder: Path, rules: tuple[str, ...], debug: bool) -> int:
    """Write reference pages in Markdown to FOLDER: controls, asset types, safeguards covered."""
    host = PluginHost()
    pack = app.load_pack(host, rules)
    written = app.write_pages(reference.pages(pack.controls, pack.safeguards, host.vocabulary), folder)
    click.echo(f"{written} pages written to {folder}")
    return 0
