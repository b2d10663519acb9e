"""Writes plan.json: what `terraform show -json` gives for this configuration before anything of it exists.

Run it from the checkout after a change of the .tf files and of resources.py: `python -m examples.clinic.make_plan`. Neither
AWS nor the provider is asked: provider.py says what the provider adds to a resource, resources.py what the .tf files say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from examples.clinic.provider import TYPES
from examples.clinic.resources import CALL, MODULE, OUTPUTS, REGION, RESOURCES, VARIABLES
from examples.clinic.values import DEFAULT_TAGS, UNKNOWN, Each, Secret, Value, provided

PLAN = Path(__file__).with_name("plan.json")
PROVIDER = "registry.terraform.io/hashicorp/aws"
Key = str | int | None

_META = ("count", "for_each", "depends_on")
_LEAST = {"data": 3, "module": 3}
"""How many steps the shortest form of a reference has; two for the others: `aws_vpc.clinic`, `each.value`, `var.region`."""


def prefixes(reference: str) -> list[str]:
    """A reference as plans list it: itself, then without its last step, down to the resource."""
    steps = re.findall(r'\.?[\w-]+|\["[^"]*"\]|\[\d+\]', reference)
    least = _LEAST.get(steps[0], 2)
    return ["".join(steps[:count]) for count in range(len(steps), least - 1, -1)] or [reference]


def expression(value: Any) -> Any:
    """A value as `configuration` shows it."""
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return [expressions(item) for item in value]
    if not isinstance(value, Value):
        return {"constant_value": value}
    names = [name for reference in value.references or () for name in prefixes(reference)]
    return {"references": list(dict.fromkeys(names))} if names else {}


def expressions(body: Mapping[str, Any]) -> dict[str, Any]:
    """What a body sets, by name."""
    shown = {name: value for name, value in body.items() if name not in _META}
    return {
        name: expression(value)
        for name, value in sorted(shown.items())
        if not isinstance(value, Value) or value.references is not None
    }


def planned(value: Any, key: Key) -> tuple[Any, Any, Any]:
    """The value of an instance with the marks of what is unknown and what is sensitive in it."""
    if isinstance(value, Value):
        return planned(value.after, key)
    if isinstance(value, Each):
        return planned(value.values[key], key)
    if isinstance(value, Secret):
        return value.value, False, True
    if isinstance(value, dict):
        return planned_body(value, key)
    if isinstance(value, list):
        items = [(None, True, False) if item is UNKNOWN else planned(item, key) for item in value]
        return [item[0] for item in items], [item[1] for item in items], [item[2] for item in items]
    return value, False, False


def planned_body(body: Mapping[str, Any], key: Key) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The same for all values of a body. What is unknown as a whole is left out of the values."""
    after, unknown, sensitive = {}, {}, {}
    for name, value in sorted(body.items()):
        if value is UNKNOWN or (isinstance(value, Value) and value.after is UNKNOWN):
            unknown[name] = True
            continue
        after[name], unknown[name], sensitive[name] = planned(value, key)
    return after, _marked(unknown), _marked(sensitive)


def _marked(marks: dict[str, Any]) -> dict[str, Any]:
    return {name: mark for name, mark in marks.items() if mark is not False}


@dataclass(frozen=True)
class Instance:
    """One instance of a resource block."""

    address: str
    module: str
    block: str
    key: Key
    values: tuple[dict[str, Any], dict[str, Any], dict[str, Any]]

    @property
    def head(self) -> dict[str, Any]:
        """Members that `planned_values` and `resource_changes` share."""
        mode, type_, name = split(self.block)
        index = {} if self.key is None else {"index": self.key}
        return {"mode": mode, "type": type_, "name": name, **index, "provider_name": PROVIDER}


def split(block: str) -> tuple[str, str, str]:
    """Mode, type and name of a resource block."""
    data = block.startswith("data.")
    type_, name = block.removeprefix("data.").split(".")
    return "data" if data else "managed", type_, name


def instances(blocks: Mapping[str, Mapping[str, Any]], module: str = "", module_key: Key = None) -> Iterator[Instance]:
    """Instances of resource blocks, in the order of their addresses."""
    prefix = f"{module}." if module else ""
    for block, body in sorted(blocks.items()):
        for key in keys(body):
            index = "" if key is None else f"[{json.dumps(key)}]"
            own = {name: value for name, value in body.items() if name not in _META}
            values = planned_body({**_defaults(split(block)[1]), **own}, module_key if key is None else key)
            yield Instance(f"{prefix}{block}{index}", module, block, key, values)


