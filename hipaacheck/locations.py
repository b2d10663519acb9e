"""Where findings point to: the line of the argument that decided, when its declaration tells; else that of the block."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from hipaacheck.model.assets import Location
from hipaacheck.model.findings import Evidence, Finding, Run

_KEYS = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|\d+)\]')
_POSITIONS = re.compile(r"\[\d+\]")
_ENDING = re.compile(r"(?<=..)(?:ed|e|s)$")
_COMMON = {"enabl", "id", "arn", "nam", "typ", "key", "statu", "mod", "policy", "valu", "version"}
"""Words that alone do not tell an argument from others."""


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
        exact = (name for name in _names(row, block is own) if name in block.fields)
        name = next(exact, None) or _alike(row.path, block.fields)
        line = block.fields[name] if name is not None else None
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


def _alike(path: str, fields: Iterable[str]) -> str | None:
    """The one argument that is called as a path is, with the fewest words besides: `storage_encrypted` for `encrypted`,
    `enable_key_rotation` for `rotation_enabled`. Null when there is none, or a choice."""
    wanted = _words(path)
    if wanted <= _COMMON:
        return None
    found = sorted((len(_words(name) - wanted), name) for name in fields if wanted <= _words(name))
    unique = len(found) == 1 or (len(found) > 1 and found[0][0] < found[1][0])
    return found[0][1] if unique else None


def _words(path: str) -> set[str]:
    """The words of a path, without the endings in which names of the same thing differ."""
    return {_ENDING.sub("", word) for word in re.split(r"[._]", _POSITIONS.sub("", path)) if word}
