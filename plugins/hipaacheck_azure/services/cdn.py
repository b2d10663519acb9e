"""Azure CDN and Azure Front Door. https://learn.microsoft.com/rest/api/cdn, https://learn.microsoft.com/rest/api/frontdoor"""

from __future__ import annotations

from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.azure.cdn import Endpoint, classic, endpoint, is_one, route
from hipaacheck_assets.truth import Truth, all_of, any_of
from hipaacheck_azure.collect import Collector, Got, detail, listing, properties
from hipaacheck_azure.reader import Place, Reader
from hipaacheck_live.answers import Answer

_PROFILES = "Microsoft.Cdn/profiles"
_CLASSIC, _FRONT_DOOR = f"{_PROFILES}/endpoints", f"{_PROFILES}/afdEndpoints"
_ROUTES = f"{_FRONT_DOOR}/routes"


def _endpoints(reader: Reader, profile: Answer) -> list[Answer | Unknown]:
    """The SKU of a profile tells which kind of endpoints it has."""
    sku = profile.block("sku")
    name = sku.known("name") if isinstance(sku, Answer) else profile.known("sku")
    operation = _FRONT_DOOR if name.lower().endswith("_azurefrontdoor") else _CLASSIC
    return reader.pages(operation, id=profile.known("id"))


def _is_front_door(item: Answer) -> bool:
    return item.operation == _FRONT_DOOR


def build(place: Place, item: Answer, got: Got) -> Endpoint:
    """One asset per endpoint."""
    inner = properties(item)
    facts = _front_door(inner, got) if _is_front_door(item) else _classic(inner)
    return Endpoint(**place.resource(item), **facts)


def _classic(inner: Answer) -> dict[str, Any]:
    """HTTP is allowed unless the endpoint says otherwise."""
    policy = inner.block("deliveryPolicy")
    rules = policy.blocks("rules") if isinstance(policy, Answer) else inner.or_default("deliveryPolicy", policy, [])
    return classic(
        inner.or_default("isHttpAllowed", inner.flag("isHttpAllowed"), True),
        rules if isinstance(rules, Unknown) else any_of(_redirects(rule) for rule in rules),
    )


def _redirects(rule: Answer | Unknown) -> Truth:
    """Whether a rule sends every request over HTTP to HTTPS: no other condition limits it."""
    if isinstance(rule, Unknown):
        return rule
    conditions, actions = rule.blocks("conditions"), rule.blocks("actions")
    if isinstance(conditions, Unknown) or isinstance(actions, Unknown):
        return conditions if isinstance(conditions, Unknown) else actions if isinstance(actions, Unknown) else False
    if len(conditions) != 1:
        return False
    return all_of([_plain(conditions[0]), any_of(_to_https(action) for action in actions)])


def _plain(condition: Answer | Unknown) -> Truth:
    parameters = _parameters(condition, "RequestScheme")
    if not isinstance(parameters, Answer):
        return parameters
    schemes = parameters.texts("matchValues")
    negated = parameters.or_default("negateCondition", parameters.flag("negateCondition"), False)
    plain = schemes if isinstance(schemes, Unknown) else any_of(is_one(scheme, "HTTP", "HTTPS") for scheme in schemes)
    return all_of([plain, _is(negated, False)])


def _to_https(action: Answer | Unknown) -> Truth:
    parameters = _parameters(action, "UrlRedirect")
    if not isinstance(parameters, Answer):
        return parameters
    return is_one(
        parameters.or_default("destinationProtocol", parameters.text("destinationProtocol"), "MatchRequest"),
        "Https",
        "Http",
        "MatchRequest",
    )


def _parameters(item: Answer | Unknown, name: str) -> Answer | Unknown | bool:
    """The parameters of a condition or action of that name; false for another."""
    if isinstance(item, Unknown):
        return item
    kind = item.required("name")
    if isinstance(kind, Unknown) or kind != name:
        return kind if isinstance(kind, Unknown) else False
    return item.sure("parameters", item.block("parameters"))


def _is(value: object, wanted: object) -> Truth:
    return value if isinstance(value, Unknown) else value == wanted


def _front_door(inner: Answer, got: Got) -> dict[str, Any]:
    on = is_one(inner.required("enabledState"), "Enabled", "Disabled")
    routes = got.read(_ROUTES, lambda items: [item if isinstance(item, Unknown) else _route(item) for item in items], [])
    facts = endpoint([routes] if isinstance(routes, Unknown) else routes)
    return {name: all_of([on, truth]) for name, truth in facts.items()}


def _route(item: Answer) -> dict[str, Any]:
    inner = properties(item)
    protocols = inner.texts("supportedProtocols")
    if inner.get("supportedProtocols") is None:
        protocols = inner.sure("supportedProtocols", None)
    return route(
        enabled=is_one(inner.required("enabledState"), "Enabled", "Disabled"),
        takes_http=protocols if isinstance(protocols, Unknown) else any_of(is_one(one, "Http", "Https") for one in protocols),
        redirects=is_one(inner.required("httpsRedirect"), "Enabled", "Disabled"),
        forwarding=inner.required("forwardingProtocol"),
    )


ENDPOINTS = Collector(
    asset_type="azure.cdn.endpoint",
    scope="global",
    operations=(_PROFILES, _CLASSIC, _FRONT_DOOR),
    find=listing(_PROFILES),
    expand=_endpoints,
    details=(detail(_ROUTES, "answers_http", "fetches_http", pages=True, when=_is_front_door),),
    build=build,
)
