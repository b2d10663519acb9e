"""A resource as it is recorded: what a plan or source says of it, without anything that may be secret.

Redacted are values that the plan or the provider marks as sensitive, whatever arguments hold whose names tell of secrets, and
values that look like one wherever they stand; also texts of more than 16 kB, unless they are policies. In their place is the mark
of all sources, `{"$redacted": {"why", "len", "hmac"}}`. A JSON text becomes `{"$json": value}` with the same done to its members.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from hipaacheck_assets.secret_names import looks_secret
from hipaacheck_live.redaction import Redactor
from hipaacheck_terraform.blocks import IN_ORDER, Resource
from hipaacheck_terraform.secret_arguments import CLOUDS, LOOKS_SECRET, POINTER, SETTINGS, Named, named, plain

_HIDDEN = "(sensitive)"
"""Stands for a sensitive value that is no text and no number, of which the length would tell too much."""
_LARGE = 16_384
_LARGEST_POLICY = 262_144
_SHORT = 200
_DEEPEST = 60
_TAGS = frozenset({"tags", "tags_all", "labels"})
_JSON = re.compile(r"\s*(\{\s*[\"}]|\[\s*[\[{\"\]])")
"""How texts begin that hold JSON objects or lists."""
_UNKNOWN = {"$unknown", "refers"}
"""Members of what stands for an unknown part of a document."""
_POLICY = frozenset({"version", "id", "statement"})


class Redaction:
    """Makes bodies of resources, all with the same redactor: equal values stay equal."""

    def __init__(self, redactor: Redactor) -> None:
        self._texts = _Texts(redactor)

    def body(self, resource: Resource) -> dict[str, Any]:
        """What is recorded of a resource: `address`, `type`, `provider` (its configuration, else its name), `values`, `unknown`
        (true at places known only after apply, else `{"$unknown": reason}`); where the configuration has any, `references` by
        argument and `documents`, JSON texts of which only parts are unknown."""
        data = resource.address.removeprefix(f"{resource.module}.").startswith("data.")
        facts = _facts().get(f"data.{resource.type}" if data else resource.type, {})
        scope = _Scope(self._texts, resource.type)
        foreign: Named = None if resource.type.startswith(CLOUDS) else "all"
        found = {
            "address": self.name(resource.address),
            "type": self.name(resource.type),
            "provider": None if resource.provider is None else self.name(resource.provider),
            "values": scope.value(dict(resource.values), resource.sensitive, facts, foreign, 0),
            "unknown": self._unknown(resource.unknown, resource.sensitive, 0),
        }
        references = self._references(resource.expressions, 0)
        documents = self._documents(resource, scope, facts, foreign)
        return {
            **found,
            **({"references": references} if references else {}),
            **({"documents": documents} if documents else {}),
        }

    def name(self, text: str) -> str:
        """An address or a name, unless it looks like a secret."""
        return self._texts.name(text)

    def _unknown(self, unknown: Any, sensitive: Any, depth: int) -> Any:
        """Marks of what is unknown. Below what is sensitive, nothing but that there are some."""
        if isinstance(unknown, str):
            return {"$unknown": self._texts.free(unknown)}
        if not isinstance(unknown, dict | list):
            return unknown
        if _hides(sensitive, unknown) or depth > _DEEPEST:
            return True
        if isinstance(unknown, list):
            return [self._unknown(item, _at(sensitive, number), depth + 1) for number, item in enumerate(unknown)]
        return {self.name(name): self._unknown(item, _of(sensitive, name), depth + 1) for name, item in unknown.items()}

    def _references(self, expression: Any, depth: int) -> Any:
        """The references of expressions, by argument, without the constants beside them."""
        if depth > _DEEPEST:
            return None
        if isinstance(expression, list):
            found = [self._references(item, depth + 1) for item in expression]
            return found if any(found) else None
        if not isinstance(expression, dict):
            return None
        if isinstance(expression.get("references"), list):
            texts = [self.name(text) for text in expression["references"] if isinstance(text, str)]
            return texts or None
        if IN_ORDER in expression:
            return self._references(expression[IN_ORDER], depth + 1)
        below = {self.name(name): self._references(item, depth + 1) for name, item in expression.items()}
        return {name: item for name, item in below.items() if item} or None

    def _documents(self, resource: Resource, scope: _Scope, facts: Mapping[str, Any], foreign: Named) -> dict[str, Any]:
        """JSON texts of source that are partly unknown, with `{"$unknown": reason, "refers": address}` in place of the parts."""
        expressions = resource.expressions if isinstance(resource.expressions, dict) else {}
        marks = resource.sensitive if isinstance(resource.sensitive, dict) else {}
        return {
            self.name(name): scope.document(name, leaf["json"], marks.get(name), facts.get(name, {}), foreign)
            for name, leaf in expressions.items()
            if isinstance(leaf, dict) and "json" in leaf and resource.sensitive is not True
        }


class _Scope:
    """Redacts the values of one resource."""

    def __init__(self, texts: _Texts, type_: str) -> None:
        self._texts = texts
        self._type = type_

    def value(self, value: Any, sensitive: Any, facts: Mapping[str, Any], why: Named, depth: int) -> Any:
        """A value, with the marks of what is sensitive and the facts of the schema below it. `why`: what names above it tell."""
        if _hides(sensitive, value) or depth > _DEEPEST:
            return self._hidden(value)
        if isinstance(value, dict):
            if value.keys() == _UNKNOWN:
                return self._scanned(value, depth)
            # texts of nested blocks have names of their own, those of a map belong to what holds the map
            return {
                self._texts.name(name): self._member(name, item, _of(sensitive, name), facts, why, value, depth)
                for name, item in value.items()
            }
        if isinstance(value, list):
            why = None if why == "texts" and any(isinstance(item, dict) for item in value) else why
            return [self.value(item, _at(sensitive, number), facts, why, depth + 1) for number, item in enumerate(value)]
        return self._plain(value, why, depth)

    def _member(
        self, name: str, item: Any, sensitive: Any, facts: Mapping[str, Any], why: Named, beside: Mapping[str, Any], depth: int
    ) -> Any:
        fact = facts.get(name)
        fact = fact if isinstance(fact, dict) else {}
        if "s" in fact and item is not None:
            return self._hidden(item)
        if name in _TAGS and depth == 0 and why is None and isinstance(item, dict):
            return self._tags(item, sensitive)
        if why is None and not plain(self._type, name, beside.get("namespace")):
            why = named(name)
        return self.value(item, sensitive, fact.get("n", {}), why, depth + 1)

    def document(self, name: str, value: Any, sensitive: Any, fact: Mapping[str, Any], why: Named) -> Any:
        """A document that is the value of an argument, partly known."""
        if sensitive or "s" in fact:
            return self._hidden(value)
        return self._json(value, 0) if (why or named(name)) is None else self.value(value, None, {}, "all", 0)

    def _tags(self, tags: Mapping[str, Any], sensitive: Any) -> Any:
        """Tags and labels have names that people gave, which tell less."""
        if _hides(sensitive, tags):
            return self._hidden(tags)
        return {
            self._texts.name(name): self.value(
                item, _of(sensitive, name), {}, "all" if isinstance(item, str) and looks_secret(name, item) else None, 1
            )
            for name, item in tags.items()
        }

    def _plain(self, value: Any, why: Named, depth: int) -> Any:
        if why is None:
            return self._text(value, depth) if isinstance(value, str) else value
        if isinstance(value, str) and (value == "" or value.lower() in SETTINGS or POINTER.fullmatch(value)):
            return self._texts.free(value)
        return self._texts.withheld(value)

    def _text(self, text: str, depth: int) -> Any:
        document = _decoded(text)
        if _is_policy(document):
            return self._texts.free(text)
        if len(text) > _LARGE or (document is None and _JSON.match(text)):
            return self._texts.withheld(text)
        return self._texts.free(text) if document is None else {"$json": self._json(document, depth + 1)}

    def _json(self, document: Any, depth: int) -> Any:
        """A JSON document. Members of a policy have no secret names."""
        return self._scanned(document, depth) if _is_policy(document) else self.value(document, None, {}, None, depth)

    def _scanned(self, value: Any, depth: int) -> Any:
        """A value of which only what looks like a secret goes."""
        if depth > _DEEPEST:
            return self._hidden(value)
        if isinstance(value, dict):
            return {self._texts.name(name): self._scanned(item, depth + 1) for name, item in value.items()}
        if isinstance(value, list):
            return [self._scanned(item, depth + 1) for item in value]
        return self._texts.free(value) if isinstance(value, str) else value

    def _hidden(self, value: Any) -> Any:
        """What stands for a sensitive value."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        return self._texts.sensitive(value if isinstance(value, str) else _HIDDEN)


