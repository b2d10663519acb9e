"""Virtual networks and what is in them, network security groups, load balancers."""

from __future__ import annotations

from typing import Any

from tests.support import plans
from tests.support.azure import Case, diagnostics, listing, resource, resource_id

_NETWORKS, _GROUPS = "Microsoft.Network/virtualNetworks", "Microsoft.Network/networkSecurityGroups"
_WATCHERS, _BALANCERS = "Microsoft.Network/networkWatchers", "Microsoft.Network/loadBalancers"
_INTERFACES, _PUBLIC_IPS = "Microsoft.Network/networkInterfaces", "Microsoft.Network/publicIPAddresses"
_BASTIONS = "Microsoft.Network/bastionHosts"
CLINIC, LAB = resource_id(_NETWORKS, "clinic"), resource_id(_NETWORKS, "lab")
CLOSED, OPEN = resource_id(_GROUPS, "closed"), resource_id(_GROUPS, "open")
WATCHER = resource_id(_WATCHERS, "west")
PORTAL, LEGACY = resource_id(_BALANCERS, "portal"), resource_id(_BALANCERS, "legacy")
ADDRESS = resource_id(_PUBLIC_IPS, "address")
CARD = resource_id(_INTERFACES, "card")
BASTION = resource_id(_BASTIONS, "jump")
MACHINE = resource_id("Microsoft.Compute/virtualMachines", "records")
WORKSPACE = resource_id("Microsoft.OperationalInsights/workspaces", "audit")
STORAGE = resource_id("Microsoft.Storage/storageAccounts", "flows")


def network(name: str, *subnets: dict[str, Any], ddos: bool, place: str) -> dict[str, Any]:
    """A virtual network with its subnets."""
    inner = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": list(subnets), "enableDdosProtection": ddos}
    return resource(_NETWORKS, name, inner) | {"location": place}


def subnet(network_name: str, name: str, group: str | None) -> dict[str, Any]:
    """A subnet in the body of its network, which has no member for a group that it has not."""
    guard = {} if group is None else {"networkSecurityGroup": {"id": group}}
    return resource(
        f"{_NETWORKS}/subnets", f"{network_name}/{name}", {"addressPrefix": "10.0.1.0/24", "delegations": [], **guard}
    )


def rule(group: str, name: str, priority: int, access: str, protocol: str, port: str, *sources: str) -> dict[str, Any]:
    """An inbound rule. Azure has one member for a single source and another for several."""
    several = len(sources) > 1
    inner = {
        "direction": "Inbound",
        "access": access,
        "priority": priority,
        "protocol": protocol,
        "sourcePortRange": "*",
        "sourcePortRanges": [],
        "sourceAddressPrefixes": list(sources) if several else [],
        "destinationAddressPrefix": "*",
        "destinationAddressPrefixes": [],
        "destinationPortRange": port,
        "destinationPortRanges": [],
        **({} if several else {"sourceAddressPrefix": sources[0]}),
    }
    return resource(f"{_GROUPS}/securityRules", f"{group}/{name}", inner)


CLOSED_RULES = (
    ("https", 200, "Allow", "Tcp", "443", "Internet"),
    ("no-ssh", 300, "Deny", "*", "22", "*"),
    ("ssh-too-late", 400, "Allow", "Tcp", "22", "Internet"),
    ("office", 500, "Allow", "*", "*", "203.0.113.0/24", "198.51.100.7"),
)
OPEN_RULES = (("everything", 100, "Allow", "*", "*", "*"),)


def group(name: str, rules: tuple[tuple[Any, ...], ...]) -> dict[str, Any]:
    """A network security group, with one of the rules that Azure adds."""
    default = rule(name, "DenyAllInBound", 65500, "Deny", "*", "*", "*")
    inner = {
        "securityRules": [rule(name, *values) for values in rules],
        "defaultSecurityRules": [default],
        "flushConnection": False,
    }
    return resource(_GROUPS, name, inner)


