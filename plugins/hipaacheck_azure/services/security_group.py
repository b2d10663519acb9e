"""Network security groups. https://learn.microsoft.com/rest/api/virtualnetwork/network-security-groups"""

from __future__ import annotations

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import Texts
from hipaacheck_assets.azure.security_group import SecurityGroup, SecurityRule, exposure, judged, make_rule
from hipaacheck_azure.collect import DIAGNOSTICS, Collector, Got, diagnostic_settings, ids, listing, properties
from hipaacheck_azure.reader import Place
from hipaacheck_live.answers import Answer

_LIST = "Microsoft.Network/networkSecurityGroups"


def build(place: Place, item: Answer, got: Got) -> SecurityGroup:
    """One asset per group."""
    inner = properties(item)
    found: list[SecurityRule | Unknown] | Unknown = inner.each("securityRules", _rule)
    if inner.get("securityRules") is None:
        found = inner.sure("securityRules", None)
    listed = [found] if isinstance(found, Unknown) else found
    rules = judged(listed, next((rule for rule in listed if isinstance(rule, Unknown)), None))
    return SecurityGroup(
        **place.resource(item),
        rules=found if isinstance(found, Unknown) else rules,
        **exposure(rules),
        diagnostic_settings=diagnostic_settings(got),
    )


def _rule(item: Answer) -> SecurityRule:
    inner = properties(item)
    return make_rule(
        name=item.text("name"),
        direction=inner.required("direction"),
        access=inner.required("access"),
        priority=inner.sure("priority", inner.integer("priority")),
        protocol=inner.required("protocol"),
        source_prefixes=_addresses(inner, "source"),
        source_ports=_ports(inner, "source"),
        destination_prefixes=_addresses(inner, "destination"),
        destination_groups=ids(inner, "destinationApplicationSecurityGroups"),
        destination_ports=_ports(inner, "destination"),
        origin=None,
    )


def _addresses(inner: Answer, side: str) -> Texts:
    """Addresses of one side. There are always some, unless application security groups stand in their place."""
    found = _merged(inner, f"{side}AddressPrefix", f"{side}AddressPrefixes")
    groups = ids(inner, f"{side}ApplicationSecurityGroups")
    if found or isinstance(groups, Unknown):
        return found or groups
    return found if groups else inner.sure(f"{side}AddressPrefix", None)


def _ports(inner: Answer, side: str) -> Texts:
    """Ports of one side, of which there are always some."""
    return _merged(inner, f"{side}PortRange", f"{side}PortRanges") or inner.sure(f"{side}PortRange", None)


def _merged(inner: Answer, one: str, many: str) -> list[str | Unknown]:
    """The two members for one value and for several, of which a rule has one."""
    single, several = inner.text(one), inner.texts(many)
    return [*([] if single is None else [single]), *([several] if isinstance(several, Unknown) else several)]


SECURITY_GROUPS = Collector(
    asset_type="azure.network.security_group",
    scope="global",
    operations=(_LIST,),
    find=listing(_LIST),
    details=(DIAGNOSTICS,),
    build=build,
)
