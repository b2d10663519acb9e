"""Azure networks: virtual networks, subnets, network interfaces, public addresses, Network Watcher and flow logs, Bastion.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/virtual_network and its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import Texts, arm_id
from hipaacheck_assets.azure.network import Bastion, FlowLog, Interface, PublicIp, Subnet, VirtualNetwork, Watcher
from hipaacheck_assets.truth import Truth
from hipaacheck_terraform.arguments import declared_block, default, flag, required
from hipaacheck_terraform.azure.common import Companions, common, link, renamed_flag, resource_id
from hipaacheck_terraform.azure.security_group import SECURITY_GROUPS
from hipaacheck_terraform.blocks import AFTER_APPLY, Block, Resource
from hipaacheck_terraform.estate import Estate, Family
from hipaacheck_terraform.references import references_in

NETWORKS = ("azurerm_virtual_network",)
SUBNETS = ("azurerm_subnet",)
INTERFACES = ("azurerm_network_interface",)
PUBLIC_IPS = ("azurerm_public_ip",)
MACHINES = ("azurerm_linux_virtual_machine", "azurerm_virtual_machine", "azurerm_windows_virtual_machine")
_OF_SUBNET = "azurerm_subnet_network_security_group_association"
_OF_INTERFACE = "azurerm_network_interface_security_group_association"


def virtual_networks(estate: Estate) -> Iterator[VirtualNetwork]:
    """One asset per virtual network."""
    for item in estate.each(*NETWORKS):
        plan = declared_block(item, "ddos_protection_plan")
        yield VirtualNetwork(
            **common(estate, item),
            ddos_protection=False if plan is None else flag(plan, "enable", True),
            has_watcher=Unknown("only known at run time", item.address),
        )


# -- subnets --------------------------------------------------------------------------------------------------------


def subnets(estate: Estate) -> Iterator[Subnet]:
    """One asset per subnet: a resource of its own, a block of its network, or one that only an association names."""
    families = estate.families(SUBNETS, ("id",), {_OF_SUBNET: "subnet_id"})
    apart: dict[str, list[str | Unknown | None]] = {}
    for family in families:
        item = family.resource
        network_id = _network_of(estate, item)
        fields = common(estate, item)
        if item.stub:
            fields["name"] = _last(item)
        apart.setdefault(str(fields["name"]).lower(), []).append(network_id)
        yield Subnet(
            **fields,
            virtual_network_id=network_id,
            security_group_id=_security_group(estate, family, _OF_SUBNET),
            origins=_origin(family, _OF_SUBNET),
        )
    others = [family.resource.address for family in families if family.resource.stub and family.resource.address[0] != "/"]
    for network in estate.each(*NETWORKS):
        yield from _blocks(estate, network, apart, others)


def _blocks(
    estate: Estate, network: Resource, apart: dict[str, list[str | Unknown | None]], others: list[str]
) -> Iterator[Subnet]:
    """Subnets that are blocks of their network. A network that exists lists those of subnet resources, too."""
    blocks = network.blocks("subnet")
    own = resource_id(network)
    for block in [] if isinstance(blocks, Unknown) else blocks:
        name = block if isinstance(block, Unknown) else block.text("name")
        if isinstance(block, Unknown) or not isinstance(name, str):
            continue
        if any(_may_be(found, own, network) for found in apart.get(name.lower(), [])):
            continue
        known = block.text("id")
        if not isinstance(known, str):
            known = f"{own}/subnets/{name}" if isinstance(own, str) else Unknown(AFTER_APPLY, f"{block.path}.id")
        group = link(estate, block, "security_group", SECURITY_GROUPS, network)
        if group is None and others:
            group = Unknown(f"{others[0]} may be this one", block.path)
        yield Subnet(
            **{
                **common(estate, network),
                "id": f'{network.address}.subnet["{name}"]',
                "name": name,
                "resource_id": arm_id(known),
            },
            virtual_network_id=own if isinstance(own, str) else Unknown(AFTER_APPLY, network.address, network.address),
            security_group_id=group,
        )


def _may_be(found: str | Unknown | None, own: str | Unknown | None, network: Resource) -> bool:
    if isinstance(found, Unknown):
        return found.refers in (None, network.address)
    return found == own or not isinstance(own, str)


def _last(item: Resource) -> str | Unknown:
    """The name of a stub, which is known where its id is."""
    return item.address.split("/")[-1] if item.address.startswith("/") else Unknown(item.reason, item.address)


def _network_of(estate: Estate, item: Resource) -> str | Unknown | None:
    """A subnet's id begins with that of its network; else the network is named by name."""
    own = resource_id(item)
    if isinstance(own, str):
        return own.partition("/subnets/")[0]
    name = estate.link(item, "virtual_network_name", NETWORKS)
    if not isinstance(name, str):
        return name if name is not None else Unknown("its network is not named", item.address)
    group = item.get("resource_group_name")
    same = [
        network
        for network in estate.each(*NETWORKS)
        if _equal(network.get("name"), name) and (not isinstance(group, str) or _equal(network.get("resource_group_name"), group))
    ]
    if len(same) != 1:
        return Unknown(f"the network {name} is not in this plan" if not same else f"{len(same)} networks are called {name}")
    found = resource_id(same[0])
    return found if isinstance(found, str) else Unknown(AFTER_APPLY, item.address, same[0].address)


