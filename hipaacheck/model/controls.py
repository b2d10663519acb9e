"""Controls as typed trees: what the language compiles to and what the built-in pack stores as JSON."""

from __future__ import annotations

from typing import Any, Literal, get_args

import msgspec

Severity = Literal["critical", "high", "medium", "low"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""From worst to mildest."""

Operator = Literal["eq", "ne", "in", "not_in", "lt", "le", "gt", "ge", "matches", "contains", "within", "older_than", "present"]
OPERATORS: tuple[Operator, ...] = get_args(Operator)
Quantifier = Literal["some", "every", "none"]
QUANTIFIERS: tuple[Quantifier, ...] = get_args(Quantifier)

Path = tuple[str, ...]
"""Field and relation names, outermost first; empty for the item itself inside a quantifier over plain values."""


class Node(msgspec.Struct, frozen=True, tag_field="is", omit_defaults=True):
    """Base of the predicate tree."""


class AllOf(Node, frozen=True, tag="all"):
    """True when every item is."""

    items: tuple[Predicate, ...]


class AnyOf(Node, frozen=True, tag="any"):
    """True when some item is."""

    items: tuple[Predicate, ...]


class Not(Node, frozen=True, tag="not"):
    """Negation."""

    item: Predicate


class Compare(Node, frozen=True, tag="compare"):
    """`path op operand`. The operand is `value`, or the value of parameter `param`. `absent` is the answer on null."""

    path: Path
    op: Operator
    value: Any = None
    param: str | None = None
    absent: bool | None = None


class Quantified(Node, frozen=True, tag="quantified"):
    """`some`, `every` or `none` of the items of a list field or of a relation satisfy `where`."""

    path: Path
    quantifier: Quantifier
    where: Predicate
    absent: bool | None = None


class Count(Node, frozen=True, tag="count"):
    """The number of items that satisfy `where` (all of them when null), compared with the operand."""

    path: Path
    op: Operator
    where: Predicate | None = None
    value: Any = None
    param: str | None = None
    absent: bool | None = None


class Call(Node, frozen=True, tag="call"):
    """A named Python predicate from a plugin, with literal arguments. A `$name` argument is stored under `params`."""

    name: str
    args: dict[str, Any] = {}
    params: dict[str, str] = {}


Predicate = AllOf | AnyOf | Not | Compare | Quantified | Count | Call


class Param(msgspec.Struct, frozen=True, kw_only=True):
    """A value the organisation may set in hipaacheck.yaml. `floor` names the direction that weakens the control."""

    type: Literal["string", "integer", "number", "boolean", "strings", "integers"]
    default: Any
    doc: str
    weaker: Literal["lower", "higher", "different"] | None = None


class Control(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One control: for assets of type `asset` that satisfy `when`, `require` must hold.

    `safeguards` are citations of 45 CFR, e.g. `164.312(a)(2)(iv)`. `reads` names the asset types it needs, its own
    first, and the fields it reads of each (`*` for all of them). `live_only` is set when it reads a fact
    that exists only at run time. `file` and `line` place it in its pack.
    """

    id: str
    title: str
    severity: Severity
    asset: str
    safeguards: tuple[str, ...]
    require: Predicate
    when: Predicate | None = None
    params: dict[str, Param] = {}
    message: str | None = None
    rationale: str = ""
    remediation: str = ""
    references: tuple[str, ...] = ()
    mappings: dict[str, tuple[str, ...]] = {}
    tags: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    reads: dict[str, tuple[str, ...]] = {}
    live_only: bool = False
    file: str = ""
    line: int = 1


class Safeguard(msgspec.Struct, frozen=True, kw_only=True):
    """One line of 45 CFR 164.308–316. `required` is false for addressable implementation specifications."""

    citation: str
    standard: str
    specification: str | None
    kind: Literal["standard", "implementation specification"]
    required: bool
    category: str
    text: str
    checkable: Literal["yes", "partly", "no"]
    note: str = ""
