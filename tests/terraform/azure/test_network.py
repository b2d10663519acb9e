"""Virtual networks, subnets, network interfaces, flow logs, load balancers and what else is in a network."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

NET = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/Clinic/providers/Microsoft.Network/"
GROUP = f"{NET}networkSecurityGroups/records"
SUBNET = f"{NET}virtualNetworks/clinic/subnets/records"


def network(**values: Any) -> dict[str, Any]:
    """A virtual network `clinic`."""
    known = {"name": "clinic", "resource_group_name": "Clinic", "ddos_protection_plan": [], **values}
    return resource("azurerm_virtual_network.v", known, unknown=("id", "subnet", "guid"))


def subnet(**values: Any) -> dict[str, Any]:
    """A subnet `records` of it."""
    return resource(
        "azurerm_subnet.s", {"name": "records", "resource_group_name": "clinic", "virtual_network_name": "clinic", **values}
    )


def association(**refs: str) -> dict[str, Any]:
    """What puts a network security group on a subnet."""
    return resource("azurerm_subnet_network_security_group_association.a", {}, refs=refs)


def test_a_subnet_and_its_network_and_group_by_reference() -> None:
    refs = {"subnet_id": "azurerm_subnet.s.id", "network_security_group_id": "azurerm_network_security_group.g.id"}
    group = resource("azurerm_network_security_group.g", {"name": "records", "security_rule": []})
    found: Any = assets(network(), subnet(), group, association(**refs))
    read = found["azurerm_subnet.s"]
    assert read.virtual_network_id.refers == "azurerm_virtual_network.v"
    assert read.security_group_id.refers == "azurerm_network_security_group.g"
    assert read.origins == {"security_group_id": "azurerm_subnet_network_security_group_association.a"}


def test_a_subnet_without_an_association_has_no_group() -> None:
    found: Any = assets(network(), subnet())
    assert found["azurerm_subnet.s"].security_group_id is None


def test_a_subnet_that_names_its_group_itself() -> None:
    name = "network_security_group_id_wo"
    group = resource("azurerm_network_security_group.g", {"name": "records", "security_rule": []})
    own = subnet(network_security_group_id_wo_version=1)
    own["config"]["expressions"][name] = {
        "references": ["azurerm_network_security_group.g.id", "azurerm_network_security_group.g"]
    }
    assert assets(own, group)["azurerm_subnet.s"].security_group_id.refers == "azurerm_network_security_group.g"  # type: ignore[attr-defined]
    own["config"]["expressions"][name] = {"constant_value": GROUP}
    assert asset(own).security_group_id == GROUP.lower()
    own["config"]["expressions"][name] = {"references": ["var.group"]}
    assert isinstance(asset(own).security_group_id, Unknown)
    assert isinstance(asset(subnet(id=SUBNET, network_security_group_id=GROUP)).security_group_id, Unknown)
    assert asset(subnet(id=SUBNET, network_security_group_id="")).security_group_id is None


def test_an_interface_of_which_version_3_computes_forwarding() -> None:
    names = ("ip_forwarding_enabled", "enable_ip_forwarding")
    item = resource("azurerm_network_interface.i", {"name": "nic", "ip_configuration": []}, unknown=("id", *names))
    assert asset(item).ip_forwarding is False


def test_an_association_with_any_subnet_leaves_it_unknown() -> None:
    found: Any = assets(network(), subnet(), association(subnet_id="local.subnet"))
    assert isinstance(found["azurerm_subnet.s"].security_group_id, Unknown)


def test_a_subnet_that_exists_is_known_by_its_id() -> None:
    apart = resource(
        "azurerm_subnet_network_security_group_association.a",
        {"subnet_id": SUBNET.lower(), "network_security_group_id": GROUP},
    )
    read: Any = assets(subnet(id=SUBNET), apart)["azurerm_subnet.s"]
    assert read.virtual_network_id == f"{NET}virtualNetworks/clinic".lower()
    assert read.security_group_id == GROUP.lower()


def test_a_subnet_that_only_an_association_names_keeps_its_name() -> None:
    gateway = f"{NET}virtualNetworks/clinic/subnets/GatewaySubnet"
    read = asset(
        resource(
            "azurerm_subnet_network_security_group_association.a", {"subnet_id": gateway, "network_security_group_id": GROUP}
        )
    )
    assert (read.name, read.resource_id, read.security_group_id) == ("GatewaySubnet", gateway.lower(), GROUP.lower())


def test_subnets_as_blocks() -> None:
    blocks = [{"name": "records", "security_group": GROUP}, {"name": "guests", "security_group": ""}]
    found: Any = assets(network(subnet=blocks))
    records, guests = (found[f'azurerm_virtual_network.v.subnet["{name}"]'] for name in ("records", "guests"))
    assert (records.name, records.security_group_id, guests.security_group_id) == ("records", GROUP.lower(), None)
    assert records.virtual_network_id.refers == "azurerm_virtual_network.v"


def test_a_network_that_exists_lists_subnet_resources_too() -> None:
    exists = network(id=f"{NET}virtualNetworks/clinic", subnet=[{"name": "Records", "security_group": "", "id": SUBNET}])
    found = assets(exists, subnet(id=SUBNET))
    assert sorted(found) == ["azurerm_subnet.s", "azurerm_virtual_network.v"]


def test_an_association_may_be_that_of_a_block() -> None:
    refs = {"subnet_id": "azurerm_virtual_network.v.subnet", "network_security_group_id": "azurerm_network_security_group.g.id"}
    found: Any = assets(network(subnet=[{"name": "records", "security_group": ""}]), association(**refs))
    assert isinstance(found['azurerm_virtual_network.v.subnet["records"]'].security_group_id, Unknown)


@pytest.mark.parametrize(
    ("plan", "found"), [([], False), ([{"id": "p", "enable": True}], True), ([{"id": "p", "enable": False}], False)]
)
def test_ddos_protection(plan: list[dict[str, Any]], found: bool) -> None:
    read = asset(network(ddos_protection_plan=plan))
    assert read.ddos_protection is found
    assert isinstance(read.has_watcher, Unknown)


def interface(values: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A network interface."""
    return resource("azurerm_network_interface.n", {"name": "n", **values}, **more)