def _equal(value: object, wanted: str) -> bool:
    """Whether names are equal, or may be."""
    return value.lower() == wanted.lower() if isinstance(value, str) else value is not None


def _security_group(estate: Estate, family: Family, association: str) -> str | Unknown | None:
    found = family.one(association)
    if found is None:
        return _inline_group(estate, family.resource)
    return link(estate, found, "network_security_group_id", SECURITY_GROUPS) if isinstance(found, Resource) else found


def _inline_group(estate: Estate, item: Resource) -> str | Unknown | None:
    """A subnet may name its group itself since version 5, by an argument whose value no plan holds. It tells the one it has."""
    name = "network_security_group_id_wo"
    if item.configured and name in item.expressions:
        return _write_only(estate, item, name)
    attached = item.get("network_security_group_id")
    elsewhere = f"{attached} by what this plan does not declare, or removes"
    return Unknown(elsewhere, item.address) if isinstance(attached, str) and attached else None


def _write_only(estate: Estate, item: Resource, name: str) -> str | Unknown | None:
    expression = item.expressions[name]
    if isinstance(expression, dict) and "constant_value" in expression:
        given = expression["constant_value"]
        return arm_id(given) if isinstance(given, str) else None
    targets = estate.references.targets(item, expression, SECURITY_GROUPS)
    choosing = any(text.startswith(("var.", "local.", "each.", "count.")) for text in references_in(expression))
    sure = len(targets.found) == 1 and not (targets.opaque or targets.outside or choosing)
    return Unknown("no plan holds its value", f"{item.address}.{name}", next(iter(targets.found)) if sure else None)


def _origin(family: Family, association: str) -> dict[str, str]:
    found = family.children.get(association, [])
    return {"security_group_id": found[0].address} if len(found) == 1 else {}


# -- network interfaces ---------------------------------------------------------------------------------------------


def interfaces(estate: Estate) -> Iterator[Interface]:
    """One asset per network interface, and one per interface that only associations name."""
    for family in estate.families(INTERFACES, ("id",), {_OF_INTERFACE: "network_interface_id"}):
        item = family.resource
        group = _security_group(estate, family, _OF_INTERFACE)
        if group is None:  # an argument of the interface until version 1
            group = link(estate, item, "network_security_group_id", SECURITY_GROUPS)
        yield Interface(
            **common(estate, item),
            security_group_id=group,
            subnet_ids=_addresses(estate, item, "subnet_id", SUBNETS),
            public_ip_ids=_addresses(estate, item, "public_ip_address_id", PUBLIC_IPS),
            virtual_machine_id=_machine(estate, item),
            ip_forwarding=renamed_flag(item, "ip_forwarding_enabled", "enable_ip_forwarding", fallback=False),
            origins=_origin(family, _OF_INTERFACE),
        )


