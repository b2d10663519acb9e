"""Plans that are damaged or forged: whatever they hold, the run ends in 0, 1 or 3, without a traceback."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.cli import Ran, hipaacheck
from tests.support.shared import shared_files

CLINIC = Path(__file__).parents[2] / "examples/clinic/plan.json"
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 10**30, 1e308, "", "x", "\u0000\u202e\u001b[31m", "${var.x}", "[", "{}", '{"Statement": 7}',
    '{"Statement": [{"Effect": "Allow", "Principal": {"AWS": {}}, "Action": [[]], "Condition": {"Bool": 3}}]}',
    [], [None], [[]], [{}], ["x"], {}, {"": None}, {"references": [3, "", "var.", "module..x", "each.", "a[", "each.value"]},
    {"constant_value": {}}, "module.m.aws_s3_bucket.a[", 'x["', "arn:", "0.0.0.0/0", "::/0", "1.2.3.4/99",
)  # fmt: skip


@cache
def plans() -> tuple[bytes, ...]:
    """The example clinic, and real plans when they are at hand."""
    return tuple(
        path.read_bytes()
        for path in (CLINIC, *shared_files("acceptance/plans/case_*.json"), *shared_files("acceptance/plans/refs_*.json"))
    )


@cache
def documents() -> tuple[tuple[Any, tuple[tuple[Any, ...], ...]], ...]:
    """Each plan decoded, with the path of every value in the parts that are read."""
    out = []
    for raw in plans():
        document = json.loads(raw)
        out.append(
            (
                document,
                tuple(
                    path
                    for path in _paths(document)
                    if path[0] in ("resource_changes", "configuration", "variables", "complete", "errored")
                ),
            )
        )
    return tuple(out)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _paths(inner, (*path, key))


def _put(document: Any, path: tuple[Any, ...], value: Any) -> None:
    for key in path[:-1]:
        document = document[key]
    if value is ...:
        del document[path[-1]]
    else:
        document[path[-1]] = value


def _ends_well(raw: bytes) -> Ran:
    ran = hipaacheck("scan", "plan", "-", "-f", "text", "-v", "--no-progress", stdin=raw)
    assert ran.code in (0, 1, 3)
    assert "internal error" not in ran.err
    assert "Traceback" not in ran.out + ran.err
    assert "\u001b" not in ran.out
    if ran.code == 3 and not ran.out:
        assert len(ran.err.splitlines()) == 1
    return ran


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_forged_values(data: st.DataObject) -> None:
    original, paths = data.draw(st.sampled_from(documents()))
    document = copy.deepcopy(original)
    for path in data.draw(st.lists(st.sampled_from(paths), min_size=1, max_size=4, unique=True)):
        try:
            _put(document, path, copy.deepcopy(data.draw(st.sampled_from((*ODD, ...)))))
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    _ends_well(json.dumps(document).encode())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_damaged_bytes(data: st.DataObject) -> None:
    raw = data.draw(st.sampled_from(plans()))
    size = data.draw(st.integers(0, len(raw)))
    if data.draw(st.booleans()):
        _ends_well(raw[:size])
    else:
        _ends_well(raw[:size] + data.draw(st.binary(max_size=4)) + raw[size + data.draw(st.integers(0, 4)) :])
