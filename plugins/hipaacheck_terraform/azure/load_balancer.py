"""Load balancers, with rules as resources of their own.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/lb, lb_rule, lb_nat_rule, lb_nat_pool.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.azure.network import LoadBalancer, LoadBalancerRule
from hipaacheck_assets.truth import Truth, any_of
from hipaacheck_terraform.arguments import required
from hipaacheck_terraform.azure.common import common, diagnostic_settings, link
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate

_RULES = {
    "azurerm_lb_rule": "loadbalancer_id",
    "azurerm_lb_nat_rule": "loadbalancer_id",
    "azurerm_lb_nat_pool": "loadbalancer_id",
}
_PUBLIC = {"public_ip_address_id": ("azurerm_public_ip",), "public_ip_prefix_id": ("azurerm_public_ip_prefix",)}


def load_balancers(estate: Estate) -> Iterator[LoadBalancer]:
    """One asset per load balancer, and one per load balancer that only rules name."""
    for family in estate.families(("azurerm_lb",), ("id",), _RULES):
        item = family.resource
        frontends = _frontends(estate, item)
        public = frontends if isinstance(frontends, Unknown) else any_of(truth for _, truth in frontends)
        yield LoadBalancer(
            **common(estate, item),
            sku=required(item, "sku"),
            is_public=public,
            rules=[child if isinstance(child, Unknown) else _rule(child, public, frontends) for child in family.all(*_RULES)],
            diagnostic_settings=diagnostic_settings(estate, item),
        )


def _frontends(estate: Estate, item: Resource) -> list[tuple[str | Unknown | None, Truth]] | Unknown:
    """The frontends by name, and whether each has a public address."""
    blocks = item.blocks("frontend_ip_configuration")
    if isinstance(blocks, Unknown):
        return blocks
    return [
        (block, block) if isinstance(block, Unknown) else (block.text("name"), _is_public(estate, block, item))
        for block in blocks
    ]


def _is_public(estate: Estate, block: Block, item: Resource) -> Truth:
    if _names(link(estate, block, "subnet_id", ("azurerm_subnet",), item)) is True:
        return False
    return any_of(_names(link(estate, block, name, types, item)) for name, types in _PUBLIC.items())


def _names(value: str | Unknown | None) -> Truth:
    """Whether an attribute surely names something."""
    if isinstance(value, Unknown):
        return value if value.refers is None else True
    return value is not None


def _rule(item: Resource, public: Truth, frontends: list[tuple[str | Unknown | None, Truth]] | Unknown) -> LoadBalancerRule:
    name = item.text("frontend_ip_configuration_name")
    known = [] if isinstance(frontends, Unknown) else [truth for one, truth in frontends if isinstance(one, str) and one == name]
    protocol = required(item, "protocol")
    doubt = Unknown("its frontend is not known", f"{item.address}.frontend_ip_configuration_name")
    return LoadBalancerRule(
        name=item.text("name"),
        protocol=protocol.capitalize() if isinstance(protocol, str) else protocol,
        frontend_port=_port(item),
        is_public=known[0] if len(known) == 1 else public if public is False else doubt,
    )


def _port(item: Resource) -> int | Unknown | None:
    """The one port of a rule; port 0 of a load balancing rule means all."""
    port = item.integer("frontend_port")
    if port is not None:
        return None if port == 0 else port
    first, last = item.integer("frontend_port_start"), item.integer("frontend_port_end")
    for value in (first, last):
        if isinstance(value, Unknown):
            return value
    return first if first == last else None
