"""YAML nodes against the schema of the register: the words of JSON Schema that it uses, with positions and advice."""

from __future__ import annotations

import re
from typing import Any

from hipaacheck.errors import Problem, nearest
from hipaacheck.language.nodes import Node
from hipaacheck.register.schema import PLACEHOLDER, SCHEMA, Schema

_KINDS: dict[str, tuple[type, str]] = {
    "object": (dict, "a mapping"),
    "array": (list, "a list"),
    "string": (str, "text"),
    "boolean": (bool, "true or false"),
}


def check_shape(node: Node, schema: Schema, problems: list[Problem], name: str = "a file of the register") -> None:
    """Add what is wrong with a node to `problems`; `name` is what messages call it. Agrees with JSON Schema about every node."""
    while "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
    if isinstance(node.value, str) and re.search(PLACEHOLDER, node.value):
        wanted = quoted(" ".join(node.value.split()).strip("<> "), 120)
        problems.append(node.problem(f"{name} is still to be filled in: {wanted}"))
    elif "enum" in schema:
        _check_enum(node, schema, problems, name)
    elif not isinstance(node.value, _KINDS[schema["type"]][0]):
        problems.append(node.problem(f"{name} must be {_KINDS[schema['type']][1]}{_instead(node, schema)}"))
    elif isinstance(node.value, dict):
        _check_object(node, schema, problems, name)
    elif isinstance(node.value, list):
        _check_list(node, schema, problems, name)
    elif isinstance(node.value, str):
        _check_text(node, schema, problems, name)


def quoted(text: str, longest: int = 60) -> str:
    """The text for a message: printable, on one line, and cut where it is longer."""
    shown = text if len(text) <= longest else f"{text[: longest - 1]}…"
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in shown)


def _instead(node: Node, schema: Schema) -> str:
    """What was found in place of the wanted type, and what to do about it."""
    if node.value is None:
        return ", and nothing is there"
    if schema["type"] == "string" and isinstance(node.value, int | float):
        return f"; quote it: {quoted(str(node.plain()).lower())!r}"
    found = next((words for kind, words in _KINDS.values() if isinstance(node.value, kind)), "a number")
    return f", not {found}"


def _check_enum(node: Node, schema: Schema, problems: list[Problem], name: str) -> None:
    values: list[str] = schema["enum"]
    if not isinstance(node.value, str) or node.value not in values:
        hint = nearest(quoted(node.value), values) if isinstance(node.value, str) else ""
        problems.append(node.problem(f"{name} must be one of {', '.join(values)}{hint}"))


def _check_text(node: Node, schema: Schema, problems: list[Problem], name: str) -> None:
    text: str = node.value
    refused = "not" in schema and re.search(schema["not"]["pattern"], text)
    if refused or not re.search(schema["pattern"], text) or len(text) < schema.get("minLength", 0):
        problems.append(node.problem(f"{name} must be {schema['description']}"))


def _check_list(node: Node, schema: Schema, problems: list[Problem], name: str) -> None:
    if len(node.value) < schema.get("minItems", 0):
        problems.append(node.problem(f"{name} is empty; name something, or leave the key out"))
    seen: set[Any] = set()
    for item in node.value:
        check_shape(item, schema["items"], problems, _of(name))
        if schema.get("uniqueItems") and isinstance(item.value, str):
            if item.value in seen:
                problems.append(item.problem(f"'{quoted(item.value)}' is listed twice"))
            seen.add(item.value)


_SINGULAR = {"waivers": "a waiver", "decisions": "a decision", "attestations": "an attestation", "documents": "a document"}


def _of(name: str) -> str:
    """What messages call an item of a list."""
    return _SINGULAR.get(name.strip("'"), f"an item of {name}")


def _check_object(node: Node, schema: Schema, problems: list[Problem], name: str) -> None:
    properties: dict[str, Schema] = schema.get("properties", {})
    extra = schema["additionalProperties"]
    missing = [key for key in schema.get("required", ()) if key not in node.value]
    if missing:
        problems.append(node.problem(f"{name}: missing {', '.join(missing)}"))
    if len(node.value) < schema.get("minProperties", 0):
        some = f" of {', '.join(properties)}" if properties else ""
        problems.append(node.problem(f"{name}: give at least one{some}"))
    for key, value in node.entries():
        if key.value in properties:
            check_shape(value, properties[key.value], problems, f"'{key.value}'")
        elif extra is False:
            problems.append(key.problem(f"unknown key '{quoted(key.value)}'{nearest(quoted(key.value), properties)}"))
        else:
            check_shape(key, schema["propertyNames"], problems, "a tag's name")
            check_shape(value, extra, problems, f"tag '{quoted(key.value)}'")
    for rule in schema.get("allOf", ()):
        _check_case(node, rule, problems)


def _check_case(node: Node, rule: Schema, problems: list[Problem]) -> None:
    """`if` a member has a value, `then` others are required, or may not be there."""
    ((member, wanted),) = rule["if"]["properties"].items()
    given = node.get(member)
    if given is None or given.value != wanted["const"]:
        return
    then = rule["then"]
    missing = [key for key in then.get("required", ()) if key not in node.value]
    if missing:
        problems.append(given.problem(f"{member} {given.value} needs {' and '.join(missing)}"))
    extra = [key for key in then.get("properties", {}) if key in node.value]
    problems += [node.value[key][0].problem(f"'{key}' does not go with {member} {given.value}; remove it") for key in extra]
