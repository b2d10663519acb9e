"""A JSON Schema of controls for editors: each asset type enumerates its own paths.

For `# yaml-language-server: $schema=…`. The loader remains the judge; the schema helps while typing. Draft 2020-12.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hipaacheck.language.fielddocs import field_docs, summary
from hipaacheck.language.operators import OPS
from hipaacheck.language.types import Type, Vocabulary, members
from hipaacheck.model.controls import QUANTIFIERS, SEVERITIES
from hipaacheck.model.findings import VERDICTS

_DEPTH = 4
_JSON_TYPES = {"bool": "boolean", "int": "integer", "float": "number", "str": "string"}
_PARAMETER = {"type": "string", "pattern": r"^\$[a-z]"}


def control_schema(vocabulary: Vocabulary) -> dict[str, Any]:
    """The schema of one control document."""
    definitions: dict[str, Any] = {}
    choices = []
    for name in vocabulary:
        reference = _predicate(Type("asset", asset=name), vocabulary, definitions)
        then = {"properties": {"require": reference, "when": reference}}
        choices.append({"if": {"properties": {"asset": {"const": name}}}, "then": then})
    text = {"type": "string"}
    texts = {"type": "array", "items": text}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hipaacheck control",
        "type": "object",
        "required": ["id", "title", "severity", "asset", "safeguards", "require"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)+$"},
            "title": text,
            "severity": {"enum": list(SEVERITIES)},
            "asset": {"enum": list(vocabulary)},
            "safeguards": {"type": "array", "items": {"type": "string", "pattern": r"^164\."}, "minItems": 1},
            "require": {"type": "object"},
            "when": {"type": "object"},
            "params": {"type": "object"},
            "message": text,
            "rationale": text,
            "remediation": text,
            "references": texts,
            "mappings": {"type": "object"},
            "tags": texts,
            "replaces": texts,
            "tests": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["name", "given", "expect"],
                    "properties": {"expect": {"enum": list(VERDICTS)}},
                },
            },
        },
        "allOf": choices,
        "$defs": definitions,
    }


def _predicate(at: Type, vocabulary: Vocabulary, definitions: dict[str, Any]) -> dict[str, Any]:
    key = at.asset or (f"record.{at.record.__name__}" if at.record else f"item.{at.kind}")
    reference = {"$ref": f"#/$defs/{key}"}
    if key in definitions:
        return reference
    definitions[key] = {}
    properties: dict[str, Any] = {
        "all": {"type": "array", "items": reference},
        "any": {"type": "array", "items": reference},
        "not": reference,
        "call": {"type": "object"},
    }
    patterns: dict[str, Any] = {}
    if at.kind in ("asset", "record"):
        for path, reached, doc in paths(at, vocabulary):
            shape = _value(reached, vocabulary, definitions)
            if reached.kind == "tags":
                patterns[f"^{path}\\..+$".replace(".", r"\.", path.count("."))] = _value(
                    Type("str", True), vocabulary, definitions
                )
            properties[path] = {**shape, "description": doc} if doc else shape
    else:
        properties.update(_operators(at))
    definitions[key] = {"type": "object", "properties": properties, "patternProperties": patterns, "additionalProperties": False}
    return reference


def paths(at: Type, vocabulary: Vocabulary, prefix: str = "", depth: int = 0) -> Iterator[tuple[str, Type, str]]:
    """(dotted path, type, documentation) of everything that can be reached, relations followed once."""
    docs: Mapping[str, str] = {}
    if at.kind == "asset" and at.asset is not None:
        kind = vocabulary[at.asset]
        docs = {**field_docs(kind.record), **{name: relation.doc for name, relation in kind.relations.items()}}
    elif at.record is not None:
        docs = field_docs(at.record)
    for name, reached in members(at, vocabulary).items():
        path = f"{prefix}{name}"
        yield path, reached, docs.get(name, "")
        if (reached.kind == "record" and depth < _DEPTH) or (reached.kind == "asset" and depth == 0):
            yield from paths(reached, vocabulary, f"{path}.", depth + 1)


def _value(at: Type, vocabulary: Vocabulary, definitions: dict[str, Any]) -> dict[str, Any]:
    operators = _operators(at)
    if at.kind == "list" and at.item is not None:
        where = _predicate(at.item, vocabulary, definitions)
        operators.update(dict.fromkeys(QUANTIFIERS, where))
        operators["count"] = {"type": "object"}
    mapping = {"type": "object", "properties": operators, "additionalProperties": False}
    literal = _JSON_TYPES.get(at.kind)
    return {"anyOf": [{"type": literal}, _PARAMETER, mapping]} if literal else mapping


def _operators(at: Type) -> dict[str, Any]:
    out: dict[str, Any] = {name: {} for name, rule in OPS.items() if at.kind in rule.takes and (name != "present" or at.nullable)}
    if at.nullable:
        out["absent"] = {"type": "boolean"}
    return out


def type_summary(name: str, vocabulary: Vocabulary) -> str:
    """What an asset type is, in one line."""
    return summary(vocabulary[name].record)
