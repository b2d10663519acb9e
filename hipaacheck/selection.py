"""Which controls a scan judges by, and with which parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from hipaacheck.errors import UsageError, nearest
from hipaacheck.model.assets import Inventory
from hipaacheck.model.controls import Control

if TYPE_CHECKING:
    from hipaacheck.language.types import Vocabulary


def select_controls(controls: Sequence[Control], select: Sequence[str], ignore: Sequence[str]) -> list[Control]:
    """Controls that some selector of `select` matches (all when empty) and none of `ignore`.

    Raises UsageError for a selector that matches nothing.
    """
    for selector in (*select, *ignore):
        if not any(_matches(control, selector) for control in controls):
            ids = [control.id for control in controls]
            hint = nearest(selector, ids) or "."
            raise UsageError(f"no control matches '{selector}'{hint} See: hipaacheck controls list")
    return [
        control
        for control in controls
        if (not select or any(_matches(control, item) for item in select)) and not any(_matches(control, item) for item in ignore)
    ]


def _matches(control: Control, selector: str) -> bool:
    """By id (with * and ?), older id, safeguard or its parent, asset type or its service, tag, or severity."""
    return (
        fnmatchcase(control.id, selector)
        or selector in control.replaces
        or any(citation == selector or citation.startswith(f"{selector}(") for citation in control.safeguards)
        or control.asset == selector
        or control.asset.startswith(selector + ".")
        or selector in control.tags
        or selector == control.severity
    )


def check_params(controls: Sequence[Control], params: Mapping[str, Mapping[str, Any]], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Refuse overrides that do not fit; give a note for each that weakens a control. Raises UsageError."""
    if not params:
        return ()
    from hipaacheck.language.uses import check_override  # costs what most scans do not need

    by_id = {control.id: control for control in controls}
    notes = []
    for control_id, values in params.items():
        control = by_id.get(control_id)
        if control is None:
            raise UsageError(f"params: no control '{control_id}'{nearest(control_id, by_id)}")
        for name, value in values.items():
            param = control.params.get(name)
            if param is None:
                raise UsageError(f"params: {control_id} has no parameter '{name}'{nearest(name, control.params)}")
            if problem := check_override(control, name, value, vocabulary):
                raise UsageError(f"params: {control_id}.{name}: {problem}")
            if _weakens(param.weaker, value, param.default):
                notes.append(f"{control_id}: parameter {name} is {value}, weaker than the default {param.default}")
    return tuple(notes)


def _weakens(weaker: str | None, value: Any, default: Any) -> bool:
    if weaker == "lower":
        return bool(value < default)
    if weaker == "higher":
        return bool(value > default)
    return weaker == "different" and value != default


def about(prefix: str, controls: Iterable[Control]) -> list[Control]:
    """The controls about assets whose types begin so: those that a source reads."""
    return [control for control in controls if control.asset.startswith(prefix)]


def of_clouds(inventories: Iterable[Inventory], judged: list[Control], *others: list[Control]) -> Iterator[list[Control]]:
    """Each of the lists without controls about clouds of which nothing was read, unless no control would be left to judge by."""
    clouds = {_cloud(asset.type) for inventory in inventories for asset in inventory.assets}
    known = any(_cloud(control.asset) in clouds for control in judged)
    for controls in (judged, *others):
        yield [control for control in controls if _cloud(control.asset) in clouds] if known else controls


def _cloud(asset_type: str) -> str:
    return asset_type.partition(".")[0]