def test_an_interface_with_its_group_subnet_address_and_machine() -> None:
    block = {"name": "a", "subnet_id": SUBNET, "public_ip_address_id": f"{NET}publicIPAddresses/a"}
    group = resource(
        "azurerm_network_interface_security_group_association.a",
        {"network_security_group_id": GROUP},
        refs={"network_interface_id": "azurerm_network_interface.n.id"},
    )
    machine = resource(
        "azurerm_linux_virtual_machine.m", {"name": "m"}, refs={"network_interface_ids": "azurerm_network_interface.n.id"}
    )
    found: Any = assets(interface({"ip_configuration": [block], "ip_forwarding_enabled": True}), group, machine)
    read = found["azurerm_network_interface.n"]
    assert (read.security_group_id, read.subnet_ids) == (GROUP.lower(), [SUBNET.lower()])
    assert read.public_ip_ids == [f"{NET}publicipaddresses/a".lower()]
    assert read.virtual_machine_id.refers == "azurerm_linux_virtual_machine.m"
    assert read.ip_forwarding is True


def test_an_interface_alone() -> None:
    block = {"name": "a", "subnet_id": None, "public_ip_address_id": None}
    read = asset(interface({"ip_configuration": [block], "enable_ip_forwarding": True}))
    assert (read.security_group_id, read.subnet_ids, read.public_ip_ids) == (None, [], [])
    assert (read.virtual_machine_id, read.ip_forwarding) == (None, True)


def test_a_machine_that_names_any_interface() -> None:
    machine = resource("azurerm_windows_virtual_machine.m", {"name": "m"}, refs={"network_interface_ids": "local.interfaces"})
    found: Any = assets(interface({"ip_configuration": []}), machine)
    assert isinstance(found["azurerm_network_interface.n"].virtual_machine_id, Unknown)


FLOW_LOG = {"name": "f", "enabled": True, "storage_account_id": "/S", "traffic_analytics": []}
KEPT = [{"enabled": True, "days": 30}]


@pytest.mark.parametrize(
    ("policy", "found"),
    [(KEPT, 30), ([{"enabled": True, "days": 0}], None), ([{"enabled": False, "days": 30}], None), ([], None)],
)
def test_retention_of_flow_logs(policy: list[dict[str, Any]], found: int | None) -> None:
    read = asset(resource("azurerm_network_watcher_flow_log.f", {**FLOW_LOG, "retention_policy": policy}))
    assert (read.retention_days, read.enabled, read.storage_account_id) == (found, True, "/s")
    assert (read.traffic_analytics, read.workspace_id) == (False, None)


