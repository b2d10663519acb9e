"""`hipaacheck controls …`"""

from __future__ import annotations

from pathlib import Path

import click

from hipaacheck import app
from hipaacheck.pluginhost import PluginHost


@click.group()
def controls() -> None:
    """List, show, check and write controls."""


@controls.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
def test(path: Path | None) -> int:
    """Run the tests inside controls: the built-in ones, or those of a folder or file."""
    outcomes = app.test_controls(PluginHost(), path)
    failures = [failure for outcome in outcomes for failure in outcome.failures]
    for failure in failures:
        click.echo(failure)
    cases = sum(outcome.cases for outcome in outcomes)
    click.echo(f"{len(outcomes)} controls, {cases} tests, {len(failures)} problems")
    return 1 if failures else 0
