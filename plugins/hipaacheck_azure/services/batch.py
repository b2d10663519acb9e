"""Azure Batch. https://learn.microsoft.com/rest/api/batchmanagement/batch-account"""

from __future__ import annotations

from hipaacheck import Unknown
from hipaacheck_assets.azure.batch import BatchAccount
from hipaacheck_assets.azure.common import NetworkRules
from hipaacheck_azure.collect import DIAGNOSTICS, Collector, Got, diagnostic_settings, listing, private_endpoints, properties
from hipaacheck_azure.reader import Place
from hipaacheck_azure.services.endpoints import public_access
from hipaacheck_live.answers import Answer

_LIST = "Microsoft.Batch/batchAccounts"


def build(place: Place, item: Answer, got: Got) -> BatchAccount:
    """One asset per account."""
    inner = properties(item)
    return BatchAccount(
        **place.resource(item),
        allows_shared_keys=_shared_keys(inner),
        public_network_access=public_access(inner),
        network=_network(inner),
        private_endpoints=private_endpoints(inner),
        diagnostic_settings=diagnostic_settings(got),
    )


def _shared_keys(inner: Answer) -> bool | Unknown:
    """An empty list does not tell what is allowed."""
    modes = inner.texts("allowedAuthenticationModes")
    if isinstance(modes, Unknown):
        return modes
    if "SharedKey" in modes:
        return True
    doubt = next((mode for mode in modes if isinstance(mode, Unknown)), None)
    return doubt if doubt is not None else inner.sure("allowedAuthenticationModes", False if modes else None)


def _network(inner: Answer) -> NetworkRules | Unknown:
    """There is no profile where none was ever set."""
    profile = inner.block("networkProfile")
    if not isinstance(profile, Answer):
        everyone = NetworkRules(default_action="Allow", bypass=[], ip_rules=[], subnet_ids=[])
        return profile if isinstance(profile, Unknown) else inner.or_default("networkProfile", None, everyone)
    return profile.sure("accountAccess", profile.part("accountAccess", _rules))


def _rules(block: Answer) -> NetworkRules:
    return NetworkRules(
        default_action=block.required("defaultAction"),
        bypass=[],
        ip_rules=block.each("ipRules", lambda rule: rule.required("value")),
        subnet_ids=[],
    )


ACCOUNTS = Collector(
    asset_type="azure.batch.account",
    scope="global",
    operations=(_LIST,),
    find=listing(_LIST),
    details=(DIAGNOSTICS,),
    build=build,
)
