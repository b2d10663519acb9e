"""Endpoints of Azure CDN, and of Azure Front Door with their routes.

Arguments: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/cdn_endpoint, cdn_frontdoor_endpoint,
cdn_frontdoor_route.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.azure.cdn import Endpoint, classic, endpoint, is_one, route
from hipaacheck_assets.truth import Truth, all_of, any_of
from hipaacheck_terraform.arguments import default, flag
from hipaacheck_terraform.azure.common import common
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate, Family

_ROUTE = "azurerm_cdn_frontdoor_route"


def endpoints(estate: Estate) -> Iterator[Endpoint]:
    """One asset per endpoint, and one per endpoint of Front Door that only routes name."""
    for item in estate.each("azurerm_cdn_endpoint"):
        redirects = any_of(_redirects(rule) for rule in _items(item.blocks("delivery_rule")))
        yield Endpoint(**common(estate, item), **classic(flag(item, "is_http_allowed", True), redirects))
    for family in estate.families(("azurerm_cdn_frontdoor_endpoint",), ("id",), {_ROUTE: "cdn_frontdoor_endpoint_id"}):
        yield Endpoint(**common(estate, family.resource), **_front_door(family))


def _items(blocks: list[Block | Unknown] | Unknown) -> list[Block | Unknown]:
    return [blocks] if isinstance(blocks, Unknown) else blocks


def _redirects(rule: Block | Unknown) -> Truth:
    """Whether a rule sends every request over HTTP to HTTPS: no other condition limits it."""
    if isinstance(rule, Unknown):
        return rule
    names = {*rule.values, *(rule.unknown if isinstance(rule.unknown, dict) else ())}
    others = [name for name in sorted(names) if name.endswith("_condition") and name != "request_scheme_condition"]
    found = [item for name in others for item in _items(rule.blocks(name))]
    if any(isinstance(item, Block) for item in found):
        return False
    doubt = next((item for item in found if isinstance(item, Unknown)), True)
    action, condition = rule.block("url_redirect_action"), rule.block("request_scheme_condition")
    if not isinstance(action, Block) or not isinstance(condition, Block):
        return next((value for value in (action, condition) if isinstance(value, Unknown)), False)
    to, schemes = action.text("protocol"), condition.texts("match_values")
    plain: Truth = schemes if isinstance(schemes, Unknown) else any_of(is_one(scheme, "HTTP", "HTTPS") for scheme in schemes)
    return all_of([doubt, _is(to, "Https"), plain, _is(flag(condition, "negate_condition", False), False)])


def _is(value: object, wanted: object) -> Truth:
    return value if isinstance(value, Unknown) else value == wanted


def _front_door(family: Family) -> dict[str, Any]:
    found = [item if isinstance(item, Unknown) else _route(item) for item in family.all(_ROUTE)]
    on = True if family.resource.stub else flag(family.resource, "enabled", True)
    return {name: all_of([on, truth]) for name, truth in endpoint(found).items()}


def _route(item: Resource) -> dict[str, Any]:
    protocols = item.texts("supported_protocols")
    return route(
        enabled=flag(item, "enabled", True),
        takes_http=protocols if isinstance(protocols, Unknown) else any_of(is_one(one, "Http", "Https") for one in protocols),
        redirects=flag(item, "https_redirect_enabled", True),
        forwarding=default(item.text("forwarding_protocol"), "MatchRequest"),
    )
