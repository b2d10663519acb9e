"""Endpoints of Azure CDN and Azure Front Door."""

from __future__ import annotations

from typing import Any

from tests.support import plans
from tests.support.azure import Case, listing, resource, resource_id

_PROFILES = "Microsoft.Cdn/profiles"
_CLASSIC, _FRONT_DOOR = f"{_PROFILES}/endpoints", f"{_PROFILES}/afdEndpoints"
SITE, FRONT = resource_id(_PROFILES, "site"), resource_id(_PROFILES, "front")
CONDITION = {
    "name": "RequestScheme",
    "parameters": {"operator": "Equal", "negateCondition": False, "matchValues": ["HTTP"], "transforms": []},
}
ACTION = {"name": "UrlRedirect", "parameters": {"redirectType": "Moved", "destinationProtocol": "Https"}}
POLICY = {"rules": [{"name": "https", "order": 1, "conditions": [CONDITION], "actions": [ACTION]}]}


def classic(name: str, policy: dict[str, Any] | None, *, http: bool) -> dict[str, Any]:
    """An endpoint of Azure CDN."""
    inner = {"isHttpAllowed": http, "isHttpsAllowed": True, "deliveryPolicy": policy, "urlSigningKeys": None}
    return resource(_CLASSIC, f"site/{name}", inner, location="WestEurope")


def front_door(name: str) -> dict[str, Any]:
    """An endpoint of Front Door."""
    return resource(_FRONT_DOOR, f"front/{name}", {"enabledState": "Enabled"}, location="Global")


def route(endpoint: str, redirect: str, forwarding: str) -> dict[str, Any]:
    """Path → body of the one route of an endpoint."""
    inner = {
        "enabledState": "Enabled",
        "supportedProtocols": ["Http", "Https"],
        "httpsRedirect": redirect,
        "forwardingProtocol": forwarding,
        "patternsToMatch": ["/*"],
    }
    path = f"{resource_id(_FRONT_DOOR, 'front', endpoint)}/routes"
    return {path: [resource(f"{_FRONT_DOOR}/routes", f"front/{endpoint}/all", inner)]}


def planned_route(endpoint: str, redirect: bool, forwarding: str) -> dict[str, Any]:
    """The same route in a plan."""
    known = {
        "name": "all",
        "enabled": True,
        "cdn_frontdoor_endpoint_id": resource_id(_FRONT_DOOR, "front", endpoint),
        "supported_protocols": ["Http", "Https"],
        "https_redirect_enabled": redirect,
        "forwarding_protocol": forwarding,
    }
    return plans.resource(f"azurerm_cdn_frontdoor_route.{endpoint}", known)


TO_HTTPS = {
    "name": "https",
    "order": 1,
    "request_scheme_condition": [{"operator": "Equal", "negate_condition": False, "match_values": ["HTTP"]}],
    "url_redirect_action": [{"redirect_type": "Moved", "protocol": "Https"}],
}
CASE = Case(
    types=("azure.cdn.endpoint",),
    estate={
        listing(_PROFILES): [
            resource(_PROFILES, "site", {"resourceState": "Active"}, sku={"name": "Standard_Microsoft"}, kind="cdn"),
            resource(_PROFILES, "front", {"resourceState": "Active"}, sku={"name": "Premium_AzureFrontDoor"}, kind="frontdoor"),
        ],
        f"{SITE}/endpoints": [
            classic("secure", None, http=False),
            classic("redirecting", POLICY, http=True),
            classic("plain", None, http=True),
        ],
        f"{FRONT}/afdEndpoints": [front_door("app"), front_door("bare"), front_door("origin")],
        **route("app", "Enabled", "MatchRequest"),
        **route("bare", "Disabled", "HttpsOnly"),
        **route("origin", "Enabled", "HttpOnly"),
    },
    expected={
        "azure-cdn-endpoint-https-only": {
            "secure": "pass",
            "redirecting": "pass",
            "plain": "fail",
            "app": "pass",
            "bare": "fail",
            "origin": "fail",
        },
    },
    plan=(
        *(
            plans.resource(
                f"azurerm_cdn_endpoint.{name}",
                {
                    "id": resource_id(_CLASSIC, "site", name),
                    "name": name,
                    "is_http_allowed": http,
                    "delivery_rule": rules,
                },
            )
            for name, http, rules in (("secure", False, []), ("redirecting", True, [TO_HTTPS]), ("plain", True, []))
        ),
        *(
            plans.resource(
                f"azurerm_cdn_frontdoor_endpoint.{name}",
                {"id": resource_id(_FRONT_DOOR, "front", name), "name": name, "enabled": True},
            )
            for name in ("app", "bare", "origin")
        ),
        planned_route("app", True, "MatchRequest"),
        planned_route("bare", False, "HttpsOnly"),
        planned_route("origin", True, "HttpOnly"),
    ),
)
