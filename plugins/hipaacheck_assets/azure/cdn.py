"""Azure CDN and Azure Front Door. https://learn.microsoft.com/rest/api/cdn, https://learn.microsoft.com/rest/api/frontdoor"""

from __future__ import annotations

from typing import Any

from hipaacheck import Asset, AssetType, Unknown
from hipaacheck_assets.truth import Truth, all_of, any_of, opposite


class Endpoint(Asset, frozen=True, kw_only=True, tag="azure.cdn.endpoint"):
    """An endpoint of Azure CDN (classic), or of Azure Front Door Standard or Premium with its routes."""

    resource_id: str | Unknown | None
    """Id in Azure Resource Manager, in lower case."""
    answers_http: bool | Unknown
    """Whether it serves content over plain HTTP. A redirect to HTTPS is no content."""
    fetches_http: bool | Unknown
    """Whether it may fetch content from an origin over plain HTTP. Rule sets of Front Door, which can change a route's protocol,
    are not read."""


ENDPOINT = AssetType(name="azure.cdn.endpoint", record=Endpoint)


def classic(http_allowed: Truth, redirects: Truth) -> dict[str, Any]:
    """What an endpoint of Azure CDN does: it asks the origin by the protocol that it was asked by. `redirects` tells whether a
    rule sends every request over HTTP to HTTPS."""
    plain = all_of([http_allowed, opposite(redirects)])
    return {"answers_http": plain, "fetches_http": plain}


def is_one(value: str | Unknown | None, wanted: str, *others: str) -> Truth:
    """Whether a keyword is the one that is wanted, in whichever case, or one of the others. Unknown for any else."""
    if isinstance(value, Unknown):
        return value
    told = str(value).lower()
    if told == wanted.lower():
        return True
    return False if told in {other.lower() for other in others} else Unknown(f"{value!r} is not {wanted}, {', '.join(others)}")


def route(enabled: Truth, takes_http: Truth, redirects: Truth, forwarding: str | Unknown) -> dict[str, Any]:
    """What a route of Front Door does. `forwarding` is `HttpOnly`, `HttpsOnly` or `MatchRequest`."""
    plain = all_of([enabled, takes_http, opposite(redirects)])
    if isinstance(forwarding, Unknown):
        return {"answers_http": plain, "fetches_http": all_of([enabled, forwarding])}
    always = all_of([enabled, is_one(forwarding, "HttpOnly", "HttpsOnly", "MatchRequest")])
    never = is_one(forwarding, "HttpsOnly", "HttpOnly", "MatchRequest")
    return {"answers_http": plain, "fetches_http": any_of([always, all_of([plain, opposite(never)])])}


def endpoint(routes: list[dict[str, Any] | Unknown]) -> dict[str, Any]:
    """What an endpoint of Front Door does, of its routes."""
    return {
        fact: any_of(item if isinstance(item, Unknown) else item[fact] for item in routes)
        for fact in ("answers_http", "fetches_http")
    }
