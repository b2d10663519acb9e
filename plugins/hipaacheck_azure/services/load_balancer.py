"""Load balancers. https://learn.microsoft.com/rest/api/load-balancer/load-balancers"""

from __future__ import annotations

from hipaacheck import Unknown
from hipaacheck_assets.azure.common import arm_id
from hipaacheck_assets.azure.network import LoadBalancer, LoadBalancerRule
from hipaacheck_assets.truth import Truth, any_of
from hipaacheck_azure.collect import DIAGNOSTICS, Collector, Got, diagnostic_settings, id_of, listing, properties
from hipaacheck_azure.reader import Place
from hipaacheck_live.answers import Answer

_LIST = "Microsoft.Network/loadBalancers"
_RULES = ("loadBalancingRules", "inboundNatRules", "inboundNatPools")
_Frontends = list[tuple[str | Unknown | None, Truth]]


def build(place: Place, item: Answer, got: Got) -> LoadBalancer:
    """One asset per load balancer."""
    inner = properties(item)
    frontends = _frontends(inner)
    public = any_of(truth for _, truth in frontends)
    sku = item.block("sku")
    return LoadBalancer(
        **place.resource(item),
        sku=sku.required("name") if isinstance(sku, Answer) else item.sure("sku", sku),
        is_public=public,
        rules=[rule for name in _RULES for rule in _rules(inner, name, frontends)],
        diagnostic_settings=diagnostic_settings(got),
    )


def _frontends(inner: Answer) -> _Frontends:
    """The frontends by id, and whether each has a public address; an unknown one when there may be more."""
    found = inner.blocks("frontendIPConfigurations")
    if isinstance(found, Unknown) or inner.get("frontendIPConfigurations") is None:
        doubt = found if isinstance(found, Unknown) else inner.sure("frontendIPConfigurations", None)
        return [(doubt, doubt)]
    return [(item, item) if isinstance(item, Unknown) else (arm_id(item.text("id")), _is_public(item)) for item in found]


def _is_public(frontend: Answer) -> Truth:
    inner = properties(frontend)
    return any_of(
        value if isinstance(value, Unknown) else value is not None
        for value in (inner.block("publicIPAddress"), inner.block("publicIPPrefix"))
    )


def _rules(inner: Answer, name: str, frontends: _Frontends) -> list[LoadBalancerRule | Unknown]:
    found = inner.each(name, lambda item: _rule(item, frontends))
    if inner.get(name) is None:
        found = inner.or_default(name, None, [])
    return [found] if isinstance(found, Unknown) else found


def _rule(item: Answer, frontends: _Frontends) -> LoadBalancerRule:
    inner = properties(item)
    frontend = id_of(inner, "frontendIPConfiguration")
    known = [truth for own, truth in frontends if isinstance(own, str) and own == frontend]
    protocol = inner.required("protocol")
    return LoadBalancerRule(
        name=item.text("name"),
        protocol=protocol.capitalize() if isinstance(protocol, str) else protocol,
        frontend_port=_port(inner),
        is_public=known[0] if known else Unknown("its frontend is not known", inner.where),
    )


def _port(inner: Answer) -> int | Unknown | None:
    """The one port of a rule; port 0 stands for all, or for the range beside it."""
    port = inner.integer("frontendPort")
    if port is not None and port != 0:
        return port
    first, last = inner.integer("frontendPortRangeStart"), inner.integer("frontendPortRangeEnd")
    for value in (first, last):
        if isinstance(value, Unknown):
            return value
    return first if first == last and first != 0 else None


LOAD_BALANCERS = Collector(
    asset_type="azure.network.load_balancer",
    scope="global",
    operations=(_LIST,),
    find=listing(_LIST),
    details=(DIAGNOSTICS,),
    build=build,
)
