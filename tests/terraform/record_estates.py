"""Reduces real plans to what is read of them: `python -m tests.terraform.record_estates ESTATE PLAN`, see estates/README.md."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ESTATES = Path(__file__).with_name("estates")
_CHANGE = ("actions", "after", "after_unknown", "after_sensitive")
_CHANGED = ("address", "module_address", "mode", "type", "name", "index", "provider_name", "change")
_CONFIGURED = (
    "address", "mode", "type", "name", "provider_config_key", "expressions", "count_expression", "for_each_expression"
)  # fmt: skip


def reduced(plan: Mapping[str, Any]) -> dict[str, Any]:
    """A plan without members that nothing reads."""
    configuration = plan["configuration"]
    return {
        "format_version": plan["format_version"],
        "complete": plan.get("complete", True),
        "errored": plan.get("errored", False),
        "variables": plan.get("variables", {}),
        "resource_changes": [
            {**_only(item, _CHANGED), "change": _only(item["change"], _CHANGE)} for item in plan["resource_changes"]
        ],
        "configuration": {
            "provider_config": {
                key: _only(item, ("name", "alias", "expressions"))
                for key, item in configuration.get("provider_config", {}).items()
            },
            "root_module": _module(configuration["root_module"]),
        },
    }


def _module(module: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {"resources": [_only(item, _CONFIGURED) for item in module.get("resources", ())]}
    out |= {name: module[name] for name in ("outputs", "variables") if name in module}
    calls = module.get("module_calls", {})
    if calls:
        out["module_calls"] = {
            name: {
                **_only(call, ("source", "expressions", "count_expression", "for_each_expression")),
                "module": _module(call["module"]),
            }
            for name, call in calls.items()
        }
    return out


def _only(item: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: item[name] for name in names if name in item}


def text(plan: Mapping[str, Any]) -> str:
    """A reduced plan as it is kept: one line per resource, so that changes can be read."""
    document = reduced(plan)
    changes = ",\n".join(json.dumps(item, separators=(",", ":")) for item in document.pop("resource_changes"))
    rest = json.dumps(document, separators=(",", ":"))
    return f'{rest[:-1]},\n"resource_changes":[\n{changes}\n]}}\n'


if __name__ == "__main__":
    (ESTATES / sys.argv[1] / "plan.json").write_text(text(json.loads(Path(sys.argv[2]).read_text("utf-8"))), "utf-8")
