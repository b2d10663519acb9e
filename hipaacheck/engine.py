"""evaluate(controls, inventory) → findings. Pure: data in, data out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from hipaacheck.language.compile import Environment, PredicateError, compile_control, compile_message
from hipaacheck.language.messages import Messages
from hipaacheck.language.relations import Joins
from hipaacheck.model.assets import Asset, Gap, Inventory
from hipaacheck.model.controls import Control
from hipaacheck.model.findings import Evidence, Finding, Verdict
from hipaacheck.model.values import Unknown

if TYPE_CHECKING:
    from hipaacheck.language.types import Vocabulary

ORDER: tuple[Verdict, ...] = ("fail", "error", "unknown", "pass", "not_applicable")
"""Which verdict speaks for a control over all its assets: the first one present."""

_UNKNOWN: Verdict = "unknown"

Params = Mapping[str, Mapping[str, Any]]
"""Control id → parameter name → value, where the organisation set one."""


def evaluate(
    controls: Sequence[Control],
    inventory: Inventory,
    *,
    vocabulary: Vocabulary,
    predicates: Mapping[str, Callable[..., Any]],
    params: Params,
    now: datetime,
) -> tuple[Finding, ...]:
    """Every control over every asset of its type, sorted by control id, then by asset id with numbers counted.

    A fingerprint is made of control id and asset id, so that it stays when lines move. A predicate that raises
    gives the verdict `error` for its asset and leaves the others alone. Assets that may not be there are unknown to every
    control, and others cannot count on them.
    """
    doubtful = inventory.doubtful
    certain = [asset for asset in inventory.assets if asset.id not in doubtful] if doubtful else inventory.assets
    joins = Joins(vocabulary, certain, (*inventory.gaps, *_gaps_of(inventory)))
    assets_by_type: dict[str, list[Asset]] = {**joins.by_type}
    for asset in inventory.assets if doubtful else ():
        if asset.id in doubtful:
            assets_by_type[asset.type] = [*assets_by_type.get(asset.type, ()), asset]
    for same_type in assets_by_type.values():
        same_type.sort(key=lambda asset: natural(asset.id))
    findings: list[Finding] = []
    for control in sorted(controls, key=lambda control: control.id):
        assets = assets_by_type.get(control.asset)
        if not assets:
            continue
        values = {name: params.get(control.id, {}).get(name, param.default) for name, param in control.params.items()}
        environment = Environment(joins, values, predicates, now)
        judge, messages = compile_control(control, environment), Messages(compile_message(control, environment))
        prefix = sha256(f"{control.id}\0\0".encode())
        for asset in assets:
            try:
                if doubtful and asset.id in doubtful:
                    verdict, rows = _UNKNOWN, _doubt(asset, doubtful)
                else:
                    verdict, rows = judge(asset)
                text = messages.of(verdict, rows, asset)
            except PredicateError as error:
                verdict, rows, text = "error", (), f"{error}."
            fingerprint = prefix.copy()
            fingerprint.update(asset.id.encode(errors="surrogatepass"))
            findings.append(Finding(control, asset, verdict, rows, text, fingerprint.hexdigest()[:32]))
    return tuple(findings)


def _gaps_of(inventory: Inventory) -> Iterator[Gap]:
    """For every type with assets that may not be there: its listing is not sure."""
    types = {asset.type: inventory.doubtful[asset.id] for asset in inventory.assets if asset.id in inventory.doubtful}
    return (Gap(state="partial", reason=reason, asset_type=name) for name, reason in types.items())


def _doubt(asset: Asset, doubtful: Mapping[str, str]) -> tuple[Evidence, ...]:
    return (Evidence("id", "present", True, Unknown(doubtful[asset.id], asset.id)),)


def overall(verdicts: Iterable[Verdict], *, complete: bool) -> Verdict:
    """A control's verdict over all its assets: fail > error > unknown > pass > not_applicable.

    When the listing of its assets was not complete and nothing fails, it is unknown.
    """
    present = set(verdicts)
    for verdict in ORDER:
        if verdict in present:
            return verdict if complete or verdict in ("fail", "error") else "unknown"
    return "not_applicable" if complete else "unknown"


_DIGITS = re.compile("([0-9]{1,18})")


def natural(text: str) -> tuple[str | int, ...]:
    """A sort key that orders digits by their value: `v[2]` before `v[10]`."""
    parts: list[str | int] = list(_DIGITS.split(text))
    parts[1::2] = [int(part) for part in parts[1::2]]
    return tuple(parts)
