"""`terraform show -json` and `tofu show -json` → Inventory.

Judged are `resource_changes[].change.after` with `after_unknown` and `after_sensitive`; only those members are decoded.
Format versions 0.1 to 1.x are read; the format is described at
https://developer.hashicorp.com/terraform/internals/json-format.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec

from hipaacheck import Gap, InputError, Inventory, Location, Recorder, Request, Unknown
from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.estate import Estate
from hipaacheck_terraform.mapping import map_assets, recording_of, unmapped_types
from hipaacheck_terraform.places import Source, source_of
from hipaacheck_terraform.references import References

_HINT = "Write one with: terraform plan -out=tfplan && terraform show -json tfplan > plan.json"
_MODULES = re.compile(r'(?:module\.[\w-]+(?:\[(?:"(?:[^"\\]|\\.)*"|\d+)\])?\.)*')
"""The module part of an address; empty for the root. Old plans may lack `module_address`."""
_GONE = ({"delete"}, {"forget"})


class Change(msgspec.Struct):
    """`change` of a resource change."""

    actions: list[str] = []
    after: dict[str, Any] | None = None
    after_unknown: dict[str, Any] | bool | None = None
    after_sensitive: dict[str, Any] | bool | None = None


class ResourceChange(msgspec.Struct):
    """One resource instance. `deposed` is set on an old object that only waits to be deleted."""

    address: str
    type: str
    name: str
    change: Change
    mode: str = "managed"
    module_address: str = ""
    index: str | int | None = None
    deposed: str | None = None
    provider_name: str | None = None


class Plan(msgspec.Struct):
    """The members of a plan that are read."""

    format_version: str = ""
    resource_changes: list[ResourceChange] | None = None
    planned_values: msgspec.Raw = msgspec.Raw()
    values: msgspec.Raw = msgspec.Raw()
    variables: dict[str, Any] | None = None
    configuration: dict[str, Any] | None = None
    complete: bool = True
    errored: bool = False
    deferred_changes: list[Any] | None = None
    serial: int | None = None
    lineage: str | None = None


def read(target: str, request: Request) -> Inventory:
    """The inventory of one plan file, or of standard input for `-`. Raises InputError when it is not a readable plan."""
    shown = target.encode(errors="backslashreplace").decode()  # a file name may hold bytes that are no text
    name = "standard input" if target == "-" else shown
    raw = _read_bytes(target, request)
    text = _to_utf8(raw, name)
    enabled = gc.isenabled()
    gc.disable()
    try:
        plan = _decode(text, name)
        beside = source_of(target, request.options)
        return _inventory(plan, name, None if target == "-" else shown, sha256(raw).hexdigest(), beside, request.recorder)
    except RecursionError:
        raise InputError(f"{name}: nested too deeply to be a plan. {_HINT}") from None
    finally:
        if enabled:
            gc.enable()


# -- bytes → Plan ------------------------------------------------------------------------------------------------


def _read_bytes(target: str, request: Request) -> bytes:
    if target == "-":
        return request.stdin()
    path = Path(target)
    try:
        if path.is_dir():
            raise InputError(f"{target}: a directory, not a plan file. {_HINT}")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"{target}: cannot be read: {reason}. Check the path and its permissions.") from None


def _to_utf8(raw: bytes, name: str) -> bytes:
    head = raw[:4096].strip()  # a plan may be large: no copies of all of it
    if not head and not raw.strip():
        raise InputError(f"{name}: empty, so there is no plan to check. {_HINT}")
    if raw.startswith(b"PK"):
        raise InputError(f"{name}: a binary plan file. Convert it with: terraform show -json {name} > plan.json")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return raw.decode("utf-16").encode()
        except UnicodeError:
            raise InputError(f"{name}: neither UTF-8 nor UTF-16 text. {_HINT}") from None
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise InputError(f"{name}: HTML or XML, not JSON; perhaps a sign-in page was saved in its place. {_HINT}")
    return raw


def _decode(raw: bytes, name: str) -> Plan:
    try:
        plan = msgspec.json.decode(raw, type=Plan)
    except msgspec.ValidationError as error:
        if not raw[:4096].lstrip().startswith(b"{"):
            raise InputError(f"{name}: JSON, but not a Terraform plan. {_HINT}") from None
        raise InputError(f"{name}: not a Terraform plan: {error}. {_HINT}") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{name}: not JSON: {error}. {_HINT}") from None
    if plan.serial is not None or plan.lineage is not None:
        raise InputError(f"{name}: a state file, not a plan. {_HINT}")
    if plan.resource_changes is None and not bytes(plan.planned_values):
        what = "the state (terraform show -json without a plan file)" if bytes(plan.values) else "JSON"
        raise InputError(f"{name}: {what}, not a plan. {_HINT}")
    major = plan.format_version.split(".")[0]
    if major not in ("0", "1"):
        version = repr(plan.format_version) if plan.format_version else "missing"
        raise InputError(
            f"{name}: format_version is {version}; 0.x and 1.x are understood. Update hipaacheck, or check the file."
        )
    return plan


def _planned(values: msgspec.Raw) -> bool:
    """Whether `planned_values` holds resources. Terraform leaves `resource_changes` out of a plan only when there are none."""
    document = msgspec.json.decode(values) if bytes(values) else None
    root = document.get("root_module") if isinstance(document, dict) else None
    return isinstance(root, dict) and any(root.get(part) for part in ("resources", "child_modules"))


# -- Plan → Inventory --------------------------------------------------------------------------------------------


def _inventory(plan: Plan, name: str, file: str | None, digest: str, source: Source, recorder: Recorder | None) -> Inventory:
    gaps = _gaps(plan)
    resources, data = _resources(plan)
    configuration = plan.configuration or {}
    references = References(configuration.get("root_module"), resources, data)
    providers = _Providers(
        configuration.get("provider_config"), plan.variables, _dict(configuration.get("root_module")).get("variables")
    )
    blocks = [(item, "") for item in resources] + [(item, "data.") for items in data.values() for item in items]
    for resource, mode in blocks:
        block = references.block(resource, mode)
        resource.expressions = _dict(block.get("expressions"))
        resource.configured = bool(block)
        provider = block.get("provider_config_key")
        resource.provider = provider if isinstance(provider, str) and provider else resource.provider
    location = Location(file) if file is not None else None
    recording = recording_of(recorder, "plan:resource", name, references)
    estate = Estate(
        resources,
        references if recording is None else recording.followed,
        regions=providers.regions(resource.provider for resource in resources),
        default_tags=providers.with_default_tags(resource.provider for resource in resources),
        locate=lambda address: source.of(address) or location,
        incomplete=Unknown(gaps[0].reason) if gaps else None,
    )
    assets = map_assets(estate, None if recording is None else recording.made)
    unmapped = unmapped_types(resources)
    return Inventory(
        source="plan",
        target=name,
        assets=tuple(assets),
        gaps=gaps,
        unmapped=unmapped,
        mapped=len(resources) - sum(unmapped.values()),
        file=file,
        digest=digest,
        declared=source.declared,
        waivers=source.waivers,
        notes=source.notes,
        redaction="" if recording is None else recording.redaction,
        evidence={} if recording is None else recording.evidence(assets, resources, chain.from_iterable(data.values())),
    )


def _gaps(plan: Plan) -> tuple[Gap, ...]:
    out = []
    if plan.resource_changes is None and _planned(plan.planned_values):
        out.append(
            Gap(
                state="partial", reason="resources are planned, but resource_changes is missing: cut, or not written by Terraform"
            )
        )
    if plan.errored:
        out.append(Gap(state="partial", reason="planning ended with an error, so the plan does not hold every resource"))
    elif not plan.complete:
        out.append(
            Gap(
                state="partial",
                reason="the plan is marked incomplete (-target, or deferred changes), so resources may be missing",
            )
        )
    lost = sum(
        _lost(item.change) and set(item.change.actions) & {"create", "update"} != set() for item in plan.resource_changes or ()
    )
    if lost:
        out.append(Gap(state="partial", reason=f"{lost} changes lack their outcome ('after'): the plan was cut or redacted"))
    if plan.deferred_changes:
        out.append(Gap(state="partial", reason=f"{len(plan.deferred_changes)} changes are deferred to a later plan"))
    return tuple(out)


def _lost(change: Change) -> bool:
    return change.after is None and not change.after_unknown


def _resources(plan: Plan) -> tuple[list[Resource], dict[tuple[str, str], list[Resource]]]:
    """Managed resources that will exist, and data sources read during apply by module and block."""
    resources: list[Resource] = []
    data: dict[tuple[str, str], list[Resource]] = {}
    for item in plan.resource_changes or ():
        change = item.change
        lost = _lost(change)
        never = lost and set(change.actions) <= {"no-op"}  # Terraform writes such entries for what never existed
        if item.deposed is not None or never or set(change.actions) in _GONE:
            continue
        module = item.module_address or _MODULES.match(item.address)[0].rstrip(".")  # type: ignore[index]
        resource = Resource(
            address=item.address,
            module=module,
            type=item.type,
            name=item.name,
            key=item.index,
            values=change.after,
            unknown=True if lost else change.after_unknown,
            sensitive=change.after_sensitive,
            provider=item.provider_name,
        )
        if item.mode == "data":
            data.setdefault((module, f"{item.type}.{item.name}"), []).append(resource)
        elif item.mode == "managed":
            resources.append(resource)
    return resources, data


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


class _Providers:
    """What provider blocks say: regions and default tags, by `provider_config_key`."""

    def __init__(self, raw: Any, variables: Mapping[str, Any] | None, declared: Any) -> None:
        self._raw = _dict(raw)
        self._variables = variables or {}
        self._sensitive = {name for name, item in _dict(declared).items() if _dict(item).get("sensitive")}

    def _find(self, key: str) -> tuple[dict[str, Any], bool]:
        """The provider block for a key such as `module.a:aws.west`, and whether it is the root's: the module's own, else an
        outer one of that name."""
        while True:
            found = self._raw.get(key)
            if isinstance(found, dict):
                return found, ":" not in key
            prefix, colon, name = key.rpartition(":")
            if not colon:
                return {}, True
            key = f"{prefix.rpartition('.module.')[0]}:{name}" if ".module." in prefix else name

    def regions(self, keys: Iterable[str | None]) -> dict[str, str | None]:
        """Region by provider key; null when it is not a literal or a known root variable."""
        return {key: self._region(key) for key in set(keys) if key is not None}

    def _region(self, key: str) -> str | None:
        block, root = self._find(key)
        region = _dict(_dict(block.get("expressions")).get("region"))
        if isinstance(region.get("constant_value"), str):
            return str(region["constant_value"])
        names = region.get("references")
        if isinstance(names, list) and len(names) == 1 and isinstance(names[0], str) and names[0].startswith("var.") and root:
            if names[0][4:] in self._sensitive:
                return None
            value = _dict(self._variables.get(names[0][4:])).get("value")
            return value if isinstance(value, str) else None
        return None

    def with_default_tags(self, keys: Iterable[str | None]) -> frozenset[str]:
        """The provider keys whose resources get tags from the provider."""
        return frozenset(
            key for key in set(keys) if key is not None and "default_tags" in _dict(self._find(key)[0].get("expressions"))
        )
