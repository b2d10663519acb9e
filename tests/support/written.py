"""Values and configurations as text: in JSON files, and in native syntax."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from hipaacheck_terraform.source import SCHEMA

FACTS: dict[str, dict[str, Any]] = {
    name: facts for path in sorted(SCHEMA.glob("*.json")) for name, facts in msgspec.json.decode(path.read_bytes()).items()
}
"""The schema tables: type → argument → facts."""


class Code(NamedTuple):
    """An expression in HCL."""

    text: str


def _escaped(text: str) -> str:
    return text.replace("${", "$${").replace("%{", "%%{")


def json_form(node: Any) -> Any:
    """A value as it stands in a JSON file."""
    if isinstance(node, Code):
        return f"${{{node.text}}}"
    if isinstance(node, str):
        return _escaped(node)
    if isinstance(node, dict):
        return {_escaped(name): json_form(item) for name, item in node.items()}
    return [json_form(item) for item in node] if isinstance(node, list) else node


def hcl(node: Any) -> str:
    """A value in HCL's native syntax."""
    if isinstance(node, Code):
        return node.text
    if isinstance(node, dict):
        return "{" + ", ".join(f"{hcl(name)} = {hcl(item)}" for name, item in node.items()) + "}"
    if isinstance(node, list):
        return "[" + ", ".join(map(hcl, node)) + "]"
    return json.dumps(_escaped(node) if isinstance(node, str) else node, ensure_ascii=False)


# -- configurations -----------------------------------------------------------------------------------------------


def make_native(folder: Path) -> None:
    """Turn the JSON files of a folder, and of the modules below, into native syntax."""
    for file in sorted(folder.rglob("main.tf.json")):
        file.with_name("main.tf").write_text(native(json.loads(file.read_text("utf-8"))), "utf-8")
        file.unlink()


def native(document: Mapping[str, Any]) -> str:
    """A configuration in native syntax, with nested blocks where the provider has such."""
    out = []
    for kind, named in document.items():
        if kind in ("resource", "data"):
            for type_, labelled in named.items():
                facts = FACTS.get(f"data.{type_}" if kind == "data" else type_, {})
                out += [f'{kind} "{type_}" "{label}" {_native(body, facts)}' for label, body in labelled.items()]
        else:
            rows = [row for item in named for row in item.items()] if isinstance(named, list) else named.items()
            facts = {"default_tags": {"n": {}}} if kind == "provider" else {}
            plain = json_form if kind == "variable" else dict  # values of variables are no templates in JSON
            out += [f'{kind} "{label}" {_native(plain(body), facts)}' for label, body in rows]
    return "\n".join(out) + "\n"


def _native(body: Mapping[str, Any], facts: Mapping[str, Any], *, nested: bool = False) -> str:
    lines = []
    for name, value in body.items():
        fact = facts.get(name) or {}
        if "n" in fact and isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            lines += [f"{name} {_native(item, fact['n'], nested=True)}" for item in value]
        elif name in ("provider", "providers") and not nested:
            lines.append(f"{name} = {value if isinstance(value, str) else _unquoted(value)}")
        else:
            lines.append(f"{name} = {_quoted(value)}")
    return "{\n" + "".join(f"{line}\n" for line in lines) + "}"


def _unquoted(value: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{name} = {item}" for name, item in value.items()) + "}"


def _quoted(value: Any) -> str:
    """A value whose texts are templates already."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(name)} = {_quoted(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_quoted, value)) + "]"
    if isinstance(value, str) and value.startswith("${"):  # code is never a part of a text here
        return value[2:-1]
    return json.dumps(value, ensure_ascii=False)
