"""Azure IoT Hub. https://learn.microsoft.com/rest/api/iothub/iot-hub-resource"""

from __future__ import annotations

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import NetworkRules
from hipaacheck_assets.azure.iot import IotHub
from hipaacheck_azure.collect import DIAGNOSTICS, Collector, Got, diagnostic_settings, listing, private_endpoints, properties
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services.endpoints import public_access, takes_keys
from hipaacheck_live.answers import Answer

_LIST = "Microsoft.Devices/IotHubs"
_EVERYONE = NetworkRules(default_action="Allow", bypass=[], ip_rules=[], subnet_ids=[])


def build(place: Place, item: Answer, got: Got) -> IotHub:
    """One asset per hub."""
    inner = properties(item)
    rules = _rules(inner)
    return IotHub(
        **place.resource(item),
        minimum_tls_version=inner.or_default("minTlsVersion", inner.text("minTlsVersion"), None),
        allows_shared_keys=takes_keys(inner),
        public_network_access=public_access(inner),
        network=_network(rules) if isinstance(rules, Answer) else inner.or_default("networkRuleSets", rules, _EVERYONE),
        rules_cover_events=_covers(rules) if isinstance(rules, Answer) else inner.or_default("networkRuleSets", rules, False),
        private_endpoints=private_endpoints(inner),
        diagnostic_settings=diagnostic_settings(got),
    )


def _rules(inner: Answer) -> Answer | Unknown | None:
    """There are none where none were ever set. Hubs that were never changed over have older rules."""
    older = inner.blocks("ipFilterRules")
    found = inner.block("networkRuleSets")
    if found is None and (isinstance(older, Unknown) or older):
        return Unknown("older rules, whose order counts, are not read", f"{inner.where}.ipFilterRules")
    return found


def _network(rules: Answer) -> NetworkRules:
    return NetworkRules(
        default_action=rules.required("defaultAction"),
        bypass=[],
        ip_rules=rules.each("ipRules", lambda rule: rule.required("ipMask")),
        subnet_ids=[],
    )


def _covers(rules: Answer) -> bool | Unknown:
    return rules.sure("applyToBuiltInEventHubEndpoint", rules.flag("applyToBuiltInEventHubEndpoint"))


HUBS = Collector(
    asset_type="azure.iothub.hub",
    scope="global",
    operations=(_LIST,),
    find=listing(_LIST),
    details=(DIAGNOSTICS,),
    build=build,
)
