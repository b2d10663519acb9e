"""Azure IoT Hub. https://learn.microsoft.com/rest/api/iothub/iot-hub-resource"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown
from hipaacheck_assets.azure.common import DiagnosticSetting, NetworkRules, Texts


class IotHub(Asset, frozen=True, kw_only=True, tag="azure.iothub.hub"):
    """An IoT hub."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    minimum_tls_version: str | Unknown | None
    """`1.2`; null where the hub enforces none."""
    allows_shared_keys: bool | Unknown
    """Whether services may authorize with shared access keys of the hub."""
    public_network_access: bool | Unknown
    """Whether the public endpoint takes requests at all."""
    network: NetworkRules | Unknown
    """Who reaches the public endpoint. IoT Hub has no rules for subnets and lets no services pass."""
    rules_cover_events: bool | Unknown
    """Whether these rules also hold for the built-in endpoint from which messages of devices are read."""
    private_endpoints: Texts
    """Connections of private endpoints, by state: `Approved`, `Pending`, `Rejected`, `Disconnected`."""
    diagnostic_settings: list[DiagnosticSetting | Unknown] | Unknown
    """Where resource logs go."""


HUB = AssetType(name="azure.iothub.hub", record=IotHub)