def _addresses(estate: Estate, item: Resource, attribute: str, types: tuple[str, ...]) -> Texts:
    blocks = item.blocks("ip_configuration")
    if isinstance(blocks, Unknown):
        return blocks
    found = [block if isinstance(block, Unknown) else link(estate, block, attribute, types, item) for block in blocks]
    return [value for value in found if value is not None]


def _machines(estate: Estate) -> Companions[Resource]:
    def each() -> Iterator[tuple[Resource, str | Unknown]]:
        for machine in estate.each(*MACHINES):
            values = estate.links(machine, "network_interface_ids", INTERFACES)
            for value in [values] if isinstance(values, Unknown) else values:
                yield machine, value.lower() if isinstance(value, str) else value

    return Companions(each(), estate.incomplete)


def _machine(estate: Estate, item: Resource) -> str | Unknown | None:
    """Machines name their interfaces; one that exists also tells its machine."""
    found = estate.once(_machines).of(item)
    machine = next((one for one in found if isinstance(one, Resource)), None)
    if machine is not None:
        own = resource_id(machine)
        return own if isinstance(own, str) else Unknown(AFTER_APPLY, item.address, machine.address)
    attached = item.get("virtual_machine_id")
    if isinstance(attached, str) and attached:
        return arm_id(attached)
    return next((one for one in found if isinstance(one, Unknown)), None)


# -- the rest -------------------------------------------------------------------------------------------------------


def public_ips(estate: Estate) -> Iterator[PublicIp]:
    """One asset per public IP address."""
    for item in estate.each(*PUBLIC_IPS):
        yield PublicIp(
            **common(estate, item),
            sku=required(item, "sku"),
            ddos_protection_mode=default(item.text("ddos_protection_mode"), "VirtualNetworkInherited"),
        )


def watchers(estate: Estate) -> Iterator[Watcher]:
    """One asset per Network Watcher."""
    for item in estate.each("azurerm_network_watcher"):
        yield Watcher(**common(estate, item))


def flow_logs(estate: Estate) -> Iterator[FlowLog]:
    """One asset per flow log."""
    for item in estate.each("azurerm_network_watcher_flow_log"):
        enabled = item.flag("enabled")
        analytics = item.block("traffic_analytics")
        workspace = (
            link(estate, analytics, "workspace_resource_id", ("azurerm_log_analytics_workspace",), item)
            if isinstance(analytics, Block)
            else analytics
        )
        yield FlowLog(
            **common(estate, item),
            target_id=_target(estate, item),
            enabled=Unknown("not declared", f"{item.address}.enabled") if enabled is None else enabled,
            storage_account_id=link(estate, item, "storage_account_id", ("azurerm_storage_account",)),
            retention_days=_retention(item),
            traffic_analytics=_enabled(analytics),
            workspace_id=workspace,
        )


def _target(estate: Estate, item: Resource) -> str | Unknown | None:
    """`target_resource_id` since version 4; where only `network_security_group_id` is declared, that is computed."""
    types = (*NETWORKS, *SUBNETS, *INTERFACES, *SECURITY_GROUPS)
    names = [name for name in ("target_resource_id", "network_security_group_id") if item.declares(name)]
    found = [link(estate, item, name, types) for name in names or ("target_resource_id",)]
    known: list[str | Unknown | None] = [value for value in found if isinstance(value, str)]
    return next((value for value in (*known, *found) if value is not None), None)


def _enabled(block: Block | Unknown | None) -> Truth:
    return False if block is None else flag(block, "enabled", False)


def _retention(item: Resource) -> int | Unknown | None:
    """Zero days, or a policy that is off, keep records until somebody deletes them."""
    policy = item.block("retention_policy")
    if not isinstance(policy, Block):
        return policy
    enabled, days = flag(policy, "enabled", False), policy.integer("days")
    if enabled is False or days == 0:
        return None
    return enabled if isinstance(enabled, Unknown) else days


def bastions(estate: Estate) -> Iterator[Bastion]:
    """One asset per Bastion host."""
    for item in estate.each("azurerm_bastion_host"):
        yield Bastion(
            **common(estate, item),
            sku=default(item.text("sku"), "Basic"),
            shareable_links=flag(item, "shareable_link_enabled", False),
        )
