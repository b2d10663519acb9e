"""Terraform plans for tests: small documents of the real shape, and the assets that come out of them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from hipaacheck import Asset, Inventory, Request
from hipaacheck_terraform.plan import read

NOW = datetime(2026, 11, 1, tzinfo=UTC)
_ADDRESS = re.compile(r'^((?:module\.[\w-]+(?:\["[^"]*"\]|\[\d+\])?\.)*)(data\.)?([\w-]+)\.([\w-]+)(?:\[("[^"]*"|\d+)\])?$')


def resource(
    address: str,
    values: Mapping[str, Any] | None = None,
    *,
    unknown: Sequence[str] | Mapping[str, Any] = ("id", "arn"),
    refs: Mapping[str, str | Sequence[str]] | None = None,
    sensitive: Sequence[str] = (),
    actions: Sequence[str] = ("create",),
    provider: str = "aws",
    for_each: Sequence[str] = (),
) -> dict[str, Any]:
    """One resource instance. `refs` maps attributes that are known only after apply to what they refer to
    (`{"bucket": "aws_s3_bucket.a.id"}`); `unknown` names those that AWS computes; a value that is given,
    null included, is known."""
    match = _ADDRESS.match(address)
    assert match is not None, address
    marks = dict(unknown) if isinstance(unknown, Mapping) else dict.fromkeys(unknown, True)
    marks = {name: mark for name, mark in marks.items() if name not in (values or {}) or isinstance(mark, list | dict)}
    links = {name: [ref] if isinstance(ref, str) else list(ref) for name, ref in (refs or {}).items()}
    expressions: dict[str, Any] = {name: _constant(value) for name, value in (values or {}).items() if value is not None}
    for name, found in links.items():
        marks[name] = True
        parents = [text.rsplit(".", 1)[0] for text in found if text.count(".") > 1]
        expressions[name] = {"references": [*found, *parents]}
    return {
        "change": {
            "address": address,
            **({"module_address": match[1].rstrip(".")} if match[1] else {}),
            "mode": "data" if match[2] else "managed",
            "type": match[3],
            "name": match[4],
            **({"index": json.loads(match[5])} if match[5] else {}),
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "change": {
                "actions": list(actions),
                "before": None,
                "after": dict(values or {}),
                "after_unknown": marks,
                "after_sensitive": dict.fromkeys(sensitive, True),
            },
        },
        "config": {
            "address": f"{match[2] or ''}{match[3]}.{match[4]}",
            "mode": "data" if match[2] else "managed",
            "type": match[3],
            "name": match[4],
            "provider_config_key": provider,
            "expressions": expressions,
            **({"for_each_expression": {"references": list(for_each)}} if for_each else {}),
        },
    }


def _constant(value: Any) -> Any:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [{name: _constant(inner) for name, inner in (item or {}).items() if inner is not None} for item in value]
    return {"constant_value": value}


def plan(
    *resources: Mapping[str, Any], calls: Mapping[str, Any] | None = None, providers: Mapping[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    """A plan of these resources. `calls` gives `module_calls` entries of the root, without their resources; further
    members (`complete=False`) replace those of the plan."""
    root: dict[str, Any] = {"resources": [], "module_calls": {}}
    for item in resources:
        module = root
        for name in re.findall(r"module\.([\w-]+)", item["change"].get("module_address", "")):
            call = module["module_calls"].setdefault(name, {**((calls or {}).get(name) or {}), "module": {}})
            module = call["module"]
            module.setdefault("resources", [])
            module.setdefault("module_calls", {})
            module.setdefault("outputs", call.get("outputs", {}))
        if item["config"]["address"] not in {known["address"] for known in module["resources"]}:
            module["resources"].append(item["config"])
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {}},
        "resource_changes": [item["change"] for item in resources],
        "configuration": {
            "provider_config": providers or {"aws": {"name": "aws", "expressions": {"region": {"constant_value": "us-east-1"}}}},
            "root_module": root,
        },
        "complete": True,
        "errored": False,
        **more,
    }


def inventory(document: Mapping[str, Any]) -> Inventory:
    """The inventory of a plan, read as from standard input."""
    raw = json.dumps(document).encode()
    return read("-", Request(reads={}, now=NOW, stdin=lambda: raw))


def assets(*resources: Mapping[str, Any], **more: Any) -> dict[str, Asset]:
    """The assets of a plan of these resources, by id."""
    return {asset.id: asset for asset in inventory(plan(*resources, **more)).assets}


def asset(*resources: Mapping[str, Any], **more: Any) -> Any:
    """The one asset of a plan of these resources."""
    found = assets(*resources, **more)
    assert len(found) == 1, sorted(found)
    return next(iter(found.values()))
