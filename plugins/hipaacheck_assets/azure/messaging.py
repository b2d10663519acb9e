"""Azure Event Hubs and Azure Service Bus.
https://learn.microsoft.com/rest/api/eventhub/namespaces, https://learn.microsoft.com/rest/api/servicebus/namespaces"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown
from hipaacheck_assets.azure.common import DiagnosticSetting, NetworkRules, Texts
from hipaacheck_assets.truth import Truth, all_of, opposite


class Namespace(Asset, frozen=True, kw_only=True):
    """What namespaces of both services have."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    sku: str | Unknown
    """`Basic`, `Standard` or `Premium`."""
    minimum_tls_version: str | Unknown
    """`1.0`, `1.1`, `1.2` or `1.3`."""
    allows_shared_keys: bool | Unknown
    """Whether requests may be authorized with shared access keys."""
    customer_managed_key: bool | Unknown
    """Whether a key of the customer's own encrypts the namespace."""
    public_network_access: bool | Unknown
    """Whether the public endpoint takes requests at all."""
    network: NetworkRules | Unknown
    """Who reaches the public endpoint."""
    open_to_all_networks: bool | Unknown
    """Whether the public endpoint takes requests from anywhere, which it also does where the default is to deny and no rule names
    an address or a subnet."""
    private_endpoints: Texts
    """Connections of private endpoints, by state: `Approved`, `Pending`, `Rejected`, `Disconnected`."""
    diagnostic_settings: list[DiagnosticSetting | Unknown] | Unknown
    """Where resource logs go."""


class EventHubNamespace(Namespace, frozen=True, kw_only=True, tag="azure.eventhub.namespace"):
    """A namespace of event hubs."""


class ServiceBusNamespace(Namespace, frozen=True, kw_only=True, tag="azure.servicebus.namespace"):
    """A namespace of queues and topics."""


def open_to_all_networks(public_network_access: Truth, default_action: str | Unknown, has_rules: Truth) -> Truth:
    """Whether requests are taken from anywhere: a default to deny only counts once there is a rule."""
    denies = default_action if isinstance(default_action, Unknown) else default_action == "Deny"
    return all_of((public_network_access, opposite(all_of((denies, has_rules)))))


EVENTHUB_NAMESPACE = AssetType(name="azure.eventhub.namespace", record=EventHubNamespace)
SERVICEBUS_NAMESPACE = AssetType(name="azure.servicebus.namespace", record=ServiceBusNamespace)
