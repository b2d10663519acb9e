"""API Gateway: REST APIs and their stages, HTTP and WebSocket APIs and theirs, and domain names of both.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/api_gateway_stage, the other
`api_gateway_…` resources and the `apigatewayv2_…` ones. Until provider version 5 a deployment could create a stage too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.apigateway import Api, DomainName, Method, MethodSettings, RestApi, Route, Stage, StageV2
from hipaacheck_assets.aws.policy import Policy
from hipaacheck_assets.truth import Truth, all_of
from hipaacheck_terraform.arguments import declared_block, default, flag, required
from hipaacheck_terraform.aws.web_acl import web_acls
from hipaacheck_terraform.blocks import NOT_HERE, Block, Resource, stub
from hipaacheck_terraform.documents import policy
from hipaacheck_terraform.estate import Estate, Family

REST_API = ("aws_api_gateway_rest_api",)
API = ("aws_apigatewayv2_api",)
STAGE = ("aws_api_gateway_stage", "aws_api_gateway_deployment")
_SETTINGS = "aws_api_gateway_method_settings"
_POLICY = "aws_api_gateway_rest_api_policy"
_METHOD = "aws_api_gateway_method"
_INTEGRATION = "aws_api_gateway_integration"
_PUT = "aws_api_gateway_rest_api_put"
_ROUTE = "aws_apigatewayv2_route"
_LOGS = ("aws_cloudwatch_log_group", "aws_kinesis_firehose_delivery_stream")

# -- REST APIs ---------------------------------------------------------------------------------------------------


def rest_apis(estate: Estate) -> Iterator[RestApi]:
    """One asset per REST API, and one per API that only its parts name."""
    parts = dict.fromkeys((_POLICY, _METHOD, _INTEGRATION, _PUT), "rest_api_id")
    for family in estate.families(REST_API, ("id",), parts):
        item = family.resource
        yield RestApi(
            **estate.common(item, item.text("name")),
            api_id=item.text("id"),
            arn=item.text("arn"),
            endpoint_type=_endpoint_type(item),
            policy=_policy(estate, family),
            methods=[
                *(method if isinstance(method, Unknown) else _method(method) for method in family.all(_METHOD)),
                *_imported(family),
            ],
            integration_types=[*dict.fromkeys(_integration(part) for part in family.all(_INTEGRATION)), *_imported(family)],
        )


def _imported(family: Family) -> list[Unknown]:
    """An item for what an OpenAPI document may declare. The document itself is not read."""
    body = None if family.resource.stub else family.resource.text("body")
    if body is None and _PUT not in family.children:
        return []
    return [Unknown("an OpenAPI document may declare more", f"{family.resource.address}.body")]


def _endpoint_type(item: Resource) -> str | Unknown:
    """Without a block, API Gateway makes an edge-optimised API."""
    block = declared_block(item, "endpoint_configuration")
    if isinstance(block, Unknown):
        return block
    types = ["EDGE"] if block is None else block.texts("types")
    if isinstance(types, Unknown):
        return types
    return types[0] if types else "EDGE"


def _policy(estate: Estate, family: Family) -> Policy | Unknown | None:
    companion, item = family.one(_POLICY), family.resource
    if isinstance(companion, Resource):
        return policy(estate, companion)
    own = item.text("policy")
    if companion is not None and not isinstance(own, str):
        return companion
    if isinstance(own, Unknown) and not item.declares("policy"):
        return next(iter(_imported(family)), None)
    return policy(estate, item)


def _method(part: Resource) -> Method:
    return Method(origin=part.address, verb=required(part, "http_method"), authorization=required(part, "authorization"))


def _integration(part: Resource | Unknown) -> str | Unknown:
    return part if isinstance(part, Unknown) else required(part, "type")


# -- stages of REST APIs -----------------------------------------------------------------------------------------


def stages(estate: Estate) -> Iterator[Stage]:
    """One asset per stage, declared or created by a deployment, and one per stage that only method settings name."""
    web_acl = web_acls(estate)
    for family in _stages(estate):
        item = family.resource
        yield Stage(
            **estate.common(item, item.text("stage_name")),
            arn=item.text("arn"),
            rest_api_id=estate.link(item, "rest_api_id", REST_API),
            access_log=_access_log(estate, item),
            method_settings=[part if isinstance(part, Unknown) else _settings(part) for part in family.all(_SETTINGS)],
            cache_cluster=flag(item, "cache_cluster_enabled", False),
            client_certificate=estate.link(item, "client_certificate_id", ("aws_api_gateway_client_certificate",)),
            tracing=flag(item, "xray_tracing_enabled", False),
            web_acl=Unknown(NOT_HERE, item.address) if item.stub else _stage_web_acl(item, web_acl(item)),
        )


def _stage_web_acl(item: Resource, associated: str | Unknown | None) -> str | Unknown | None:
    """The ACL that this plan associates. One that a stage has already was associated elsewhere, or is about to be taken away."""
    if associated is None and isinstance(item.text("web_acl_arn"), str):
        return Unknown("associated today, but not by this plan", f"{item.address}.web_acl_arn")
    return associated


def _stages(estate: Estate) -> list[Family]:
    """Stages with their method settings, joined by API and stage name together."""
    families = [Family(item, estate.incomplete) for item in estate.each(STAGE[0])]
    for item in estate.each(STAGE[1]):
        if item.text("stage_name") is not None and all(_same_stage(estate, item, other.resource) is False for other in families):
            families.append(Family(item, estate.incomplete))
    real = list(families)
    for settings in estate.each(_SETTINGS):
        matches = [(family, _same_stage(estate, settings, family.resource)) for family in real]
        certain = [family for family, same in matches if same is True]
        possible = [family for family, same in matches if same is not False]
        if len(certain) == 1:
            certain[0].children.setdefault(_SETTINGS, []).append(settings)
        elif possible:
            doubt = Unknown(f"{settings.address} may belong here; its stage cannot be told", settings.address)
            for family in possible:
                family.doubts.setdefault(_SETTINGS, doubt)
        else:
            families.append(_stub(settings, families))
    return list({family.resource.address: family for family in families}.values())


def _stub(settings: Resource, families: list[Family]) -> Family:
    """The stage elsewhere that settings name."""
    api, name = settings.text("rest_api_id"), settings.text("stage_name")
    address = f"{api}/{name}" if isinstance(api, str) and isinstance(name, str) else settings.address
    for known in families:
        if known.resource.stub and known.resource.address == address:
            known.children[_SETTINGS].append(settings)
            return known
    family = Family(stub(STAGE[0], address), Unknown(NOT_HERE, address))
    family.children[_SETTINGS] = [settings]
    return family


def _same_stage(estate: Estate, part: Resource, stage: Resource) -> Truth:
    """Whether a part (settings, a deployment) names this stage."""
    name, own = estate.link(part, "stage_name", STAGE), stage.text("stage_name")
    if isinstance(name, Unknown) and name.refers is not None:
        return name.refers == stage.address
    doubt = name if isinstance(name, Unknown) else own if isinstance(own, Unknown) else None
    same_api = _same(estate.link(part, "rest_api_id", REST_API), estate.link(stage, "rest_api_id", REST_API))
    return all_of([same_api, name == own if doubt is None else doubt])


def _same(left: str | Unknown | None, right: str | Unknown | None) -> Truth:
    """Whether two links have one target. A known id is never that of something yet to be created."""
    for value in (left, right):
        if isinstance(value, Unknown) and value.refers is None:
            return value
    if isinstance(left, Unknown) and isinstance(right, Unknown):
        return left.refers == right.refers
    return left == right


def _access_log(estate: Estate, item: Resource) -> str | Unknown | None:
    block = item.block("access_log_settings")
    return estate.link(block, "destination_arn", _LOGS, of=item) if isinstance(block, Block) else block


def _settings(part: Resource) -> MethodSettings | Unknown:
    block = part.block("settings")
    if not isinstance(block, Block):
        return Unknown("no settings", part.address) if block is None else block
    return MethodSettings(
        origin=part.address,
        path=required(part, "method_path"),
        logging_level=block.text("logging_level"),
        data_trace=block.flag("data_trace_enabled"),
        caching=block.flag("caching_enabled"),
        cache_encrypted=block.flag("cache_data_encrypted"),
    )


# -- domain names ------------------------------------------------------------------------------------------------


def domain_names(estate: Estate) -> Iterator[DomainName]:
    """One asset per custom domain name of either version."""
    for item in estate.each("aws_api_gateway_domain_name", "aws_apigatewayv2_domain_name"):
        source: Any = item if item.type == "aws_api_gateway_domain_name" else item.block("domain_name_configuration")
        mutual = item.block("mutual_tls_authentication")
        yield DomainName(
            **estate.common(item, item.text("domain_name")),
            arn=item.text("arn"),
            security_policy=required(source, "security_policy") if isinstance(source, Block) else source,
            mutual_tls=mutual if isinstance(mutual, Unknown) else mutual is not None,
        )


# -- HTTP and WebSocket APIs -------------------------------------------------------------------------------------


def apis(estate: Estate) -> Iterator[Api]:
    """One asset per HTTP or WebSocket API, and one per API that only routes name."""
    for family in estate.families(API, ("id",), {_ROUTE: "api_id"}):
        item = family.resource
        yield Api(
            **estate.common(item, item.text("name")),
            api_id=item.text("id"),
            arn=item.text("arn"),
            protocol=required(item, "protocol_type"),
            routes=[
                *(part if isinstance(part, Unknown) else _route(part) for part in family.all(_ROUTE)),
                *_quick_route(item),
                *_imported(family),
            ],
        )


def _route(part: Resource) -> Route:
    authorization = default(part.text("authorization_type"), "NONE")
    return Route(origin=part.address, key=required(part, "route_key"), authorization=authorization)


def _quick_route(item: Resource) -> list[Route | Unknown]:
    """The route that a quickly created API has: no authorization, `$default` unless a key is given."""
    target = None if item.stub else item.text("target")
    if target is None:
        return []
    key = default(item.text("route_key"), "$default")
    return [Route(origin=item.address, key=key, authorization="NONE") if isinstance(target, str) else target]


def stages_v2(estate: Estate) -> Iterator[StageV2]:
    """One asset per stage of an HTTP or WebSocket API."""
    for item in estate.each("aws_apigatewayv2_stage"):
        yield StageV2(
            **estate.common(item, item.text("name")),
            arn=item.text("arn"),
            api_id=estate.link(item, "api_id", API),
            access_log=_access_log(estate, item),
            data_trace=[*_traces(item, "default_route_settings"), *_traces(item, "route_settings")],
        )


def _traces(item: Resource, name: str) -> list[bool | Unknown]:
    found = item.blocks(name)
    if isinstance(found, Unknown):
        return [found]
    return [block if isinstance(block, Unknown) else flag(block, "data_trace_enabled", False) for block in found]