def flow_log(name: str, target: str, days: int, analytics: dict[str, Any] | None) -> dict[str, Any]:
    """A flow log of Network Watcher."""
    inner = {
        "targetResourceId": target,
        "storageId": STORAGE,
        "enabled": True,
        "retentionPolicy": {"days": days, "enabled": True},
        "format": {"type": "JSON", "version": 2},
        "flowAnalyticsConfiguration": {} if analytics is None else {"networkWatcherFlowAnalyticsConfiguration": analytics},
    }
    return resource(f"{_WATCHERS}/flowLogs", f"west/{name}", inner, location="westeurope")


def balancer(name: str, ports: dict[str, list[tuple[str, int]]]) -> dict[str, Any]:
    """A load balancer with a public frontend and one in a subnet."""
    own = resource_id(_BALANCERS, name)
    front = {kind: f"{own}/frontendIPConfigurations/{kind}" for kind in ("public", "inside")}
    frontends = [
        {"id": front["public"], "name": "public", "properties": {"publicIPAddress": {"id": ADDRESS}}},
        {"id": front["inside"], "name": "inside", "properties": {"subnet": {"id": f"{CLINIC}/subnets/records"}}},
    ]
    rules = [
        {
            "name": f"{kind}-{port}",
            "properties": {"frontendIPConfiguration": {"id": front[kind]}, "protocol": "Tcp", "frontendPort": port},
        }
        for kind, port in ports.get("rules", [])
    ]
    nat = [
        {
            "name": f"{kind}-{port}",
            "properties": {"frontendIPConfiguration": {"id": front[kind]}, "protocol": "Tcp", "frontendPort": port},
        }
        for kind, port in ports.get("nat", [])
    ]
    inner = {"frontendIPConfigurations": frontends, "loadBalancingRules": rules, "inboundNatRules": nat, "inboundNatPools": []}
    return resource(_BALANCERS, name, inner, sku={"name": "Standard", "tier": "Regional"})


ANALYTICS = {"enabled": True, "workspaceId": "guid", "workspaceRegion": "westeurope", "workspaceResourceId": WORKSPACE.upper()}
ESTATE = {
    listing(_NETWORKS): [
        network(
            "clinic", subnet("clinic", "records", CLOSED), subnet("clinic", "GatewaySubnet", None), ddos=True, place="westeurope"
        ),
        network("lab", subnet("lab", "guests", None), subnet("lab", "gatewaysubnet", OPEN), ddos=False, place="northeurope"),
    ],
    listing(_GROUPS): [group("closed", CLOSED_RULES), group("open", OPEN_RULES)],
    **diagnostics(CLOSED, "allLogs"),
    listing(_WATCHERS): [resource(_WATCHERS, "west", {"runningOperationIds": []})],
    f"{WATCHER}/flowLogs": [flow_log("good", CLINIC, 365, ANALYTICS), flow_log("short", OPEN, 30, None)],
    listing(_BALANCERS): [
        balancer("portal", {"rules": [("public", 443), ("inside", 1433)]}),
        balancer("legacy", {"rules": [("public", 80)], "nat": [("public", 22)]}),
    ],
    **diagnostics(PORTAL, "LoadBalancerHealthEvent"),
    listing(_PUBLIC_IPS): [
        resource(
            _PUBLIC_IPS,
            "address",
            {"publicIPAllocationMethod": "Static", "ddosSettings": {"protectionMode": "Enabled"}},
            sku={"name": "Standard", "tier": "Regional"},
        )
    ],
    listing(_INTERFACES): [
        resource(
            _INTERFACES,
            "card",
            {
                "enableIPForwarding": False,
                "networkSecurityGroup": {"id": CLOSED.upper()},
                "virtualMachine": {"id": MACHINE},
                "ipConfigurations": [
                    {
                        "id": f"{CARD}/ipConfigurations/primary",
                        "name": "primary",
                        "properties": {"subnet": {"id": f"{CLINIC}/subnets/records"}, "publicIPAddress": {"id": ADDRESS}},
                    },
                    {"name": "second", "properties": {"subnet": {"id": f"{CLINIC}/subnets/records"}}},
                ],
            },
        )
    ],
    listing(_BASTIONS): [resource(_BASTIONS, "jump", {"enableShareableLink": True}, sku={"name": "Standard"})],
}


