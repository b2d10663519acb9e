"""The part of the editor's schema that describes the assets in a control's tests (`given:` and `with:`)."""

from __future__ import annotations

from typing import Any

from hipaacheck.language.types import Type, Vocabulary, fields_of

Schema = dict[str, Any]
_PLAIN = {"bool": "boolean", "int": "integer", "float": "number", "str": "string", "time": "string"}
_UNKNOWN = {
    "type": "object",
    "required": ["$unknown"],
    "properties": {"$unknown": {"type": "string"}, "$refers": {"type": "string"}},
    "additionalProperties": False,
}


def given_reference(asset_type: str, vocabulary: Vocabulary, definitions: dict[str, Any]) -> Schema:
    """A reference to the definition of an asset's fields, defined on first use."""
    return _record(vocabulary[asset_type].record, definitions)


def others_schema(vocabulary: Vocabulary, definitions: dict[str, Any]) -> Schema:
    """`with:` asset types, each with a list of assets."""
    types = {name: {"type": "array", "items": given_reference(name, vocabulary, definitions)} for name in vocabulary}
    return {"type": "object", "properties": types, "additionalProperties": False, "description": "Other assets, by type."}


def _record(record: type[Any], definitions: dict[str, Any]) -> Schema:
    key = f"given.{record.__module__}.{record.__qualname__}"
    if key not in definitions:
        definitions[key] = {}
        properties = {name: _value(at, definitions) for name, at in fields_of(record).items()}
        definitions[key] = {"type": "object", "properties": properties, "additionalProperties": False}
    return {"$ref": f"#/$defs/{key}"}


def _value(at: Type, definitions: dict[str, Any]) -> Schema:
    """A value, an unknown one, or null where the type allows that. Plain kinds share one definition."""
    definitions.setdefault("unknown", _UNKNOWN)
    plain = _PLAIN.get(at.kind) or ("tags" if at.kind == "tags" else None)
    if plain is None:
        return _either(_structure(at, definitions), at.nullable)
    key = f"given.{at.kind}{'.null' if at.nullable else ''}"
    if key not in definitions:
        definitions[key] = {}
        shape = {"type": "object", "additionalProperties": _value(Type("str", True), definitions)} if plain == "tags" else None
        definitions[key] = _either(shape or {"type": plain}, at.nullable)
    return {"$ref": f"#/$defs/{key}"}


def _structure(at: Type, definitions: dict[str, Any]) -> Schema:
    if at.kind == "list" and at.item is not None:
        return {"type": "array", "items": _value(at.item, definitions)}
    return _record(at.record, definitions) if at.record is not None else {}


def _either(shape: Schema, nullable: bool) -> Schema:
    return {"anyOf": [shape, {"$ref": "#/$defs/unknown"}, *([{"type": "null"}] if nullable else [])]}
