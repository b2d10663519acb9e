"""Endpoints of Azure CDN and Azure Front Door."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

TO_HTTPS = {
    "name": "https",
    "order": 1,
    "request_scheme_condition": [{"match_values": ["HTTP"], "operator": "Equal", "negate_condition": False}],
    "url_redirect_action": [{"redirect_type": "Moved", "protocol": "Https"}],
    "url_path_condition": [],
}


@pytest.mark.parametrize(
    ("allowed", "rules", "found"),
    [
        (True, [], True),
        (None, [], True),
        (False, [], False),
        (True, [TO_HTTPS], False),
        (True, [{**TO_HTTPS, "url_path_condition": [{"operator": "BeginsWith"}]}], True),
        (True, [{**TO_HTTPS, "url_redirect_action": [{"protocol": "MatchRequest"}]}], True),
        (True, [{**TO_HTTPS, "url_redirect_action": []}], True),
        (True, [{**TO_HTTPS, "request_scheme_condition": [{"match_values": ["HTTP"], "negate_condition": True}]}], True),
    ],
)
def test_cdn(allowed: bool | None, rules: list[dict[str, Any]], found: bool) -> None:
    read = asset(resource("azurerm_cdn_endpoint.e", {"name": "e", "is_http_allowed": allowed, "delivery_rule": rules}))
    assert (read.answers_http, read.fetches_http) == (found, found)


def test_a_condition_that_is_known_only_after_apply() -> None:
    rule = {**TO_HTTPS, "url_path_condition": None}
    marks = {"delivery_rule": [{"url_path_condition": True}]}
    known = {"name": "e", "is_http_allowed": True, "delivery_rule": [rule]}
    assert isinstance(asset(resource("azurerm_cdn_endpoint.e", known, unknown=marks)).answers_http, Unknown)


def route(label: str = "r", endpoint: str = "azurerm_cdn_frontdoor_endpoint.e.id", **values: Any) -> dict[str, Any]:
    """A route of the endpoint `e`."""
    known = {"supported_protocols": ["Http", "Https"], "https_redirect_enabled": True, "forwarding_protocol": "HttpsOnly"}
    return resource(f"azurerm_cdn_frontdoor_route.{label}", {**known, **values}, refs={"cdn_frontdoor_endpoint_id": endpoint})


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, (False, False)),
        ({"forwarding_protocol": "MatchRequest"}, (False, False)),
        ({"forwarding_protocol": None}, (False, False)),
        ({"forwarding_protocol": "HttpOnly"}, (False, True)),
        ({"https_redirect_enabled": False}, (True, False)),
        ({"https_redirect_enabled": False, "forwarding_protocol": "MatchRequest"}, (True, True)),
        ({"https_redirect_enabled": False, "supported_protocols": ["Https"]}, (False, False)),
        ({"enabled": False, "forwarding_protocol": "HttpOnly"}, (False, False)),
    ],
)
def test_front_door(values: dict[str, Any], found: tuple[bool, bool]) -> None:
    endpoint = resource("azurerm_cdn_frontdoor_endpoint.e", {"name": "e", "enabled": True})
    read = asset(endpoint, route(**values))
    assert (read.answers_http, read.fetches_http) == found


def test_a_route_that_is_known_only_after_apply() -> None:
    endpoint = resource("azurerm_cdn_frontdoor_endpoint.e", {"name": "e", "enabled": True})
    found: Any = assets(endpoint, route("a"), route("b", "local.endpoint", forwarding_protocol="HttpOnly"))
    assert isinstance(found["azurerm_cdn_frontdoor_endpoint.e"].fetches_http, Unknown)


def test_a_route_of_an_endpoint_that_is_not_in_the_plan() -> None:
    read = asset(route(endpoint="var.endpoint", forwarding_protocol="HttpOnly"))
    assert read.fetches_http is True
    assert isinstance(read.answers_http, Unknown)