def _defaults(type_: str) -> dict[str, Any]:
    return TYPES[type_] if type_.startswith("aws_iam_") else {"region": provided(REGION), **TYPES[type_]}


def keys(body: Mapping[str, Any]) -> list[Key]:
    """The keys of a block's instances."""
    if "count" in body:
        return list(range(body["count"]))
    return sorted(body["for_each"].after) if "for_each" in body else [None]


def change(instance: Instance) -> dict[str, Any]:
    """An item of `resource_changes`."""
    after, unknown, sensitive = instance.values
    module = {"module_address": instance.module} if instance.module else {}
    data = instance.block.startswith("data.")
    return {
        "address": instance.address,
        **module,
        **instance.head,
        "change": {
            "actions": ["read" if data else "create"],
            "before": None,
            "after": after,
            "after_unknown": unknown,
            "before_sensitive": False,
            "after_sensitive": sensitive,
        },
        **({"action_reason": "read_because_config_unknown"} if data else {}),
    }


def planned_values(instance: Instance) -> dict[str, Any]:
    """An item of `planned_values`."""
    after, _, sensitive = instance.values
    return {"address": instance.address, **instance.head, "schema_version": 0, "values": after, "sensitive_values": sensitive}


def configured(blocks: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The resource blocks of a module of `configuration`: managed ones, then data sources."""
    out = []
    for block, body in sorted(blocks.items(), key=lambda item: (item[0].startswith("data."), item[0])):
        mode, type_, name = split(block)
        meta = {f"{meta}_expression": expression(body[meta]) for meta in ("count", "for_each") if meta in body}
        depends = {"depends_on": body["depends_on"]} if "depends_on" in body else {}
        out.append(
            {
                "address": block,
                "mode": mode,
                "type": type_,
                "name": name,
                "provider_config_key": "aws",
                "expressions": expressions(body),
                "schema_version": 0,
                **meta,
                **depends,
            }
        )
    return out


def plan() -> dict[str, Any]:
    """The whole plan."""
    root = list(instances(RESOURCES))
    modules = {f'module.phi_bucket["{key}"]': list(instances(MODULE, f'module.phi_bucket["{key}"]', key)) for key in keys(CALL)}
    everything = [*root, *(instance for found in modules.values() for instance in found)]
    children = [{"resources": [planned_values(item) for item in found], "address": name} for name, found in modules.items()]
    call = {
        "source": "./modules/phi-bucket",
        "expressions": expressions(CALL),
        "for_each_expression": expression(CALL["for_each"]),
        "module": {
            "outputs": {name: {"expression": expression(value)} for name, value in OUTPUTS.items()},
            "resources": configured(MODULE),
            "variables": {name: {} for name in sorted(CALL) if name not in _META},
        },
    }
    provider = {
        "name": "aws",
        "full_name": PROVIDER,
        "version_constraint": "~> 6.0",
        "expressions": {"default_tags": [{"tags": {"constant_value": DEFAULT_TAGS}}], "region": {"references": ["var.region"]}},
    }
    defaults = {name: {"default": value} for name, value in VARIABLES.items() if name != "sms_api_key"}
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "variables": {name: {"value": value} for name, value in VARIABLES.items()},
        "planned_values": {"root_module": {"resources": [planned_values(item) for item in root], "child_modules": children}},
        "resource_changes": [change(item) for item in sorted(everything, key=lambda item: item.address)],
        "configuration": {
            "provider_config": {"aws": provider},
            "root_module": {
                "resources": configured(RESOURCES),
                "module_calls": {"phi_bucket": call},
                "variables": dict(sorted({**defaults, "sms_api_key": {"sensitive": True}}.items())),
            },
        },
        "timestamp": "2026-10-05T08:00:00Z",
        "applyable": True,
        "complete": True,
        "errored": False,
    }


def text() -> str:
    """The plan as it is written to plan.json."""
    return json.dumps(plan(), separators=(",", ":")) + "\n"


if __name__ == "__main__":
    PLAN.write_text(text(), "utf-8")
