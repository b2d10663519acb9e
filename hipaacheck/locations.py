"""Where findings point to: the line of the argument that decided, when its declaration tells; else that of the block."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from hipaacheck.model.assets import Location
from hipaacheck.model.findings import Evidence, Finding, Run

_KEYS = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|\d+)\]')
_POSITIONS = re.compile(r"\[\d+\]")


def without_keys(address: str) -> str:
    """`module.a["x"].aws_b.c[0]` → `module.a.aws_b.c`: as it is written down. Keys may hold dots and brackets."""
    return _KEYS.sub("", address) if "[" in address else address


def locate(run: Run) -> Run:
    """The run with the place of every failure and every undecided finding, where source is at hand."""
    declared = run.inventory.declared
    if not declared:
        return run
    return msgspec.structs.replace(
        run,
        findings=tuple(
            msgspec.structs.replace(finding, place=_place(finding, declared))
            if finding.verdict in ("fail", "unknown", "error")
            else finding
            for finding in run.findings
        ),
    )


def written(origins: str) -> list[str]:
    """The addresses in `a.b["x"], c.d`, as they are written down: the origins of a field that several resources declare."""
    return without_keys(origins).split(", ")


def _place(finding: Finding, declared: Mapping[str, Location]) -> Location | None:
    """The first argument that some evidence speaks of, else the block of the first evidence, else the asset's own."""
    own = declared.get(without_keys(finding.asset.id))
    blocks: list[Location] = []
    for row in finding.evidence:
        places = [] if row.origin is None else [declared[name] for name in written(row.origin) if name in declared]
        block = places[0] if places else own
        if block is None:
            continue
        line = next((block.fields[name] for name in _names(row, block is own) if name in block.fields), None)
        if line is not None:
            return msgspec.structs.replace(block, line=line, end=line, start=block.line)
        blocks.append(block)
    return next(iter(blocks), own or finding.asset.location)


def _names(row: Evidence, own: bool) -> Iterator[str]:
    """What the argument may be called that a path speaks of: the path itself, in a companion also its end, then what the
    path is below of."""
    steps = _POSITIONS.sub("", row.path).split(".")
    yield ".".join(steps)
    if not own:
        yield from (".".join(steps[number:]) for number in range(1, len(steps)))
    yield from (".".join(steps[:number]) for number in range(len(steps) - 1, 0, -1))
