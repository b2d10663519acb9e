"""The tests inside a control, and the mutation check that proves they would notice a mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec

from hipaacheck.errors import Problem, nearest
from hipaacheck.language.compile import Environment, PredicateError, compile_control, compile_message
from hipaacheck.language.given import asset_from
from hipaacheck.language.messages import message
from hipaacheck.language.nodes import Node
from hipaacheck.language.parse import Document
from hipaacheck.language.relations import Joins
from hipaacheck.language.types import Vocabulary
from hipaacheck.language.uses import check_override
from hipaacheck.model.assets import Asset, Gap
from hipaacheck.model.controls import AllOf, AnyOf, Compare, Control, Count, Not, Predicate, Quantified
from hipaacheck.model.findings import VERDICTS, Verdict

NOW = datetime(2026, 1, 1, tzinfo=UTC)
"""The time at which tests are judged, unless a test gives `as_of`."""
_KEYS = ("name", "given", "with", "incomplete", "params", "as_of", "expect")
NEEDED: tuple[Verdict, ...] = ("pass", "fail", "unknown")
"""Verdicts that every control must have a test for."""


@dataclass(frozen=True)
class Case:
    """One test: the asset judged, the other assets, what was not listed completely, and the verdict expected."""

    name: str
    line: int
    asset: Asset
    others: tuple[Asset, ...]
    gaps: tuple[Gap, ...]
    params: Mapping[str, Any]
    now: datetime
    expect: Verdict


@dataclass
class Outcome:
    """What the tests of one control showed."""

    control: Control
    cases: int = 0
    failures: list[str] = field(default_factory=list)


def read_cases(document: Document, vocabulary: Vocabulary, problems: list[Problem]) -> list[Case]:
    """The cases of a control. Mistakes go to `problems`."""
    node = document.node.get("tests")
    if node is None:
        return []
    if not node.is_list:
        problems.append(node.problem("'tests' is a list of {name, given, expect}"))
        return []
    out = []
    for item in node.value:
        before = len(problems)
        case = _case(item, document.control, vocabulary, problems)
        if case is not None and len(problems) == before:
            out.append(case)
    return out


def _case(node: Node, control: Control, vocabulary: Vocabulary, problems: list[Problem]) -> Case | None:
    name, given, expect = node.get("name"), node.get("given"), node.get("expect")
    if name is None or given is None or expect is None:
        problems.append(node.problem("a test needs name, given and expect"))
        return None
    for key, _ in node.entries():
        if key.value not in _KEYS:
            problems.append(key.problem(f"unknown key '{key.value}'{nearest(key.value, _KEYS)}"))
    if expect.value not in VERDICTS:
        problems.append(expect.problem(f"no verdict '{expect.value}'{nearest(str(expect.value), VERDICTS)}"))
    return Case(
        name=str(name.value),
        line=node.line,
        asset=asset_from(given, control.asset, 0, vocabulary, problems),
        others=tuple(_others(node.get("with"), vocabulary, problems)),
        gaps=tuple(_gaps(node.get("incomplete"), vocabulary, problems)),
        params=_overrides(node.get("params"), control, vocabulary, problems),
        now=_moment(node.get("as_of"), problems),
        expect=expect.value,
    )


def _others(node: Node | None, vocabulary: Vocabulary, problems: list[Problem]) -> Iterator[Asset]:
    if node is None:
        return
    if not node.is_map:
        problems.append(node.problem("'with' maps asset types to lists of assets"))
        return
    for key, value in node.entries():
        if key.value not in vocabulary:
            problems.append(key.problem(f"no asset type '{key.value}'{nearest(key.value, vocabulary)}"))
        elif not value.is_list:
            problems.append(value.problem(f"'{key.value}' takes a list of assets"))
        else:
            for number, item in enumerate(value.value, 1):
                yield asset_from(item, key.value, number, vocabulary, problems)


def _gaps(node: Node | None, vocabulary: Vocabulary, problems: list[Problem]) -> Iterator[Gap]:
    if node is None:
        return
    if not node.is_list:
        problems.append(node.problem("'incomplete' is a list of asset types"))
        return
    for item in node.value:
        if not isinstance(item.value, str) or item.value not in vocabulary:
            problems.append(item.problem(f"no asset type '{item.plain()}'{nearest(str(item.plain()), vocabulary)}"))
        else:
            yield Gap(state="partial", reason="not completely listed", asset_type=item.value)


def _overrides(node: Node | None, control: Control, vocabulary: Vocabulary, problems: list[Problem]) -> dict[str, Any]:
    if node is None:
        return {}
    if not node.is_map:
        problems.append(node.problem("'params' maps parameters of the control to values"))
        return {}
    for key, value in node.entries():
        if problem := check_override(control, key.value, value.plain(), vocabulary):
            problems.append((value if key.value in control.params else key).problem(problem))
    out: dict[str, Any] = node.plain()
    return out


def _moment(node: Node | None, problems: list[Problem]) -> datetime:
    """A time in UTC; without an offset it is one in UTC."""
    if node is None:
        return NOW
    try:
        moment = datetime.fromisoformat(node.value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError):
        problems.append(node.problem(f'{str(node.plain())!r} is not an ISO 8601 time in quotes, such as "2026-01-01"'))
        return NOW


def judge(
    control: Control, case: Case, vocabulary: Vocabulary, predicates: Mapping[str, Callable[..., Any]]
) -> tuple[Verdict, str]:
    """The verdict of a case and its message."""
    joins = Joins(vocabulary, (case.asset, *case.others), case.gaps)
    params = {name: case.params.get(name, param.default) for name, param in control.params.items()}
    try:
        environment = Environment(joins, params, predicates, case.now)
        verdict, rows = compile_control(control, environment)(case.asset)
    except PredicateError as error:
        return "error", str(error)
    own = compile_message(control, environment)
    return verdict, message(verdict, rows, partial(own, case.asset) if own is not None else None)


def check(document: Document, vocabulary: Vocabulary, predicates: Mapping[str, Callable[..., Any]]) -> Outcome:
    """Run the tests of a control: each must give its verdict, pass, fail and unknown must occur, every mutant be caught."""
    control = document.control
    problems: list[Problem] = []
    cases = read_cases(document, vocabulary, problems)
    out = Outcome(control, len(cases), [str(problem) for problem in problems])
    for case in cases:
        verdict, text = judge(control, case, vocabulary, predicates)
        if verdict != case.expect:
            out.failures.append(f"{control.file}:{case.line}: '{case.name}' expects {case.expect}, got {verdict}: {text}")
    if out.failures:
        return out
    for missing in [verdict for verdict in NEEDED if verdict not in {case.expect for case in cases}]:
        out.failures.append(f"{control.file}:{control.line}: no test expects {missing}")
    for label, mutant in mutants(control):
        if all(judge(mutant, case, vocabulary, predicates)[0] == case.expect for case in cases):
            out.failures.append(f"{control.file}:{control.line}: no test notices when {label} is inverted")
    return out


def mutants(control: Control) -> Iterator[tuple[str, Control]]:
    """The control with each comparison inverted in turn, with a label for people."""
    for label, require in _inverted(control.require):
        yield f"'{label}' in require", msgspec.structs.replace(control, require=require)
    if control.when is not None:
        for label, when in _inverted(control.when):
            yield f"'{label}' in when", msgspec.structs.replace(control, when=when)


def _inverted(node: Predicate) -> Iterator[tuple[str, Predicate]]:
    if isinstance(node, AllOf | AnyOf):
        for number, item in enumerate(node.items):
            for label, inverted in _inverted(item):
                yield label, msgspec.structs.replace(node, items=(*node.items[:number], inverted, *node.items[number + 1 :]))
    elif isinstance(node, Not):
        for label, inverted in _inverted(node.item):
            yield label, Not(item=inverted)
    elif isinstance(node, Quantified):
        yield f"{'.'.join(node.path)}: {node.quantifier}", Not(item=node)
        for label, inverted in _inverted(node.where):
            yield f"{'.'.join(node.path)}.{label}", msgspec.structs.replace(node, where=inverted)
    elif isinstance(node, Count) and node.where is not None:
        yield f"{'.'.join(node.path)}: count", Not(item=node)
        for label, inverted in _inverted(node.where):
            yield f"{'.'.join(node.path)}.{label}", msgspec.structs.replace(node, where=inverted)
    else:
        name = ".".join(node.path) if isinstance(node, Compare | Count) else f"{node.name}()"
        yield name or "the item", Not(item=node)