class _Texts:
    """Redacts single texts. Those that were found to be harmless are not looked at again."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._harmless: set[str] = set()

    def free(self, text: str) -> Any:
        """A text, unless it looks like a secret."""
        if text in self._harmless:
            return text
        found = self._redactor.walk(text, "value" if _looks_secret(text) else None)
        if found is text and len(text) <= _SHORT:
            self._harmless.add(text)
        return found

    def name(self, text: str) -> str:
        """A name or an address, unless it looks like a secret."""
        found = self.free(text)
        return found if isinstance(found, str) else f"redacted {found['$redacted']['hmac'][:16]}"

    def withheld(self, value: Any) -> Any:
        """What stands for a value that may be a secret by its place; switches and null stay."""
        return self._redactor.walk(value, "own")

    def sensitive(self, text: str) -> Any:
        """What stands for a text that is marked as sensitive."""
        return self._redactor.walk(text, "model")


def _looks_secret(text: str) -> bool:
    return LOOKS_SECRET.search(text) is not None or looks_secret("", text)


def _hides(marks: Any, value: Any) -> bool:
    """Whether marks hide all of a value: those that are not of its form do."""
    return marks is True or (bool(marks) and value is not None and type(marks) is not type(value))


def _at(marks: Any, number: int) -> Any:
    """The mark of one list item. A list of marks may be shorter than the list."""
    return (marks[number] if number < len(marks) else None) if isinstance(marks, list) else None


def _of(marks: Any, name: str) -> Any:
    return marks.get(name) if isinstance(marks, dict) else None


def _decoded(text: str) -> Any:
    """The object or list that a text holds as JSON; null when it is none."""
    if len(text) > _LARGEST_POLICY or not _JSON.match(text):
        return None
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None


def _is_policy(document: Any) -> bool:
    """Whether a document is a policy of AWS: it has statements, and nothing besides but a version and an id."""
    return isinstance(document, dict) and {"statement"} <= {name.lower() for name in document} <= _POLICY


@cache
def _facts() -> dict[str, dict[str, Any]]:
    """What is known of the arguments of resource types, sensitive ones marked `s`."""
    folder = Path(__file__).with_name("schema")
    tables = [msgspec.json.decode(path.read_bytes()) for path in sorted(folder.glob("*.json"))]
    return {type_: facts for table in tables for type_, facts in table.items()}
