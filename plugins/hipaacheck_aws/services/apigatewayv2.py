"""Amazon API Gateway, version 2: HTTP and WebSocket APIs with their stages.

https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.apigateway import Api, Route, StageV2
from hipaacheck_aws.collect import Collector, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags


def _apis(reader: Reader) -> Iterator[Answer | Unknown]:
    yield from reader.pages("apigatewayv2:GetApis", "Items")


def build_api(place: Place, item: Answer, got: Got) -> Api:
    """One asset per HTTP or WebSocket API."""
    api = item.known("ApiId")
    arn = place.arn("apigateway", f"/apis/{api}", account=False)
    return Api(
        **place.common(arn, item.text("Name"), tags(item, "Tags")),
        api_id=api,
        arn=arn,
        protocol=item.required("ProtocolType"),
        routes=got.read("apigatewayv2:GetRoutes", lambda found: [_route(route) for route in found]),
    )


def _route(route: Answer | Unknown) -> Route | Unknown:
    if isinstance(route, Unknown):
        return route
    return Route(
        origin=route.known("RouteId"),
        key=route.required("RouteKey"),
        authorization=route.required("AuthorizationType"),
    )


APIS = Collector(
    asset_type="aws.apigatewayv2.api",
    operations=("apigatewayv2:GetApis",),
    find=_apis,
    details=(detail("apigatewayv2:GetRoutes", "routes", arguments=lambda item: {"ApiId": item.known("ApiId")}, pages="Items"),),
    build=build_api,
)


def _stages(reader: Reader) -> Iterator[Answer | Unknown]:
    """Stages, with id and protocol of their API."""
    for api in _apis(reader):
        if isinstance(api, Unknown):
            continue
        number = api.known("ApiId")
        for stage in reader.pages("apigatewayv2:GetStages", "Items", ApiId=number):
            if isinstance(stage, Answer):
                more = {"ApiId": number, "ProtocolType": api.values.get("ProtocolType")}
                yield Answer({**stage.values, **more}, stage.where, stage.region)


def build_stage(place: Place, item: Answer, got: Got) -> StageV2:
    """One asset per stage of an HTTP or WebSocket API."""
    api, name = item.known("ApiId"), item.known("StageName")
    arn = place.arn("apigateway", f"/apis/{api}/stages/{name}", account=False)
    logs = item.block("AccessLogSettings")
    return StageV2(
        **place.common(arn, name, tags(item, "Tags")),
        arn=arn,
        api_id=api,
        access_log=logs.text("DestinationArn") if isinstance(logs, Answer) else logs,
        data_trace=list(_traces(item)),
    )


def _traces(item: Answer) -> Iterator[bool | Unknown]:
    """Whether each block of route settings logs in full. HTTP APIs cannot, and their answers do not say so."""
    routes = item.block("RouteSettings")
    parts: list[Answer | Unknown | None] = [item.block("DefaultRouteSettings")]
    parts += [routes.block(key) for key in sorted(routes.values)] if isinstance(routes, Answer) else [routes]
    for part in parts:
        if isinstance(part, Answer):
            trace = part.flag("DataTraceEnabled")
            yield False if trace is None and item.get("ProtocolType") == "HTTP" else part.sure("DataTraceEnabled", trace)
        elif part is not None:
            yield part


STAGES = Collector(
    asset_type="aws.apigatewayv2.stage",
    operations=("apigatewayv2:GetApis", "apigatewayv2:GetStages"),
    find=_stages,
    build=build_stage,
)

PERMISSIONS = dict.fromkeys(("apigatewayv2:GetApis", "apigatewayv2:GetRoutes", "apigatewayv2:GetStages"), ("apigateway:GET",))
"""IAM knows the verbs of HTTP.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagementv2.html"""
