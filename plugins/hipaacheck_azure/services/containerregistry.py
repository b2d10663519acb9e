"""Azure Container Registry. https://learn.microsoft.com/rest/api/container-registry/registries"""

from __future__ import annotations

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import NetworkRules, Texts, arm_id
from hipaacheck_assets.azure.containerregistry import Registry
from hipaacheck_azure.collect import Collector, Got, listing, private_endpoints, properties
from hipaacheck_azure.reader import Place
from hipaacheck_live.answers import Answer

_LIST = "Microsoft.ContainerRegistry/registries"
_OPEN = {"defaultAction": "Allow", "virtualNetworkRules": []}


def build(place: Place, item: Answer, got: Got) -> Registry:
    """One asset per registry."""
    inner = properties(item)
    sku = item.block("sku")
    access = inner.or_default("publicNetworkAccess", inner.text("publicNetworkAccess"), "Enabled")
    return Registry(
        **place.resource(item),
        sku=sku.required("name") if isinstance(sku, Answer) else item.sure("sku", sku),
        admin_user=inner.sure("adminUserEnabled", inner.flag("adminUserEnabled")),
        public_network_access=access if isinstance(access, Unknown) else access.lower() != "disabled",
        network=_network(inner),
        private_endpoints=private_endpoints(inner),
    )


def _network(inner: Answer) -> NetworkRules | Unknown:
    """Registries that are not premium have no rules, so that everybody gets in. Newer versions of the API do not tell rules for
    subnets, which are in preview since 2019."""
    option = inner.or_default("networkRuleBypassOptions", inner.text("networkRuleBypassOptions"), "AzureServices")
    bypass: Texts = [] if option == "None" else [option]
    rules = inner.block("networkRuleSet")
    if rules is None:
        rules = inner.or_default("networkRuleSet", None, Answer(_OPEN, inner.where))
    if isinstance(rules, Unknown):
        return rules
    subnets = rules.each("virtualNetworkRules", lambda rule: arm_id(rule.required("id")))
    untold = Unknown("the API does not tell rules for subnets", rules.where)
    return NetworkRules(
        default_action=rules.required("defaultAction"),
        bypass=bypass,
        ip_rules=rules.each("ipRules", lambda rule: rule.required("value")),
        subnet_ids=[untold] if rules.get("virtualNetworkRules") is None else subnets,
    )


REGISTRIES = Collector(
    asset_type="azure.containerregistry.registry",
    scope="global",
    operations=(_LIST,),
    find=listing(_LIST),
    build=build,
)