def planned_rule(name: str, priority: int, access: str, protocol: str, port: str, *sources: str) -> dict[str, Any]:
    """The same rule as a block."""
    several = len(sources) > 1
    return {
        "name": name,
        "direction": "Inbound",
        "access": access,
        "priority": priority,
        "protocol": protocol,
        "source_address_prefix": "" if several else sources[0],
        "source_address_prefixes": list(sources) if several else [],
        "source_port_range": "*",
        "destination_address_prefix": "*",
        "destination_port_range": port,
    }


def planned_balancer(name: str) -> dict[str, Any]:
    """A load balancer without its rules."""
    frontends = [
        {"name": "public", "public_ip_address_id": ADDRESS, "subnet_id": None},
        {"name": "inside", "public_ip_address_id": None, "subnet_id": f"{CLINIC}/subnets/records"},
    ]
    known = {"id": resource_id(_BALANCERS, name), "name": name, "sku": "Standard", "frontend_ip_configuration": frontends}
    return plans.resource(f"azurerm_lb.{name}", known)


def planned_port(type_: str, of: str, frontend: str, port: int) -> dict[str, Any]:
    """A rule of a load balancer."""
    known = {
        "name": f"{frontend}-{port}",
        "loadbalancer_id": of,
        "protocol": "Tcp",
        "frontend_ip_configuration_name": frontend,
        "frontend_port": port,
    }
    return plans.resource(f"{type_}.{frontend}_{port}", known)


def setting(label: str, of: str, **log: str) -> dict[str, Any]:
    """A diagnostic setting."""
    known = {"name": "audit", "target_resource_id": of, "enabled_log": [log], "log_analytics_workspace_id": WORKSPACE}
    return plans.resource(f"azurerm_monitor_diagnostic_setting.{label}", known)


