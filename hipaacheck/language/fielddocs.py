"""What documentation says of asset types: every path that a control can name, with the docstring under its field."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from hipaacheck.language.types import Type, Vocabulary, fields_of, members, relation_type

_DEPTH = 4
"""Records inside records are followed this far."""


def type_summary(name: str, vocabulary: Vocabulary) -> str:
    """What an asset type is, in one line."""
    return summary(vocabulary[name].record)


def attributes(name: str, vocabulary: Vocabulary) -> Iterator[tuple[str, Type, str]]:
    """(dotted path, type, documentation) of an asset type's own fields, and of the records inside them."""
    record = vocabulary[name].record
    docs = field_docs(record)
    for field, reached in fields_of(record).items():
        yield field, reached, docs.get(field, "")
        if reached.kind == "record":
            yield from paths(reached, vocabulary, f"{field}.", 1)


def item_attributes(at: Type, vocabulary: Vocabulary, prefix: str) -> Iterator[tuple[str, Type, str]]:
    """The same for the items of a list of records, and for lists inside them: `rules[].ports`. Nothing for other types."""
    if at.kind != "list" or at.item is None or at.item.record is None or prefix.count("[]") >= _DEPTH:
        return
    for path, reached, doc in paths(at.item, vocabulary, f"{prefix}[]."):
        yield path, reached, doc
        yield from item_attributes(reached, vocabulary, path)


def relations(name: str, vocabulary: Vocabulary) -> Iterator[tuple[str, Type, str]]:
    """(name, type, documentation) of an asset type's relations."""
    for relation, spec in vocabulary[name].relations.items():
        yield relation, relation_type(spec, vocabulary[name]), spec.doc


def paths(at: Type, vocabulary: Vocabulary, prefix: str = "", depth: int = 0) -> Iterator[tuple[str, Type, str]]:
    """(dotted path, type, documentation) of everything that can be reached, relations followed once.

    A type says null when the value, or anything on the way to it, can be null: that is what a control meets.
    """
    docs: Mapping[str, str] = {}
    if at.kind == "asset" and at.asset is not None:
        kind = vocabulary[at.asset]
        docs = {**field_docs(kind.record), **{name: relation.doc for name, relation in kind.relations.items()}}
    elif at.record is not None:
        docs = field_docs(at.record)
    for name, member in members(at, vocabulary).items():
        reached = replace(member, nullable=member.nullable or at.nullable)
        path = f"{prefix}{name}"
        yield path, reached, docs.get(name, "")
        if (reached.kind == "record" and depth < _DEPTH) or (reached.kind == "asset" and depth == 0):
            yield from paths(reached, vocabulary, f"{path}.", depth + 1)


def field_docs(record: type[Any]) -> dict[str, str]:
    """Field → docstring, of a record and its bases; one line each."""
    if record not in _DOCS:
        out: dict[str, str] = {}
        for base in reversed(record.__mro__):
            if hasattr(base, "__struct_fields__"):
                out.update(_own(base))
        _DOCS[record] = {name: " ".join(text.split()) for name, text in out.items()}
    return _DOCS[record]


_DOCS: dict[type[Any], dict[str, str]] = {}


def summary(thing: Any) -> str:
    """A class's docstring as one line."""
    return " ".join((inspect.getdoc(thing) or "").split())


def _own(record: type[Any]) -> dict[str, str]:
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(record)))
    except (OSError, TypeError, SyntaxError):
        return {}
    body = tree.body[0].body if isinstance(tree.body[0], ast.ClassDef) else []
    out = {}
    for field, doc in pairwise(body):
        text = doc.value.value if isinstance(doc, ast.Expr) and isinstance(doc.value, ast.Constant) else None
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(text, str):
            out[field.target.id] = text
    return out
