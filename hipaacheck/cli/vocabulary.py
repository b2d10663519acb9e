"""`hipaacheck assets …` and `hipaacheck plugins`."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click

from hipaacheck import app, reference
from hipaacheck.cli.output import DEBUG, FORMAT, NearestGroup, field, plural, show, wrapped
from hipaacheck.errors import UsageError, nearest
from hipaacheck.language.fielddocs import attributes, item_attributes, relations, type_summary
from hipaacheck.language.types import Type, Vocabulary
from hipaacheck.pluginhost import PluginHost

_TYPE_COLUMN = 48
"""Column of types, after paths; longer paths have the line for themselves."""


@click.group(
    cls=NearestGroup,
    epilog="""\b
Examples:
  hipaacheck assets list
  hipaacheck assets show aws.s3.bucket""",
)
def assets() -> None:
    """The vocabulary that controls are written against."""


@assets.command(
    "list",
    epilog="""\b
Examples:
  hipaacheck assets list
  hipaacheck assets list --format json""",
)
@FORMAT
@DEBUG
def list_(form: str) -> int:
    """List asset types."""
    vocabulary = PluginHost().vocabulary
    if form == "json":
        click.echo(json.dumps([{"type": name, "summary": type_summary(name, vocabulary)} for name in vocabulary], indent=2))
        return 0
    column = max(len(name) for name in vocabulary) + 2
    for name in vocabulary:
        show(field(name, type_summary(name, vocabulary), column))
    click.echo(f"\n{plural(len(vocabulary), 'asset type')}. The attributes of one: hipaacheck assets show TYPE")
    return 0


@assets.command(
    "show",
    epilog="""\b
Example:
  hipaacheck assets show aws.s3.bucket""",
)
@click.argument("type_", metavar="TYPE")
@DEBUG
def show_(type_: str) -> int:
    """Show the attributes and relations of an asset type: the paths that a control can name."""
    vocabulary = PluginHost().vocabulary
    if type_ not in vocabulary:
        raise UsageError(f"no asset type '{type_}'{nearest(type_, vocabulary) or '.'} See: hipaacheck assets list")
    show(_shown(type_, vocabulary))
    return 0


def _shown(name: str, vocabulary: Vocabulary) -> Iterator[str]:
    runtime = vocabulary[name].runtime
    yield name
    yield from wrapped(type_summary(name, vocabulary))
    yield ""
    yield "Attributes"
    for path, reached, doc in attributes(name, vocabulary):
        yield from _attribute(path, reached, reference.noted(doc, path in runtime))
        for inner, inner_type, inner_doc in item_attributes(reached, vocabulary, path):
            yield from _attribute(inner, inner_type, inner_doc)
    if vocabulary[name].relations:
        yield ""
        yield "Relations"
    for path, reached, doc in relations(name, vocabulary):
        spec = vocabulary[name].relations[path]
        joined = f"Matches {spec.mine} with its {spec.theirs}."
        yield from _attribute(path, reached, f"{doc} {joined} {reference.when_nothing_matches(spec)}".strip())
    yield ""
    yield from wrapped(
        "Any value may be unknown, and then decides nothing. 'or null' can also be known to be absent: eq and in are then false, "
        "present decides, and other operators need absent: true or false. On lists and list relations use some, every, none and "
        "count; [] marks what their predicates can name. A path may go on through a relation to one asset."
    )


def _attribute(path: str, at: Type, doc: str) -> Iterator[str]:
    indent = 2 + 2 * path.count("[]")
    label = " " * indent + path
    if len(label) + 2 > _TYPE_COLUMN:
        yield label
        yield " " * _TYPE_COLUMN + str(at)
    else:
        yield f"{label:<{_TYPE_COLUMN}}{at}"
    yield from wrapped(doc, indent + 4)


@click.command(
    epilog="""\b
Example:
  hipaacheck plugins""",
)
@DEBUG
def plugins() -> int:
    """List what is loaded, and from where."""
    host = PluginHost()
    groups: list[tuple[str, list[tuple[str, str]]]] = [
        ("Plugins", list(host.plugins.items())),
        ("Sources (hipaacheck scan NAME)", [(spec.name, spec.summary) for spec in host.sources.values()]),
        ("Formats (-f NAME)", [(spec.name, spec.summary) for spec in host.reporters.values()]),
        (
            "Controls",
            [
                ("built in", plural(len(app.builtin_pack(host).controls), "control")),
                *((spec.name, str(spec.path)) for spec in host.rule_packs.values()),
            ],
        ),
        ("Predicates (call: {name: NAME})", [(spec.name, spec.doc) for spec in host.predicates.values()]),
        ("Asset types", [(service, plural(number, "type")) for service, number in _services(host.vocabulary).items()]),
    ]
    column = max(len(name) for _, rows in groups for name, _ in rows) + 4
    for heading, rows in groups:
        if rows:
            click.echo(heading)
            for name, text in rows:
                show(field(f"  {name}", text, column))
            click.echo()
    click.echo("More: hipaacheck assets list, hipaacheck controls list")
    return 0


def _services(vocabulary: Vocabulary) -> dict[str, int]:
    """Asset types per provider: the first part of their name."""
    out: dict[str, int] = {}
    for name in vocabulary:
        provider = name.split(".")[0]
        out[provider] = out.get(provider, 0) + 1
    return out
