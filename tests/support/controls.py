"""Controls from YAML text, and their verdicts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from hipaacheck import Asset, Control, Gap, PredicateSpec, Verdict
from hipaacheck.errors import ControlError, Problem
from hipaacheck.language.compile import Environment, compile_control, compile_message
from hipaacheck.language.messages import message
from hipaacheck.language.parse import Context, parse_file
from hipaacheck.language.relations import Joins
from tests.support.toys import VOCABULARY

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HEAD = 'id: toy-thing-x\ntitle: A toy\nseverity: low\nasset: toy.thing\nsafeguards: ["164.312(b)"]\n'


def parse(body: str, *, predicates: Mapping[str, PredicateSpec] | None = None, head: str = HEAD) -> Control:
    """The control of a YAML body. Raises ControlError."""
    problems: list[Problem] = []
    found = parse_file(head + body, "toy.yaml", Context(VOCABULARY, predicates or {}, {"164.312(b)"}), problems)
    if problems:
        raise ControlError(problems)
    return found[0].control


def judge(
    control: Control | str,
    asset: Asset,
    *,
    others: Sequence[Asset] = (),
    gaps: Sequence[Gap] = (),
    functions: Mapping[str, Callable[..., Any]] | None = None,
    params: Mapping[str, Any] | None = None,
) -> tuple[Verdict, str]:
    """Verdict and message of a control, or of a `require` body, on an asset."""
    if isinstance(control, str):
        control = parse(control)
    joins = Joins(VOCABULARY, (asset, *others), gaps)
    values = {name: (params or {}).get(name, param.default) for name, param in control.params.items()}
    environment = Environment(joins, values, functions or {}, NOW)
    verdict, rows = compile_control(control, environment)(asset)
    own = compile_message(control, environment)
    return verdict, message(verdict, rows, partial(own, asset) if own is not None else None)
