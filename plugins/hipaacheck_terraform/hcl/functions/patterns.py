"""`regex`, `regexall` and `replace`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hipaacheck_terraform.hcl.functions.arguments import Bodies, bounded, text
from hipaacheck_terraform.hcl.functions.syntax import Expression, compiled
from hipaacheck_terraform.hcl.values import EvaluationError, Value

REFERENCE = re.compile(r"\$(?:(\$)|(\w+)|\{(\w+)\})")


def regex(pattern: Value, value: Value) -> Value:
    expression = _expression(pattern)
    found = expression.pattern.search(text(value))
    if found is None:
        raise EvaluationError("the pattern matches no part of the string")
    return _captured(expression, found)


def regexall(pattern: Value, value: Value) -> list[Value]:
    expression = _expression(pattern)
    return [_captured(expression, found) for found in _matches(expression, text(value))]


def replace(value: Value, part: Value, by: Value) -> str:
    found, old, new = text(value), text(part), text(by)
    if len(old) > 1 and old.startswith("/") and old.endswith("/"):
        return _replaced(compiled(old[1:-1]), found, new)
    bounded(len(found) + len(new) * (found.count(old) if new else 0))
    return found.replace(old, new)


def _expression(pattern: Value) -> Expression:
    expression = compiled(text(pattern))
    if len({bool(name) for name in expression.names}) > 1:
        raise EvaluationError("named and unnamed groups cannot be mixed")
    return expression


def _captured(expression: Expression, found: re.Match[str]) -> Value:
    if not expression.names:
        return found[0]
    if expression.names[0]:
        return dict(zip(expression.names, found.groups(), strict=True))
    return list(found.groups())


def _matches(expression: Expression, value: str) -> Iterator[re.Match[str]]:
    """All matches as Go counts them: an empty one does not stand right behind the one before."""
    at, before = 0, -1
    while at <= len(value) and (found := expression.pattern.search(value, at)):
        empty = found.end() == at
        if not (empty and found.start() == before):
            yield found
        before = found.end()
        at = at + 1 if empty else found.end()


def _replaced(expression: Expression, value: str, template: str) -> str:
    parts: list[str] = []
    at = size = 0
    for found in _matches(expression, value):
        if found.end() == found.start() == at != 0:
            continue
        parts += [value[at : found.start()], _expanded(expression, found, template)]
        size += len(parts[-1])
        bounded(size)
        at = found.end()
    return "".join([*parts, value[at:]])


def _expanded(expression: Expression, found: re.Match[str], template: str) -> str:
    def group(reference: re.Match[str]) -> str:
        if reference[1]:
            return "$"
        name = reference[2] or reference[3]
        if name.isascii() and name.isdigit():
            number = int(name)
            return (found[number] or "") if number <= len(expression.names) else ""
        captured = [found[place] for place, known in enumerate(expression.names, 1) if known == name]
        return next((part for part in captured if part is not None), "")

    return REFERENCE.sub(group, template)


FUNCTIONS: Bodies = {"regex": regex, "regexall": regexall, "replace": replace}
