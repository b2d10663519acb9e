"""Azure Event Hubs and Azure Service Bus.
https://learn.microsoft.com/rest/api/eventhub/namespaces, https://learn.microsoft.com/rest/api/servicebus/namespaces"""

from __future__ import annotations

from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import NetworkRules, Texts
from hipaacheck_assets.azure.messaging import EventHubNamespace, ServiceBusNamespace, open_to_all_networks
from hipaacheck_assets.truth import Truth, any_of
from hipaacheck_azure.collect import (
    DIAGNOSTICS,
    Collector,
    Got,
    detail,
    diagnostic_settings,
    id_of,
    listing,
    private_endpoints,
    properties,
)
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services.endpoints import public_access, sku, takes_keys
from hipaacheck_live.answers import Answer

_HUBS, _BUSES = "Microsoft.EventHub/namespaces", "Microsoft.ServiceBus/namespaces"


def build_eventhub(place: Place, item: Answer, got: Got) -> EventHubNamespace:
    """One asset per namespace of event hubs."""
    return EventHubNamespace(**_namespace(place, item, got, f"{_HUBS}/networkRuleSets"))


def build_servicebus(place: Place, item: Answer, got: Got) -> ServiceBusNamespace:
    """One asset per namespace of queues and topics."""
    return ServiceBusNamespace(**_namespace(place, item, got, f"{_BUSES}/networkRuleSets"))


def _namespace(place: Place, item: Answer, got: Got, rules: str) -> dict[str, Any]:
    inner = properties(item)
    public, tier = public_access(inner), sku(item)
    network: NetworkRules | Unknown = got.read(rules, _network)
    action = network if isinstance(network, Unknown) else network.default_action
    return {
        **place.resource(item),
        "sku": tier if isinstance(tier, Unknown) else tier.capitalize(),
        "minimum_tls_version": inner.required("minimumTlsVersion"),
        "allows_shared_keys": takes_keys(inner),
        "customer_managed_key": _own_key(inner),
        "public_network_access": public,
        "network": network,
        "open_to_all_networks": open_to_all_networks(public, action, _has_rules(network)),
        "private_endpoints": private_endpoints(inner),
        "diagnostic_settings": diagnostic_settings(got),
    }


def _own_key(inner: Answer) -> bool | Unknown:
    """Without a key of the customer's own there is no such structure."""
    encryption = inner.block("encryption")
    if not isinstance(encryption, Answer):
        return encryption if isinstance(encryption, Unknown) else inner.or_default("encryption", None, False)
    source = encryption.required("keySource")
    return source if isinstance(source, Unknown) else source.lower() == "microsoft.keyvault"


def _network(answer: Answer) -> NetworkRules:
    inner = properties(answer)
    trusted = inner.or_default("trustedServiceAccessEnabled", inner.flag("trustedServiceAccessEnabled"), False)
    return NetworkRules(
        default_action=inner.required("defaultAction"),
        bypass=trusted if isinstance(trusted, Unknown) else ["AzureServices"] if trusted else [],
        ip_rules=inner.each("ipRules", lambda rule: rule.required("ipMask")),
        subnet_ids=inner.each("virtualNetworkRules", lambda rule: rule.sure("subnet", id_of(rule, "subnet"))),
    )


def _has_rules(network: NetworkRules | Unknown) -> Truth:
    """Whether any address or subnet is named, whatever it is."""
    if isinstance(network, Unknown):
        return network
    lists: tuple[Texts, ...] = (network.ip_rules, network.subnet_ids)
    return any_of(items if isinstance(items, Unknown) else bool(items) for items in lists)


EVENTHUB_NAMESPACES = Collector(
    asset_type="azure.eventhub.namespace",
    scope="global",
    operations=(_HUBS,),
    find=listing(_HUBS),
    details=(detail(f"{_HUBS}/networkRuleSets", "network", "open_to_all_networks"), DIAGNOSTICS),
    build=build_eventhub,
)
SERVICEBUS_NAMESPACES = Collector(
    asset_type="azure.servicebus.namespace",
    scope="global",
    operations=(_BUSES,),
    find=listing(_BUSES),
    details=(detail(f"{_BUSES}/networkRuleSets", "network", "open_to_all_networks"), DIAGNOSTICS),
    build=build_servicebus,
)
