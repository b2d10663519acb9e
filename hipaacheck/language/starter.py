"""A control to start from, for any asset type: it loads, and its tests pass, before anything is edited."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from hipaacheck.errors import ControlError, Problem
from hipaacheck.language.parse import Context, parse_file
from hipaacheck.language.types import Type, Vocabulary, fields_of

_COMMON = frozenset({"id", "name", "account", "region", "tags", "arn"})


class Sample(NamedTuple):
    """A comparison to start from, as YAML: the predicate, and given fields for which it is true, false and unknown."""

    require: str
    good: str
    bad: str
    unknown: str


def starter(control_id: str, asset: str, file: str, context: Context) -> str:
    """The text of a new control. Raises ControlError when it would not load, as with an id that is not one."""
    sample = next(_samples(asset, context.vocabulary))
    text = _TEMPLATE.format(id=control_id, asset=asset, **sample._asdict())
    problems: list[Problem] = []
    parse_file(text, file, context, problems)
    if problems:
        raise ControlError(problems)
    return text


_TEMPLATE = """\
id: {id}
title: What is true of every asset when this passes
severity: medium
asset: {asset}
safeguards: ["164.312(b)"]
rationale: What can happen to ePHI when this fails.
require:
  {require}
remediation: How to fix it, as Terraform.
tests:
  - name: as it should be
    given: {{{good}}}
    expect: pass
  - name: as it should not be
    given: {{{bad}}}
    expect: fail
  - name: not known
    given: {{{unknown}}}
    expect: unknown
"""
_UNKNOWN = "{$unknown: known only after apply}"
_ITEMS = {"bool": "true", "int": "1", "float": "1.5", "str": "something", "record": "{}"}


def _samples(asset: str, vocabulary: Vocabulary) -> Iterator[Sample]:
    """The best first: a boolean, one inside a record, a number, a text, a list; a tag when there is nothing else."""
    kind = vocabulary[asset]
    own = {name: at for name, at in fields_of(kind.record).items() if name not in _COMMON | kind.runtime}
    yield from (_plain(name, "true", "false") for name, at in own.items() if at.kind == "bool")
    for name, at in own.items():
        if at.record is not None:
            inner = fields_of(at.record)
            yield from (_nested(name, field) for field, of in inner.items() if of.kind == "bool")
    yield from (_number(name, at) for name, at in own.items() if at.kind in ("int", "float"))
    texts = [name for name, at in own.items() if at.kind == "str"]
    yield from (_plain(name, "expected", "something else") for name in sorted(texts, key=lambda name: name.endswith("_id")))
    for name, at in own.items():
        if at.kind == "list" and not at.nullable and at.item is not None and at.item.kind in _ITEMS:
            yield _list(name, _ITEMS[at.item.kind])
    yield Sample("tags.owner: expected", "tags: {owner: expected}", "tags: {}", f"tags: {_UNKNOWN}")


def _plain(name: str, good: str, bad: str) -> Sample:
    return Sample(f"{name}: {good}", f"{name}: {good}", f"{name}: {bad}", f"{name}: {_UNKNOWN}")


def _nested(name: str, field: str) -> Sample:
    good, bad = f"{name}: {{{field}: true}}", f"{name}: {{{field}: false}}"
    return Sample(f"{name}.{field}: true", good, bad, f"{name}: {{{field}: {_UNKNOWN}}}")


def _number(name: str, at: Type) -> Sample:
    absent = ", absent: false" if at.nullable else ""
    return Sample(f"{name}: {{ge: 1{absent}}}", f"{name}: 1", f"{name}: 0", f"{name}: {_UNKNOWN}")


def _list(name: str, item: str) -> Sample:
    return Sample(f"{name}: {{count: {{eq: 0}}}}", f"{name}: []", f"{name}: [{item}]", f"{name}: {_UNKNOWN}")
