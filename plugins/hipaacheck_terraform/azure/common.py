"""What mappers of Azure resources share: ids, and companions that may belong to a resource of any type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import DiagnosticSetting, NetworkRules, Texts, arm_id, sends_logs
from hipaacheck_terraform.arguments import default, flag
from hipaacheck_terraform.blocks import AFTER_APPLY, NOT_HERE, Block, Resource
from hipaacheck_terraform.estate import Estate

T = TypeVar("T")


def common(estate: Estate, resource: Resource) -> dict[str, Any]:
    """What every Azure asset has, `resource_id` included."""
    return {**estate.common(resource, resource.text("name")), "resource_id": resource_id(resource)}


def resource_id(resource: Resource) -> str | Unknown | None:
    """The id in Azure Resource Manager. A stub is known by its id where that is what names it."""
    if resource.stub:
        return arm_id(resource.address) if resource.address.startswith("/") else Unknown(NOT_HERE, resource.address)
    return arm_id(resource.text("id"))


def link(estate: Estate, block: Block, attribute: str, types: Sequence[str], of: Resource | None = None) -> str | Unknown | None:
    """As `Estate.link`, for an attribute that holds the id of a resource."""
    return arm_id(estate.link(block, attribute, types, of))


def links(estate: Estate, block: Block, attribute: str, types: Sequence[str], of: Resource | None = None) -> Texts:
    """As `Estate.links`, for an attribute that holds ids of resources."""
    values = estate.links(block, attribute, types, of)
    return values if isinstance(values, Unknown) else [arm_id(value) for value in values]


def renamed(block: Block, *names: str) -> str:
    """The one of an argument's names that this plan tells of; `names` go from new to old.

    Plans hold every argument of the provider's version, null where it was left out. Some versions have an argument by two names,
    and compute the one that the configuration does not use, which an update leaves at its old value: what is declared goes first,
    then what is known, then what is not, then what is null."""
    marks = block.unknown if isinstance(block.unknown, dict) else {}
    expressions = block.expressions if isinstance(block.expressions, dict) else {}
    known = [name for name in names if block.values.get(name) is not None]
    told = [*known, *(name for name in names if marks.get(name))]
    declared = (name for name in told if name in expressions)
    there = (name for name in names if name in block.values)
    return next(declared, None) or next(iter(told), None) or next(there, names[0])


def undeclared(block: Block, *names: str) -> bool:
    """Whether an argument, by any of its names, is known only after apply because the configuration leaves it out: the provider
    computes it, and what it or Azure does by default will hold."""
    value = block.get(renamed(block, *names))
    computed = isinstance(value, Unknown) and value.reason == AFTER_APPLY
    # blocks that may be given as a value (`ip_restriction = [...]`) have one expression in place of one for each argument
    told = {*names, "references", "constant_value"}
    return computed and isinstance(block.expressions, dict) and told.isdisjoint(block.expressions)


def renamed_flag(block: Block, *names: str, fallback: bool) -> bool | Unknown:
    """A flag by any of its names; the documented default where it was left out, even when the provider computes it then."""
    return fallback if undeclared(block, *names) else flag(block, renamed(block, *names), fallback)


class Part(NamedTuple):
    """A resource by its address, and the part of it that is meant: empty for all of it."""

    address: str
    rest: str


class Companions(Generic[T]):
    """Things that name the resource that they belong to, which may be of any type."""

    def __init__(self, found: Iterable[tuple[T, str | Unknown | Part | None]], incomplete: Unknown | None) -> None:
        self._by_id: dict[str, list[tuple[str, T]]] = {}
        self._by_address: dict[str, list[tuple[str | None, T]]] = {}
        self._named: dict[str, list[tuple[str, T]]] = {}
        self._doubts: list[Unknown] = [] if incomplete is None else [incomplete]
        for thing, target in found:
            if isinstance(target, str):
                steps = target.split("/")
                for end in range(9, len(steps) + 1, 2):  # …/providers/Microsoft.Storage/storageAccounts/a, …/a/blobServices/b
                    rest = "/".join(steps[end:])
                    self._by_id.setdefault("/".join(steps[:end]), []).append((rest, thing))
                    self._named.setdefault(steps[end - 1], []).append((target, thing))
            elif isinstance(target, Unknown) and target.refers is not None:
                self._by_address.setdefault(target.refers, []).append((None, thing))
            elif isinstance(target, Part):
                self._by_address.setdefault(target.address, []).append((target.rest, thing))
            elif isinstance(target, Unknown):
                self._doubts.append(target)

    def parts(self, resource: Resource) -> Iterator[tuple[str | Unknown, T | Unknown]]:
        """What belongs to the resource, each with the part of it that is meant: empty for all of it, such as
        `blobservices/default`, or unknown. A last `Unknown` when there may be more."""
        own = resource_id(resource)
        for rest, thing in self._by_id.get(own, ()) if isinstance(own, str) else ():
            yield rest, thing
        for part, thing in self._by_address.get(resource.address, ()):
            yield Unknown(AFTER_APPLY, f"{resource.address}: which part of it is meant") if part is None else part, thing
        doubt = self._doubts[0] if self._doubts else None
        name = resource.get("name")
        named = self._named.get(name.lower(), []) if not isinstance(own, str) and isinstance(name, str) else []
        if named and doubt is None:
            doubt = Unknown(f"{named[0][0]} may be this one", resource.address)
        if resource.stub and doubt is None:
            doubt = Unknown(NOT_HERE, resource.address)
        if doubt is not None:
            yield doubt, doubt

    def of(self, resource: Resource) -> list[T | Unknown]:
        """What belongs to the resource itself; a last `Unknown` when there may be more. A reference to it is taken to mean it."""
        return [thing for part, thing in self.parts(resource) if isinstance(part, Unknown) or not part]


def _diagnostics(estate: Estate) -> Companions[DiagnosticSetting]:
    types = _with_own_ids(estate)
    return Companions(
        (
            (diagnostic_setting(estate, item), _target(estate, item, "target_resource_id", types, item))
            for item in estate.each("azurerm_monitor_diagnostic_setting")
        ),
        estate.incomplete,
    )


_BORROWED = ("_association", "_network_rules", "_customer_managed_key")
"""Ends of the types of resources that declare a part of another, and have its id."""


def _with_own_ids(estate: Estate) -> tuple[str, ...]:
    return tuple(name for name in estate.types() if not name.endswith(_BORROWED))


def _target(estate: Estate, block: Block, attribute: str, types: Sequence[str], item: Resource) -> str | Unknown | Part | None:
    """What something belongs to; null when that is surely not declared here. Not even whether there is such a thing is known of
    what may belong to any resource."""
    value = link(estate, block, attribute, types, item)
    if isinstance(value, Unknown):
        expression = block.expressions.get(attribute) if isinstance(block.expressions, dict) else None
        part = estate.references.part(item, expression, types)
        if part is not None:
            return Part(part[0], part[1].strip("/").lower())
        if estate.references.elsewhere(expression):
            return None
    if isinstance(value, str) or (isinstance(value, Unknown) and value.refers is not None):
        return value
    return _anything(item)


def _anything(item: Resource) -> Unknown:
    return Unknown(f"{item.address} may belong here: what it names is only known after apply", item.address)


def diagnostic_setting(estate: Estate, item: Resource) -> DiagnosticSetting:
    """What one setting sends where. Version 2 of the provider has `log`, version 4 `enabled_log`, version 3 both."""
    categories = [*_categories(item, "enabled_log"), *_categories(item, "log")]
    return DiagnosticSetting(
        name=item.text("name"),
        categories=categories,
        sends_logs=sends_logs(categories),
        workspace_id=link(estate, item, "log_analytics_workspace_id", ("azurerm_log_analytics_workspace",)),
        storage_account_id=link(estate, item, "storage_account_id", ("azurerm_storage_account",)),
        event_hub_rule_id=link(
            estate, item, "eventhub_authorization_rule_id", ("azurerm_eventhub_namespace_authorization_rule",)
        ),
    )


def _categories(item: Resource, name: str) -> Iterator[str | Unknown]:
    blocks = item.blocks(name)
    if isinstance(blocks, Unknown):
        # `log` is computed in version 3, where `enabled_log` is what people declare
        other = item.get("enabled_log") if name == "log" else None
        if item.declares(name) and not (isinstance(other, list) and other):
            yield blocks
        return
    for block in blocks:
        if isinstance(block, Unknown):
            yield block
            continue
        enabled = default(block.flag("enabled"), True)
        category = block.text("category")
        found = category if category is not None else block.text("category_group")
        if isinstance(enabled, Unknown) and found is not None:
            yield enabled
        elif enabled is True and found is not None:
            yield found


def diagnostic_settings(estate: Estate, resource: Resource) -> list[DiagnosticSetting | Unknown]:
    """The diagnostic settings of a resource itself; a last `Unknown` when there may be more."""
    return estate.once(_diagnostics).of(resource)


def diagnostics_of_parts(estate: Estate, resource: Resource, part: str) -> list[DiagnosticSetting | Unknown]:
    """The diagnostic settings of a part of a resource, such as `blobservices/default`. One that names the resource by reference
    may mean any part of it."""
    out: list[DiagnosticSetting | Unknown] = []
    for where, setting in estate.once(_diagnostics).parts(resource):
        if isinstance(where, Unknown):
            if isinstance(setting, Unknown) or setting.sends_logs is not False:
                out.append(where)
        elif where == part:
            out.append(setting)
    return out


def _endpoints(estate: Estate) -> Companions[str | Unknown]:
    types = _with_own_ids(estate)

    def each() -> Iterator[tuple[str | Unknown, str | Unknown | Part | None]]:
        for item in estate.each("azurerm_private_endpoint"):
            connection = item.block("private_service_connection")
            if isinstance(connection, Block):
                if connection.text("private_connection_resource_alias") is not None:
                    continue  # names a service by another's alias, never a resource of one's own
                manual = default(connection.flag("is_manual_connection"), False)
                approved = Unknown("waits for approval", item.address) if manual is True else manual
                state = approved if isinstance(approved, Unknown) else "Approved"
                yield state, _target(estate, connection, "private_connection_resource_id", types, item)
            else:
                yield _anything(item), _anything(item)

    return Companions(each(), estate.incomplete)


def private_endpoints(estate: Estate, resource: Resource) -> Texts:
    """The connections of private endpoints to a resource, by state; a last `Unknown` when there may be more."""
    return estate.once(_endpoints).of(resource)


_SUBNET_IDS = "virtual_network_subnet_ids"


def network_rules(
    estate: Estate, block: Block | Unknown | None, of: Resource, *, default_action: str, bypass: Sequence[str] = ()
) -> NetworkRules | Unknown:
    """Rules in the form of storage accounts and key vaults. `default_action` and `bypass` are what holds without a block."""
    if isinstance(block, Unknown):
        return block
    if block is None:
        return NetworkRules(default_action=default_action, bypass=list(bypass), ip_rules=[], subnet_ids=[])
    through = _listed(block, "bypass", bypass)
    return NetworkRules(
        default_action=default(block.text("default_action"), default_action),
        bypass=through if isinstance(through, Unknown) else [item for item in through if item != "None"],
        ip_rules=[] if undeclared(block, "ip_rules") else block.texts("ip_rules"),
        subnet_ids=[] if undeclared(block, _SUBNET_IDS) else links(estate, block, _SUBNET_IDS, ("azurerm_subnet",), of),
    )


def _listed(block: Block, name: str, fallback: Sequence[str]) -> Texts:
    """A list, or the one text that some resources have in its place."""
    given = block.get(name)
    if isinstance(given, str):
        return [given]
    return list(fallback) if given is None or undeclared(block, name) else block.texts(name)
