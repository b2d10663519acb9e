"""Statements of AWS policy documents. Grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html."""

from __future__ import annotations

from typing import Any

from hipaacheck import Record, Unknown

Texts = list[str | Unknown]


class Condition(Record, frozen=True, kw_only=True):
    """One test of a condition block."""

    operator: str
    """Operator in lower case, e.g. `stringequals`, with its `foranyvalue:` or `…ifexists`."""
    key: str
    """Condition key in lower case, e.g. `aws:sourcearn`."""
    values: list[str | Unknown] | Unknown
    """Values compared with; any of them may match."""


class Statement(Record, frozen=True, kw_only=True):
    """One statement."""

    effect: str | Unknown
    """`Allow` or `Deny`."""
    principals: list[str | Unknown] | Unknown
    """Who: `*` for anyone, an ARN or account, else `Service:…`, `Federated:…`, `CanonicalUser:…`. Empty in identity policies."""
    not_principals: list[str | Unknown] | Unknown
    """Everyone but these."""
    actions: list[str | Unknown] | Unknown
    """Actions in lower case, with wildcards as written."""
    not_actions: list[str | Unknown] | Unknown
    """Every action but these, in lower case."""
    resources: list[str | Unknown] | Unknown
    """Resources as written."""
    not_resources: list[str | Unknown] | Unknown
    """Every resource but these."""
    conditions: list[Condition | Unknown] | Unknown
    """Every condition must hold."""


_KEYS = {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"}
_KINDS = {"AWS": "", "*": "", "Service": "Service:", "Federated": "Federated:", "CanonicalUser": "CanonicalUser:"}


def parse_statement(raw: Any, where: str) -> Statement | Unknown:
    """A statement from its decoded JSON. One with a key or an effect that is not in the grammar is unknown."""
    if isinstance(raw, Unknown):
        return raw
    if not isinstance(raw, dict) or raw.get("Effect") not in ("Allow", "Deny"):
        return Unknown("a statement without a valid Effect", where)
    if not raw.keys() <= _KEYS:
        odd = min(map(str, raw.keys() - _KEYS))
        return Unknown(f"a statement with the key {odd!r}, which policies do not have", where)
    return Statement(
        effect=raw["Effect"],
        principals=_principals(raw.get("Principal")),
        not_principals=_principals(raw.get("NotPrincipal")),
        actions=lower(texts(raw.get("Action"))),
        not_actions=lower(texts(raw.get("NotAction"))),
        resources=texts(raw.get("Resource")),
        not_resources=texts(raw.get("NotResource")),
        conditions=_conditions(raw.get("Condition")),
    )


def texts(raw: Any) -> Texts:
    """One text or a list of them, as a list. Numbers and booleans count as texts; what else there is, is unknown."""
    if raw is None:
        return []
    return [item if isinstance(item, str | Unknown) else _text(item) for item in (raw if isinstance(raw, list) else [raw])]


def _text(item: Any) -> str | Unknown:
    return str(item) if isinstance(item, int | float) else Unknown(f"{type(item).__name__} where text was expected")


def lower(items: Texts) -> Texts:
    """In lower case."""
    return [item if isinstance(item, Unknown) else item.lower() for item in items]


def lower_booleans(items: Texts) -> Texts:
    """`True` and `False` in lower case, as AWS compares them; other texts as they are."""
    return [item.lower() if isinstance(item, str) and item.lower() in ("true", "false") else item for item in items]


def principal(kind: str, identifier: str | Unknown) -> str | Unknown:
    """A principal as `Statement` writes it. One of a kind that policies do not have is unknown."""
    if isinstance(identifier, Unknown):
        return identifier
    prefix = _KINDS.get(kind)
    return Unknown(f"a principal of the kind {kind!r}, which policies do not have") if prefix is None else prefix + identifier


def _principals(raw: Any) -> Texts:
    if not isinstance(raw, dict):
        return texts(raw)
    return [principal(str(kind), item) for kind, values in raw.items() for item in texts(values)]


def _conditions(raw: Any) -> list[Condition | Unknown] | Unknown:
    if raw is None:
        return []
    if not isinstance(raw, dict):
        return raw if isinstance(raw, Unknown) else Unknown("a condition block that is no map")
    out: list[Condition | Unknown] = []
    for operator, tests in raw.items():
        if not isinstance(tests, dict):
            out.append(tests if isinstance(tests, Unknown) else Unknown(f"tests of {operator} that are no map"))
            continue
        out += [
            Condition(operator=str(operator).lower(), key=str(key).lower(), values=lower_booleans(texts(values)))
            for key, values in tests.items()
        ]
    return distinct(out)


def distinct(conditions: list[Condition | Unknown]) -> list[Condition | Unknown]:
    """Conditions with those unknown that test the same key in the same way: AWS may take the values of both, or of one."""
    seen: set[tuple[str, str]] = set()
    twice: set[tuple[str, str]] = set()
    for item in conditions:
        if isinstance(item, Condition):
            test = (item.operator, item.key)
            (twice if test in seen else seen).add(test)
    if not twice:
        return conditions
    return [
        Unknown(f"two conditions on {item.key}") if isinstance(item, Condition) and (item.operator, item.key) in twice else item
        for item in conditions
    ]
