"""Tables of what a provider does with arguments that are left out: their form, and what real plans say about them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec

import hipaacheck_terraform

FOLDER = Path(hipaacheck_terraform.__file__).parent / "schema"
_INDEX = re.compile(r"\[(?:\d+|\"(?:[^\"\\]|\\.)*\")\]")


class Spec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the table tells of one argument; see the README beside the tables."""

    c: Literal[1] | msgspec.UnsetType = msgspec.UNSET
    d: bool | int | float | str | list[str] | msgspec.UnsetType = msgspec.UNSET
    v: Literal[1] | msgspec.UnsetType = msgspec.UNSET
    r: Literal[1] | msgspec.UnsetType = msgspec.UNSET
    s: Literal[1] | msgspec.UnsetType = msgspec.UNSET
    n: dict[str, Spec] | msgspec.UnsetType = msgspec.UNSET

    def facts(self, names: str = "cdvrs") -> dict[str, Any]:
        """What is said of the argument itself, of these facts."""
        return {name: getattr(self, name) for name in names if getattr(self, name) is not msgspec.UNSET}

    def left_out(self) -> list[str]:
        """Every answer to what is there when the argument is left out: at most one makes sense."""
        return list(self.facts("cdvr"))


Table = dict[str, dict[str, Spec]]


class Disagreement(NamedTuple):
    """An argument that a plan leaves out, with what the plan holds for it and what the table says; `c`, null or a default."""

    argument: str
    plan: Any
    table: Any


def table(provider: str) -> Table:
    """The table of a provider. Raises msgspec.ValidationError for what is not of the form."""
    return msgspec.json.decode((FOLDER / f"{provider}.json").read_bytes(), type=Table)


def arguments(specs: dict[str, Spec], path: str) -> Iterator[tuple[str, Spec]]:
    """Every argument at every depth, with its path."""
    for name, spec in specs.items():
        yield f"{path}.{name}", spec
        if isinstance(spec.n, dict):
            yield from arguments(spec.n, f"{path}.{name}")


def at(tables: Table, path: str) -> Spec:
    """The argument at a path such as `azurerm_linux_web_app.site_config.ftps_state`, or `data.azurerm_subscription.id`."""
    data = "data." if path.startswith("data.") else ""
    kind, first, *rest = path.removeprefix(data).split(".")
    spec = tables[data + kind][first]
    for name in rest:
        assert isinstance(spec.n, dict), path
        spec = spec.n[name]
    return spec


def disagreements(file: Path, tables: Table) -> Iterator[Disagreement | None]:
    """One entry per argument that new resources of a plan leave out and the table decides; null where both agree."""
    document = json.loads(file.read_bytes())
    if not isinstance(document, dict) or not isinstance(document.get("configuration"), dict):
        return
    declared = dict(_configured(document["configuration"].get("root_module") or {}, ""))
    for item in document.get("resource_changes") or ():
        change, expressions = item["change"], declared.get(_INDEX.sub("", item["address"]))
        if (
            item.get("mode") == "managed"
            and item["type"] in tables
            and change["actions"] == ["create"]
            and expressions is not None
        ):
            yield from _compare(item["type"], tables[item["type"]], change["after"], change["after_unknown"], expressions)


def _configured(module: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    for item in module.get("resources") or ():
        yield prefix + item["address"], item.get("expressions") or {}
    for name, call in (module.get("module_calls") or {}).items():
        yield from _configured(call.get("module") or {}, f"{prefix}module.{name}.")


def _compare(path: str, specs: dict[str, Spec], after: Any, unknown: Any, expressions: Any) -> Iterator[Disagreement | None]:
    marks = unknown if isinstance(unknown, dict) else {}
    for name, spec in specs.items():
        value, mark = after.get(name), marks.get(name)
        if name in expressions:
            if isinstance(spec.n, dict):
                yield from _blocks(f"{path}.{name}", spec.n, value, mark, expressions[name])
            continue
        dynamic = isinstance(spec.n, dict) and bool(value)
        told = name in after or name in marks
        if not told or dynamic or spec.left_out() in (["v"], ["r"]):
            continue
        plan = "c" if mark is True else None if value is None or (value == [] and spec.d != []) else {"d": value}
        table = "c" if spec.c == 1 else None if spec.d is msgspec.UNSET else {"d": spec.d}
        yield None if plan == table else Disagreement(f"{path}.{name}", plan, table)


def _blocks(path: str, specs: dict[str, Spec], values: Any, marks: Any, expressions: Any) -> Iterator[Disagreement | None]:
    declared = expressions if isinstance(expressions, list) else [expressions]
    if not isinstance(values, list) or len(values) != len(declared):
        return
    for place, (value, block) in enumerate(zip(values, declared, strict=True)):
        mark = marks[place] if isinstance(marks, list) and place < len(marks) else {}
        plain = isinstance(block, dict) and not {"references", "constant_value"} & set(block)
        if plain and isinstance(value, dict):
            yield from _compare(path, specs, value, mark, block)
