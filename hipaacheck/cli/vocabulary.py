"""`hipaacheck assets …`, `hipaacheck plugins` and `hipaacheck safeguards`."""

from __future__ import annotations

import json

import click

from hipaacheck import app
from hipaacheck.errors import UsageError
from hipaacheck.language.nodes import nearest
from hipaacheck.language.schema import paths, type_summary
from hipaacheck.language.types import Type
from hipaacheck.pluginhost import PluginHost


@click.group()
def assets() -> None:
    """The vocabulary that controls are written against."""


@assets.command("list")
def list_() -> int:
    """List asset types."""
    vocabulary = PluginHost().vocabulary
    width = max(len(name) for name in vocabulary)
    for name in vocabulary:
        text = type_summary(name, vocabulary)
        click.echo(f"{name:<{width}}  {text[:76]}{'…' if len(text) > 76 else ''}")
    return 0


@assets.command()
@click.argument("type_", metavar="TYPE")
def show(type_: str) -> int:
    """Show the attributes and relations of an asset type."""
    vocabulary = PluginHost().vocabulary
    if type_ not in vocabulary:
        raise UsageError(f"no asset type '{type_}'{nearest(type_, vocabulary)} See: hipaacheck assets list")
    kind = vocabulary[type_]
    click.echo(f"{type_}: {type_summary(type_, vocabulary)}\n")
    relations = tuple(f"{name}." for name in kind.relations)
    rows = [row for row in paths(Type("asset", asset=type_), vocabulary) if not row[0].startswith(relations)]
    width = max(len(path) for path, _, _ in rows)
    for path, reached, doc in rows:
        note = " (running estates only)" if path in kind.runtime else ""
        click.echo(f"  {path:<{width}}  {reached}{note}")
        if doc:
            click.echo(click.wrap_text(doc, 96, " " * (width + 4), " " * (width + 4)))
        if reached.kind == "list" and reached.item is not None and reached.item.record is not None:
            for inner, inner_type, _ in paths(reached.item, vocabulary):
                click.echo(f"  {'':<{width}}    .{inner}: {inner_type}")
    return 0


@click.command()
def plugins() -> int:
    """List what is loaded, and from where."""
    host = PluginHost()
    for name, origin in host.plugins.items():
        click.echo(f"{name:<24}{origin}")
    click.echo(f"\nsources    {', '.join(host.sources)}")
    click.echo(f"formats    {', '.join(host.reporters)}")
    click.echo(f"rule packs {', '.join(['built in', *host.rule_packs])}")
    click.echo(f"predicates {', '.join(host.predicates) or 'none'}")
    click.echo(f"asset types {len(host.vocabulary)}")
    return 0


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--rules", multiple=True, metavar="DIR", help="Further controls; repeatable.")
def safeguards(form: str, rules: tuple[str, ...]) -> int:
    """List the 71 lines of the Security Rule, and how many controls cite each."""
    pack = app.load_pack(PluginHost(), rules)
    citing = {line.citation: [c.id for c in pack.controls if line.citation in c.safeguards] for line in pack.safeguards}
    if form == "json":
        rows = [
            {
                "citation": line.citation,
                "standard": line.standard,
                "specification": line.specification,
                "required": line.required,
                "text": line.text,
                "checkable": line.checkable,
                "controls": citing[line.citation],
            }
            for line in pack.safeguards
        ]
        click.echo(json.dumps(rows, indent=2))
        return 0
    for line in pack.safeguards:
        name = line.standard if line.specification is None else f"  {line.specification}"
        number = len(citing[line.citation])
        click.echo(f"{line.citation:<24}{'R' if line.required else 'A'}  {name:<52}{number or '-':>4}")
    click.echo("\nR required, A addressable; the number is of controls that cite the line, '-' needs an attestation.")
    return 0
