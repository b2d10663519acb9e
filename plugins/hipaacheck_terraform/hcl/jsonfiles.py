"""Configuration files in JSON (`.tf.json`) → the same syntax trees as of HCL's native syntax.
https://developer.hashicorp.com/terraform/language/syntax/json"""

from __future__ import annotations

import json
import re
from typing import Any

from hipaacheck_terraform.hcl import expressions as tree
from hipaacheck_terraform.hcl.expressions import Expression
from hipaacheck_terraform.hcl.lexer import Comment, HclError
from hipaacheck_terraform.hcl.parser import Attribute, Block, Body, parse_expression, parse_template

_LABELS = {"variable": 1, "resource": 2, "data": 2, "module": 1, "output": 1, "provider": 1}
_BLOCKS = frozenset({"lifecycle", "provisioner", "connection", "timeouts"})
"""Nested blocks of a resource that are never arguments of the provider."""
_VERBATIM = frozenset({"depends_on", "ignore_changes", "replace_triggered_by", "providers"})
_REFERENCE = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+)*")


def parse_json(text: str) -> tuple[Body, list[Comment]]:
    """The body that a JSON file is; it has no comments. Raises HclError."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise HclError(f"not JSON: {error.msg}", error.pos) from None
    return _Reader(text).root(document), []


class _Reader:
    """Finds, for people, about where each block stands: at the next place of its name in the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def root(self, document: Any) -> Body:
        out = Body()
        for part in document if isinstance(document, list) else [document]:
            if not isinstance(part, dict):
                raise HclError("an object of blocks was expected", 0)
            for kind, content in part.items():
                if kind == "//":
                    continue
                self._go(kind)
                for labels, body in _labelled(content, _LABELS.get(kind, 0), ()):
                    if labels:
                        self._go(labels[-1])
                    start = self._at
                    out.blocks.append(Block(kind, labels, self._body(kind, body), start, self._end(start)))
        return out

    def _go(self, name: str) -> None:
        found = self._text.find(json.dumps(name), self._at)
        if found < 0:
            found = self._text.find(json.dumps(name, ensure_ascii=False), self._at)
        self._at = max(found, self._at)

    def _end(self, start: int) -> int:
        """The end of the object behind a name."""
        at = self._text.find("{", start)
        try:
            return json.JSONDecoder().raw_decode(self._text, at)[1] if at >= 0 else start
        except json.JSONDecodeError:
            return start

    def _body(self, kind: str, content: Any) -> Body:
        if not isinstance(content, dict):
            raise HclError(f"an object was expected for {kind}", self._at)
        out = Body()
        for name, value in content.items():
            if name == "//":
                continue
            if name == "dynamic":
                out.blocks += self._dynamic(value)
            elif name in _BLOCKS or (kind == "terraform" and isinstance(value, dict | list)):
                out.blocks += [Block(name, labels, Body(), self._at, self._at) for labels, _ in _labelled(value, 0, ())]
            elif _has_dynamic(value):
                out.blocks += [Block(name, (), self._body(name, item), self._at, self._at) for _, item in _labelled(value, 0, ())]
            else:
                out.attributes[name] = Attribute(name, self._argument(kind, name, value), self._at, self._at)
        return out

    def _dynamic(self, value: Any) -> list[Block]:
        out = []
        for labels, body in _labelled(value, 1, ()):
            content = [item for _, item in _labelled(body.get("content"), 0, ())] if isinstance(body, dict) else []
            if len(content) != 1 or not isinstance(content[0], dict):
                raise HclError("a dynamic block without its content", self._at)
            inner = Body({}, [Block("content", (), self._body("content", content[0]), self._at, self._at)])
            for name in ("for_each", "iterator"):
                if name in body:
                    inner.attributes[name] = Attribute(name, self._argument("dynamic", name, body[name]), self._at, self._at)
            out.append(Block("dynamic", labels, inner, self._at, self._at))
        return out

    def _argument(self, kind: str, name: str, value: Any) -> Expression:
        if isinstance(value, str) and (
            (kind == "variable" and name == "type") or (name in ("provider", "iterator") and _REFERENCE.fullmatch(value))
        ):
            return parse_expression(value)
        if name in _VERBATIM or (kind == "variable" and name == "default"):
            return tree.Literal(value)
        return self._expression(value)

    def _expression(self, value: Any) -> Expression:
        if isinstance(value, str):
            try:
                return parse_template(value)
            except HclError as error:
                raise HclError(f"in a text: {error.message}", self._at) from None
        if isinstance(value, list):
            return tree.Tuple([self._expression(item) for item in value])
        if isinstance(value, dict):
            return tree.Object([(self._expression(key), self._expression(item)) for key, item in value.items()])
        return tree.Literal(value)


def _has_dynamic(value: Any) -> bool:
    """Whether a value is surely of nested blocks: it has dynamic ones in it."""
    if isinstance(value, list):
        return any(_has_dynamic(item) for item in value)
    return isinstance(value, dict) and (isinstance(value.get("dynamic"), dict | list) or any(map(_has_dynamic, value.values())))


def _labelled(content: Any, depth: int, labels: tuple[str, ...]) -> list[tuple[tuple[str, ...], Any]]:
    """Bodies with their labels: an object per label, of objects or of lists of them."""
    if isinstance(content, list):
        return [row for item in content for row in _labelled(item, depth, labels)]
    if depth == 0:
        return [(labels, content)]
    if not isinstance(content, dict):
        raise HclError("an object was expected", 0)
    return [row for name, item in content.items() if name != "//" for row in _labelled(item, depth - 1, (*labels, name))]
