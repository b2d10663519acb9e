"""A JSON Schema of controls for editors: each asset type enumerates its own paths, each path its own operators.

For `# yaml-language-server: $schema=…`. The loader remains the judge; the schema helps while typing. Draft 2020-12.
It is never stricter than the loader. It is looser in what a schema cannot say: whether a parameter exists and fits,
whether a regular expression or a CIDR block is one, and paths through more than one relation.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from hipaacheck.language.fielddocs import paths, type_summary
from hipaacheck.language.given_schema import given_reference, others_schema
from hipaacheck.language.operators import OPS
from hipaacheck.language.types import Type, Vocabulary
from hipaacheck.model.controls import QUANTIFIERS, SEVERITIES
from hipaacheck.model.findings import VERDICTS

Schema = dict[str, Any]
_JSON_TYPES = {"bool": "boolean", "int": "integer", "float": "number", "str": "string"}
_PARAMETER = {"type": "string", "pattern": r"^\$[a-z][a-z0-9_]*$"}
_SPAN = {"type": "string", "pattern": r"^([1-9][0-9]*[mhdy]|\$[a-z][a-z0-9_]*)$"}
_TEXT = {"type": "string", "pattern": r"\S"}
_TEXTS = {"type": "array", "items": _TEXT}
_ID = {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)+$"}
_PARAM_TYPES = {"string": "string", "integer": "integer", "number": "number", "boolean": "boolean"}


def control_schema(
    vocabulary: Vocabulary, citations: Collection[str] = (), predicates: Mapping[str, Any] | None = None
) -> Schema:
    """The schema of one control document. `citations` are the safeguards there are, `predicates` those that plugins add."""
    builder = _Builder(vocabulary, predicates or {})
    choices = []
    for name in vocabulary:
        reference = builder.predicate(Type("asset", asset=name))
        given = {"items": {"properties": {"given": given_reference(name, vocabulary, builder.definitions)}}}
        then = {"properties": {"require": reference, "when": reference, "tests": given}}
        choices.append({"if": {"properties": {"asset": {"const": name}}, "required": ["asset"]}, "then": then})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hipaacheck control",
        "type": "object",
        "required": ["id", "title", "severity", "asset", "safeguards", "require"],
        "additionalProperties": False,
        "properties": {
            "id": _ID,
            "title": {**_TEXT, "description": "What is true of every asset when the control passes."},
            "severity": {"enum": list(SEVERITIES)},
            "asset": {"oneOf": [{"const": name, "description": type_summary(name, vocabulary)} for name in vocabulary]},
            "safeguards": {
                "type": "array",
                "items": {"enum": sorted(citations)} if citations else {"type": "string", "pattern": r"^164\."},
                "minItems": 1,
                "uniqueItems": True,
            },
            "when": {"type": "object", "description": "Where this is false, the control does not apply."},
            "require": {"type": "object", "description": "What must hold."},
            "params": _params(),
            "message": {**_TEXT, "description": "Sentence for failures; {path} shows a plain value."},
            "rationale": _TEXT,
            "remediation": _TEXT,
            "references": _TEXTS,
            "mappings": {"additionalProperties": {"anyOf": [_TEXT, {**_TEXTS, "minItems": 1}]}, "type": "object"},
            "tags": _TEXTS,
            "replaces": _TEXTS,
            "tests": _tests(others_schema(vocabulary, builder.definitions), vocabulary),
        },
        "allOf": choices,
        "$defs": builder.definitions,
    }


class _Builder:
    """Collects one definition per asset type, record, item type and kind of value."""

    def __init__(self, vocabulary: Vocabulary, predicates: Mapping[str, Any]) -> None:
        self.vocabulary = vocabulary
        self.predicates = predicates
        self.definitions: dict[str, Any] = {"parameter": _PARAMETER}

    def predicate(self, at: Type) -> Schema:
        """A predicate over an asset, a record, or a plain item of a list."""
        key = type_key(at)
        if key not in self.definitions:
            self.definitions[key] = {}
            self.definitions[key] = self._predicate(at, {"$ref": f"#/$defs/{key}"})
        return {"$ref": f"#/$defs/{key}"}

    def _predicate(self, at: Type, itself: Schema) -> Schema:
        several = {"type": "array", "items": itself, "minItems": 1}
        properties: dict[str, Any] = {"all": several, "any": several, "not": itself}
        out: Schema = {"type": "object", "minProperties": 1, "properties": properties, "additionalProperties": False}
        if at.kind not in ("asset", "record"):
            properties.update(self._operators(at))
            return out
        calls = [_call(name, spec) for name, spec in self.predicates.items() if at.asset in spec.assets]
        if calls:
            properties["call"] = {"anyOf": calls}
        tags: list[str] = []
        chains: list[str] = []
        for path, reached, doc in paths(at, self.vocabulary):
            shape = self._value(reached)
            if reached.kind == "tags":
                tags.append(path)
            if reached.kind == "asset" and "." in path:
                chains.append(path)
            if shape is not None:
                properties[path] = {**shape, "description": doc} if doc else shape
        patterns: dict[str, Any] = {}
        if tags:
            patterns[f"^({_alternatives(tags)})\\..+$"] = self._value(Type("str", True))
        if chains:
            patterns[f"^({_alternatives(chains)})\\..+$"] = True
        return {**out, "patternProperties": patterns} if patterns else out

    def _value(self, at: Type) -> Schema | None:
        """What may follow a path; null when no operator takes the value, as for a record that is never absent."""
        operators = self._operators(at)
        if not operators:
            return None
        key = f"at.{type_key(at)}{'.null' if at.nullable else ''}"
        if key not in self.definitions:
            self.definitions[key] = {}
            mapping: Schema = {"type": "object", "minProperties": 1, "properties": operators, "additionalProperties": False}
            if at.nullable:
                operators["absent"] = {"type": "boolean", "description": "The answer when the value is null."}
                mapping["dependentRequired"] = {
                    name: ["absent"] for name in operators if name not in ("present", "eq", "in", "absent")
                }
                mapping["not"] = {"required": ["absent"], "maxProperties": 1}
            short = _JSON_TYPES.get(at.kind)
            forms = [{"type": short}] if short else []
            forms += [{"$ref": "#/$defs/parameter"}] if short and short != "string" else []
            self.definitions[key] = {"anyOf": [*forms, mapping]} if forms else mapping
        return {"$ref": f"#/$defs/{key}"}

    def _operators(self, at: Type) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for name, rule in OPS.items():
            if at.kind in rule.takes and (name != "present" or at.nullable):
                operand = _operand(rule.operand, at)
                if operand is not None:
                    out[name] = operand
        if at.kind == "list" and at.item is not None:
            where = self.predicate(at.item)
            out.update(dict.fromkeys(QUANTIFIERS, where))
            out["count"] = _count(where)
        return out


def type_key(at: Type) -> str:
    """The name of a type among definitions. Records of different modules may share their own name."""
    if at.kind == "list" and at.item is not None:
        return f"list.{type_key(at.item)}"
    return at.asset or (f"{at.record.__module__}.{at.record.__qualname__}" if at.record else f"item.{at.kind}")


def _operand(wants: str, at: Type) -> Schema | None:
    """What an operator takes; null when it takes nothing of this type."""
    if wants == "item" and at.kind == "list" and at.item is not None:
        at = at.item
    literal: Schema = {"type": _JSON_TYPES.get(at.kind)}
    match wants:
        case "flag":
            return {"anyOf": [{"type": "boolean"}, {"$ref": "#/$defs/parameter"}]}
        case "text":
            return {"type": "string"}
        case "span" if at.kind == "time":
            return _SPAN
        case "span":
            return {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
        case _ if at.kind not in _JSON_TYPES:
            return None
        case "list":
            return {"anyOf": [{"type": "array", "items": literal, "minItems": 1}, {"$ref": "#/$defs/parameter"}]}
        case _:
            return literal if at.kind == "str" else {"anyOf": [literal, {"$ref": "#/$defs/parameter"}]}


def _count(where: Schema) -> Schema:
    number = {"anyOf": [{"type": "integer"}, {"$ref": "#/$defs/parameter"}]}
    properties = {**dict.fromkeys(("eq", "ne", "lt", "le", "gt", "ge"), number), "where": where}
    only_where = {"required": ["where"], "maxProperties": 1}
    return {
        "type": "object",
        "minProperties": 1,
        "properties": properties,
        "additionalProperties": False,
        "not": only_where,
    }


def _call(name: str, spec: Any) -> Schema:
    arguments: dict[str, Any] = {}
    for argument, kind in spec.arguments.items():
        one = {"type": _PARAM_TYPES.get(kind.removesuffix("s") if kind in ("strings", "integers") else kind)}
        of = {"type": "array", "items": one, "minItems": 1} if kind in ("strings", "integers") else one
        arguments[argument] = {"anyOf": [of, {"$ref": "#/$defs/parameter"}]}
    return {
        "type": "object",
        "required": ["name", *arguments],
        "properties": {"name": {"const": name, "description": spec.doc}, **arguments},
        "additionalProperties": False,
    }


def _params() -> Schema:
    defaults: dict[str, Any] = {kind: {"type": name} for kind, name in _PARAM_TYPES.items()}
    defaults |= {f"{kind}s": {"type": "array", "items": {"type": kind}} for kind in ("string", "integer")}
    parameter = {
        "type": "object",
        "required": ["type", "default", "doc"],
        "properties": {
            "type": {"enum": list(defaults)},
            "default": {},
            "doc": {"type": "string"},
            "weaker": {"enum": ["lower", "higher", "different"], "description": "The direction that weakens the control."},
        },
        "additionalProperties": False,
        "allOf": [
            {"if": {"properties": {"type": {"const": kind}}, "required": ["type"]}, "then": {"properties": {"default": shape}}}
            for kind, shape in defaults.items()
        ],
    }
    return {"type": "object", "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$"}, "additionalProperties": parameter}


def _tests(others: Schema, vocabulary: Vocabulary) -> Schema:
    properties = {
        "name": {"type": ["string", "number", "boolean"]},
        "given": {"type": "object", "description": "Fields of the asset; those not given are unknown."},
        "with": others,
        "incomplete": {"type": "array", "items": {"enum": list(vocabulary)}, "description": "Types not completely listed."},
        "params": {"type": "object"},
        "as_of": {"type": "string", "description": "ISO 8601; 2026-01-01 otherwise."},
        "expect": {"enum": list(VERDICTS)},
    }
    item = {"type": "object", "required": ["name", "given", "expect"], "properties": properties, "additionalProperties": False}
    return {"type": "array", "items": item}


def _alternatives(names: list[str]) -> str:
    return "|".join(name.replace(".", r"\.") for name in names)