PLAN = (
    *(
        plans.resource(
            f"azurerm_virtual_network.{name}",
            {"id": resource_id(_NETWORKS, name), "name": name, "location": place, "ddos_protection_plan": plan, "subnet": []},
        )
        for name, place, plan in (("clinic", "westeurope", [{"id": "plan", "enable": True}]), ("lab", "northeurope", []))
    ),
    *(
        plans.resource(
            f"azurerm_subnet.{net}_{name.lower()}", {"id": f"{resource_id(_NETWORKS, net)}/subnets/{name}", "name": name}
        )
        for net, name in (("clinic", "records"), ("clinic", "GatewaySubnet"), ("lab", "guests"), ("lab", "gatewaysubnet"))
    ),
    *(
        plans.resource(
            f"azurerm_subnet_network_security_group_association.{label}", {"subnet_id": of, "network_security_group_id": guard}
        )
        for label, of, guard in (
            ("records", f"{CLINIC}/subnets/records", CLOSED),
            ("gateway", f"{LAB}/subnets/gatewaysubnet", OPEN),
        )
    ),
    *(
        plans.resource(
            f"azurerm_network_security_group.{name}",
            {
                "id": resource_id(_GROUPS, name),
                "name": name,
                "location": "westeurope",
                "security_rule": [planned_rule(*values) for values in rules],
            },
        )
        for name, rules in (("closed", CLOSED_RULES), ("open", OPEN_RULES))
    ),
    setting("closed", CLOSED, category_group="allLogs"),
    plans.resource("azurerm_network_watcher.west", {"id": WATCHER, "name": "west", "location": "westeurope"}),
    *(
        plans.resource(
            f"azurerm_network_watcher_flow_log.{name}",
            {
                "id": f"{WATCHER}/flowLogs/{name}",
                "name": name,
                "target_resource_id": target,
                "enabled": True,
                "storage_account_id": STORAGE,
                "retention_policy": [{"enabled": True, "days": days}],
                "traffic_analytics": analytics,
            },
        )
        for name, target, days, analytics in (
            ("good", CLINIC, 365, [{"enabled": True, "workspace_resource_id": WORKSPACE}]),
            ("short", OPEN, 30, []),
        )
    ),
    planned_balancer("portal"),
    planned_balancer("legacy"),
    planned_port("azurerm_lb_rule", PORTAL, "public", 443),
    planned_port("azurerm_lb_rule", PORTAL, "inside", 1433),
    planned_port("azurerm_lb_rule", LEGACY, "public", 80),
    planned_port("azurerm_lb_nat_rule", LEGACY, "public", 22),
    setting("portal", PORTAL, category="LoadBalancerHealthEvent"),
    plans.resource(
        "azurerm_public_ip.address", {"id": ADDRESS, "name": "address", "sku": "Standard", "ddos_protection_mode": "Enabled"}
    ),
    plans.resource(
        "azurerm_network_interface.card",
        {
            "id": CARD,
            "name": "card",
            "ip_forwarding_enabled": False,
            "virtual_machine_id": MACHINE,
            "ip_configuration": [
                {"name": "primary", "subnet_id": f"{CLINIC}/subnets/records", "public_ip_address_id": ADDRESS},
                {"name": "second", "subnet_id": f"{CLINIC}/subnets/records", "public_ip_address_id": None},
            ],
        },
    ),
    plans.resource(
        "azurerm_network_interface_security_group_association.card",
        {"network_interface_id": CARD, "network_security_group_id": CLOSED},
    ),
    plans.resource(
        "azurerm_bastion_host.jump", {"id": BASTION, "name": "jump", "sku": "Standard", "shareable_link_enabled": True}
    ),
)
CASE = Case(
    types=(
        "azure.network.bastion",
        "azure.network.flow_log",
        "azure.network.interface",
        "azure.network.load_balancer",
        "azure.network.public_ip",
        "azure.network.security_group",
        "azure.network.subnet",
        "azure.network.virtual_network",
        "azure.network.watcher",
    ),
    estate=ESTATE,
    expected={
        "azure-network-security-group-no-public-admin-ports": {"closed": "pass", "open": "fail"},
        "azure-network-security-group-no-public-all-ports": {"closed": "pass", "open": "fail"},
        "azure-network-security-group-no-public-http": {"closed": "pass", "open": "fail"},
        "azure-network-security-group-no-public-udp": {"closed": "pass", "open": "fail"},
        "azure-network-security-group-resource-logs": {"closed": "pass", "open": "fail"},
        "azure-network-subnet-has-security-group": {
            "records": "pass",
            "guests": "fail",
            "GatewaySubnet": "not_applicable",
            "gatewaysubnet": "not_applicable",
        },
        "azure-network-subnet-gateway-no-security-group": {
            "records": "not_applicable",
            "GatewaySubnet": "pass",
            "gatewaysubnet": "fail",
        },
        "azure-network-virtual-network-watcher": {"clinic": "pass", "lab": "fail"},
        "azure-network-virtual-network-flow-logs": {"clinic": "pass", "lab": "fail"},
        "azure-network-virtual-network-ddos-protection": {"clinic": "pass", "lab": "fail"},
        "azure-network-flow-log-retention": {"good": "pass", "short": "fail"},
        "azure-network-flow-log-to-workspace": {"good": "pass", "short": "fail"},
        "azure-network-load-balancer-https-only": {"portal": "pass", "legacy": "fail"},
        "azure-network-load-balancer-resource-logs": {"portal": "pass", "legacy": "fail"},
    },
    plan=PLAN,
    differences={
        ("azure.network.virtual_network", "has_watcher"): "only a running estate tells",
    },
)