def test_targets_of_flow_logs_by_both_names() -> None:
    four = resource(
        "azurerm_network_watcher_flow_log.f",
        {**FLOW_LOG, "retention_policy": KEPT},
        unknown=("id", "network_security_group_id"),
        refs={"target_resource_id": "azurerm_virtual_network.v.id"},
    )
    three = resource("azurerm_network_watcher_flow_log.g", {"network_security_group_id": GROUP, "retention_policy": KEPT})
    found: Any = assets(network(), four, three)
    assert found["azurerm_network_watcher_flow_log.f"].target_id.refers == "azurerm_virtual_network.v"
    assert found["azurerm_network_watcher_flow_log.g"].target_id == GROUP.lower()
    assert isinstance(found["azurerm_network_watcher_flow_log.g"].enabled, Unknown)


def test_traffic_analytics() -> None:
    block = {"enabled": True, "workspace_resource_id": "/W"}
    read = asset(resource("azurerm_network_watcher_flow_log.f", {**FLOW_LOG, "traffic_analytics": [block]}))
    assert (read.traffic_analytics, read.workspace_id) == (True, "/w")


def balancer(**frontend: Any) -> dict[str, Any]:
    """A load balancer with one frontend."""
    return resource("azurerm_lb.l", {"name": "l", "sku": "Standard", "frontend_ip_configuration": [{"name": "f", **frontend}]})


def rule(kind: str, **values: Any) -> dict[str, Any]:
    """A rule of it."""
    known = {"name": "r", "protocol": "tcp", "frontend_ip_configuration_name": "f", **values}
    return resource(f"azurerm_lb_{kind}.r", known, refs={"loadbalancer_id": "azurerm_lb.l.id"})


@pytest.mark.parametrize(
    ("kind", "ports", "port"),
    [
        ("rule", {"frontend_port": 443}, 443),
        ("rule", {"frontend_port": 0}, None),
        ("nat_rule", {"frontend_port": 22}, 22),
        ("nat_rule", {"frontend_port": None, "frontend_port_start": 50, "frontend_port_end": 60}, None),
        ("nat_pool", {"frontend_port_start": 22, "frontend_port_end": 22}, 22),
    ],
)
def test_rules_of_load_balancers(kind: str, ports: dict[str, Any], port: int | None) -> None:
    read = asset(balancer(public_ip_address_id="/p", subnet_id=None), rule(kind, **ports))
    assert read.is_public is True
    assert [(item.protocol, item.frontend_port, item.is_public) for item in read.rules] == [("Tcp", port, True)]


def test_an_internal_load_balancer() -> None:
    read = asset(balancer(public_ip_address_id=None, subnet_id="/s"), rule("rule", frontend_port=1433))
    assert (read.is_public, read.rules[0].is_public) == (False, False)


def test_a_load_balancer_of_which_only_a_rule_is_declared() -> None:
    read = asset(rule("rule", frontend_port=80) | {})
    assert isinstance(read.is_public, Unknown)
    assert isinstance(read.rules[0].is_public, Unknown)


def test_a_public_address_by_versions() -> None:
    two = resource("azurerm_public_ip.a", {"name": "a", "sku": "Basic"})
    four = resource("azurerm_public_ip.b", {"name": "b", "sku": "Standard", "ddos_protection_mode": "Enabled"})
    found: Any = assets(two, four)
    assert [(item.sku, item.ddos_protection_mode) for item in found.values()] == [
        ("Basic", "VirtualNetworkInherited"),
        ("Standard", "Enabled"),
    ]


def test_bastion_and_watcher() -> None:
    bastion = resource("azurerm_bastion_host.b", {"name": "b", "sku": "Standard", "shareable_link_enabled": True})
    watcher = resource("azurerm_network_watcher.w", {"name": "w", "location": "West Europe"})
    found: Any = assets(bastion, watcher)
    assert (found["azurerm_bastion_host.b"].sku, found["azurerm_bastion_host.b"].shareable_links) == ("Standard", True)
    assert found["azurerm_network_watcher.w"].region == "westeurope"
