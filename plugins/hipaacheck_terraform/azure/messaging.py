"""Azure Event Hubs and Azure Service Bus: namespaces with the resources that declare parts of them.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/eventhub_namespace,
https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/servicebus_namespace and their companions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import NetworkRules, Texts
from hipaacheck_assets.azure.messaging import EventHubNamespace, ServiceBusNamespace, open_to_all_networks
from hipaacheck_assets.truth import Truth, any_of
from hipaacheck_terraform.arguments import declared_block, default, flag, required
from hipaacheck_terraform.azure.common import common, diagnostic_settings, link, private_endpoints
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate, Family

_SUBNETS = ("azurerm_subnet",)
_EVENTHUB_KEY = "azurerm_eventhub_namespace_customer_managed_key"
_SERVICEBUS_KEY = "azurerm_servicebus_namespace_customer_managed_key"
_SERVICEBUS_RULES = "azurerm_servicebus_namespace_network_rule_set"


def eventhub_namespaces(estate: Estate) -> Iterator[EventHubNamespace]:
    """One asset per namespace, and one per namespace that only companions name."""
    for family in estate.families(("azurerm_eventhub_namespace",), ("id", "name"), {_EVENTHUB_KEY: "eventhub_namespace_id"}):
        item = family.resource
        rules = declared_block(item, "network_rulesets")
        yield EventHubNamespace(
            **_namespace(estate, item, rules),
            origins=_origins(family, customer_managed_key=_EVENTHUB_KEY),
            allows_shared_keys=flag(item, "local_authentication_enabled", True),
            customer_managed_key=_key(family, _EVENTHUB_KEY),
            network=_network(estate, item, rules, "virtual_network_rule", "trusted_service_access_enabled"),
        )


def servicebus_namespaces(estate: Estate) -> Iterator[ServiceBusNamespace]:
    """One asset per namespace, and one per namespace that only companions name."""
    children = {_SERVICEBUS_KEY: "namespace_id", _SERVICEBUS_RULES: "namespace_id"}
    for family in estate.families(("azurerm_servicebus_namespace",), ("id", "name"), children):
        item = family.resource
        companion = family.one(_SERVICEBUS_RULES)
        rules = companion if companion is not None else declared_block(item, "network_rule_set")
        yield ServiceBusNamespace(
            **_namespace(estate, item, rules),
            origins=_origins(family, customer_managed_key=_SERVICEBUS_KEY, network=_SERVICEBUS_RULES),
            allows_shared_keys=flag(item, "local_auth_enabled", True),
            customer_managed_key=_key(family, _SERVICEBUS_KEY),
            network=_network(estate, item, rules, "network_rules", "trusted_services_allowed"),
        )


def _namespace(estate: Estate, item: Resource, rules: Block | Unknown | None) -> dict[str, Any]:
    public = _public(item, rules)
    return {
        **common(estate, item),
        "sku": _sku(item),
        "minimum_tls_version": required(item, "minimum_tls_version"),
        "public_network_access": public,
        "open_to_all_networks": open_to_all_networks(public, _action(rules), _has_rules(rules)),
        "private_endpoints": private_endpoints(estate, item),
        "diagnostic_settings": diagnostic_settings(estate, item),
    }


def _origins(family: Family, **fields: str) -> dict[str, str]:
    return {field: found[0].address for field, kind in fields.items() if len(found := family.children.get(kind, [])) == 1}


def _sku(item: Resource) -> str | Unknown:
    """Version 2 takes it in any case."""
    sku = required(item, "sku")
    return sku if isinstance(sku, Unknown) else sku.capitalize()


def _public(item: Resource, rules: Block | Unknown | None) -> bool | Unknown:
    """Early versions have the argument with the network rules alone."""
    name = "public_network_access_enabled"
    marks = item.unknown if isinstance(item.unknown, dict) else {}
    declared = item.stub or name in item.values or name in marks
    return flag(item if declared else rules, name, True)


def _key(family: Family, kind: str) -> Truth:
    companion = family.one(kind)
    if companion is not None:
        return companion if isinstance(companion, Unknown) else True
    block = declared_block(family.resource, "customer_managed_key")
    return block if isinstance(block, Unknown) else block is not None


def _action(rules: Block | Unknown | None) -> str | Unknown:
    """All networks are let in where there are no rules."""
    return default(rules.text("default_action") if isinstance(rules, Block) else rules, "Allow")


def _has_rules(rules: Block | Unknown | None) -> Truth:
    """Whether any address or subnet is named, whatever it is."""
    if not isinstance(rules, Block):
        return default(rules, False)
    found = [rules.blocks(name) for name in ("ip_rule", "virtual_network_rule", "network_rules")]
    return any_of(items if isinstance(items, Unknown) else bool(items) for items in (*found, rules.texts("ip_rules")))


def _network(estate: Estate, item: Resource, rules: Block | Unknown | None, subnets: str, trusted: str) -> NetworkRules | Unknown:
    if isinstance(rules, Unknown):
        return rules
    if rules is None:
        return NetworkRules(default_action="Allow", bypass=[], ip_rules=[], subnet_ids=[])
    passes = flag(rules, trusted, False)
    return NetworkRules(
        default_action=_action(rules),
        bypass=passes if isinstance(passes, Unknown) else ["AzureServices"] if passes else [],
        ip_rules=_addresses(rules),
        subnet_ids=_subnets(estate, rules if isinstance(rules, Resource) else item, rules, subnets),
    )


def _addresses(rules: Block) -> Texts:
    """Addresses, which are blocks for Event Hubs and a plain list for Service Bus."""
    blocks = rules.blocks("ip_rule")
    if isinstance(blocks, Unknown):
        return blocks
    found = [block if isinstance(block, Unknown) else required(block, "ip_mask") for block in blocks]
    return found or rules.texts("ip_rules")


def _subnets(estate: Estate, of: Resource, rules: Block, name: str) -> Texts:
    blocks = rules.blocks(name)
    if isinstance(blocks, Unknown):
        return blocks
    found = (block if isinstance(block, Unknown) else link(estate, block, "subnet_id", _SUBNETS, of) for block in blocks)
    return [subnet for subnet in found if subnet is not None]
