"""Azure AI Search. https://learn.microsoft.com/rest/api/searchmanagement/services"""

from __future__ import annotations

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import NetworkRules, Texts
from hipaacheck_assets.azure.search import SearchService, default_action
from hipaacheck_azure.collect import DIAGNOSTICS, Collector, Got, diagnostic_settings, listing, private_endpoints, properties
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services.endpoints import public_access, sku, takes_keys
from hipaacheck_live.answers import Answer

_LIST = "Microsoft.Search/searchServices"


def build(place: Place, item: Answer, got: Got) -> SearchService:
    """One asset per service."""
    inner = properties(item)
    return SearchService(
        **place.resource(item),
        sku=sku(item),
        allows_shared_keys=takes_keys(inner),
        enforces_customer_keys=_enforces(inner),
        public_network_access=public_access(inner),
        network=_network(inner),
        private_endpoints=private_endpoints(inner),
        diagnostic_settings=diagnostic_settings(got),
    )


def _enforces(inner: Answer) -> bool | Unknown:
    """`Unspecified` and nothing at all mean that keys are not demanded."""
    policy = inner.block("encryptionWithCmk")
    if not isinstance(policy, Answer):
        return policy if isinstance(policy, Unknown) else inner.or_default("encryptionWithCmk", None, False)
    state = policy.or_default("enforcement", policy.text("enforcement"), "Unspecified")
    return state if isinstance(state, Unknown) else state.lower() == "enabled"


def _network(inner: Answer) -> NetworkRules | Unknown:
    """There are no rules where none were ever set."""
    rules = inner.block("networkRuleSet")
    if not isinstance(rules, Answer):
        everyone = NetworkRules(default_action="Allow", bypass=[], ip_rules=[], subnet_ids=[])
        return rules if isinstance(rules, Unknown) else inner.or_default("networkRuleSet", None, everyone)
    addresses = rules.each("ipRules", lambda rule: rule.required("value"))
    option = rules.or_default("bypass", rules.text("bypass"), "None")
    through: Texts = option if isinstance(option, Unknown) else [] if option == "None" else [option]
    return NetworkRules(default_action=default_action(addresses), bypass=through, ip_rules=addresses, subnet_ids=[])


SERVICES = Collector(
    asset_type="azure.search.service",
    scope="global",
    operations=(_LIST,),
    find=listing(_LIST),
    details=(DIAGNOSTICS,),
    build=build,
)
