"""REST, HTTP and WebSocket APIs, from answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import apigateway, apigatewayv2
from hipaacheck_live.answers import Answer

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
DOCUMENT = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "*"}],
}


def api(resources: Any = (), **item: Any) -> Any:
    """The asset of a REST API that was answered so."""
    found = resources if isinstance(resources, Unknown) else [Answer(part, "apigateway:GetResources.items") for part in resources]
    given = {"id": "abc", "name": "records", "endpointConfiguration": {"types": ["REGIONAL"]}, **item}
    return apigateway.build_api(PLACE, Answer(given, "apigateway:GetRestApis.items"), Got({"apigateway:GetResources": found}))


def stage(**item: Any) -> Any:
    """The asset of a stage."""
    given = {"restApiId": "abc", "stageName": "live", "cacheClusterEnabled": False, "tracingEnabled": False, **item}
    return apigateway.build_stage(PLACE, Answer(given, "apigateway:GetStages.item"), Got({}))


def test_api() -> None:
    found = api(tags={"Team": "records"})
    assert (found.id, found.arn) == ("arn:aws:apigateway:us-east-1::/restapis/abc",) * 2
    assert (found.name, found.api_id, found.endpoint_type, found.policy) == ("records", "abc", "REGIONAL", None)
    assert (found.methods, found.integration_types, found.tags.items) == ([], [], {"Team": "records"})
    assert isinstance(api(endpointConfiguration=None).endpoint_type, Unknown)


@pytest.mark.parametrize("text", [json.dumps(DOCUMENT), json.dumps(json.dumps(DOCUMENT))[1:-1]])
def test_policy_with_and_without_escapes(text: str) -> None:
    assert api(policy=text).policy.allows_public is True


def test_a_policy_that_is_none_is_unknown() -> None:
    assert isinstance(api(policy="{\\oops").policy, Unknown)
    assert isinstance(api(policy='{\\"oops').policy, Unknown)


def test_methods() -> None:
    found = api(
        [
            {"id": "r1", "path": "/"},
            {
                "id": "r2",
                "path": "/records",
                "resourceMethods": {
                    "POST": {"authorizationType": "AWS_IAM", "methodIntegration": {"type": "HTTP"}},
                    "GET": {"authorizationType": "NONE", "methodIntegration": {"type": "HTTP"}},
                    "PUT": {"authorizationType": "NONE"},
                },
            },
        ]
    )
    assert [(method.origin, method.verb, method.authorization) for method in found.methods] == [
        ("r2 GET", "GET", "NONE"),
        ("r2 POST", "POST", "AWS_IAM"),
        ("r2 PUT", "PUT", "NONE"),
    ]
    assert found.integration_types == ["HTTP"]


def test_methods_that_were_not_described() -> None:
    found = api([{"id": "r1", "resourceMethods": {"GET": {}}}])
    assert isinstance(found.methods[0].authorization, Unknown)
    assert isinstance(found.integration_types[0], Unknown)
    assert (api(NOT_READ).methods, api(NOT_READ).integration_types) == (NOT_READ, NOT_READ)


def test_stage() -> None:
    found = stage()
    assert (found.id, found.name, found.rest_api_id) == ("arn:aws:apigateway:us-east-1::/restapis/abc/stages/live", "live", "abc")
    assert (found.access_log, found.method_settings, found.web_acl, found.client_certificate) == (None, [], None, None)
    assert (found.cache_cluster, found.tracing) == (False, False)
    found = stage(cacheClusterEnabled=None, tracingEnabled=None)
    assert isinstance(found.cache_cluster, Unknown)
    assert isinstance(found.tracing, Unknown)


def test_method_settings() -> None:
    found = stage(
        methodSettings={
            "records/GET": {"loggingLevel": "OFF", "dataTraceEnabled": False},
            "*/*": {"loggingLevel": "INFO", "dataTraceEnabled": True, "cachingEnabled": True, "cacheDataEncrypted": False},
        }
    ).method_settings
    assert [(part.path, part.logging_level, part.data_trace, part.caching, part.cache_encrypted) for part in found] == [
        ("*/*", "INFO", True, True, False),
        ("records/GET", "OFF", False, None, None),
    ]


def test_domain_name() -> None:
    def made(**item: Any) -> Any:
        given = Answer({"domainName": "api.example.org", **item}, "apigateway:GetDomainNames.items")
        return apigateway.build_domain_name(PLACE, given, Got({}))

    found = made(securityPolicy="TLS_1_2")
    assert found.arn == "arn:aws:apigateway:us-east-1::/domainnames/api.example.org"
    assert (found.security_policy, found.mutual_tls) == ("TLS_1_2", False)
    assert isinstance(made().security_policy, Unknown)
    assert made(mutualTlsAuthentication={"truststoreUri": "s3://trust/store.pem"}).mutual_tls is True
    assert made(mutualTlsAuthentication={}).mutual_tls is False


def test_http_api() -> None:
    routes = [
        Answer({"RouteId": "r1", "RouteKey": "$default", "AuthorizationType": "NONE"}, "apigatewayv2:GetRoutes.Items"),
        Answer({"RouteId": "r2", "RouteKey": "GET /"}, "apigatewayv2:GetRoutes.Items"),
    ]
    item = Answer({"ApiId": "abc", "Name": "records", "ProtocolType": "HTTP"}, "apigatewayv2:GetApis.Items")
    found: Any = apigatewayv2.build_api(PLACE, item, Got({"apigatewayv2:GetRoutes": routes}))
    assert (found.id, found.protocol, found.tags.items) == ("arn:aws:apigateway:us-east-1::/apis/abc", "HTTP", {})
    first, second = found.routes
    assert (first.key, first.authorization) == ("$default", "NONE")
    assert isinstance(second.authorization, Unknown)


@pytest.mark.parametrize(
    ("protocol", "settings", "expected"),
    [
        ("HTTP", {"DefaultRouteSettings": {"DetailedMetricsEnabled": False}}, [False]),
        ("WEBSOCKET", {"DefaultRouteSettings": {"DataTraceEnabled": True}}, [True]),
        ("WEBSOCKET", {"DefaultRouteSettings": {"DetailedMetricsEnabled": False}}, ["unknown"]),
        (None, {"DefaultRouteSettings": {"DetailedMetricsEnabled": False}}, ["unknown"]),
        (
            "WEBSOCKET",
            {"DefaultRouteSettings": {"DataTraceEnabled": False}, "RouteSettings": {"a": {"DataTraceEnabled": True}}},
            [False, True],
        ),
        ("WEBSOCKET", {"RouteSettings": {}}, []),
    ],
)
def test_data_trace(protocol: str | None, settings: dict[str, Any], expected: list[Any]) -> None:
    item = Answer({"ApiId": "abc", "StageName": "live", "ProtocolType": protocol, **settings}, "apigatewayv2:GetStages.Items")
    found: Any = apigatewayv2.build_stage(PLACE, item, Got({}))
    assert ["unknown" if isinstance(trace, Unknown) else trace for trace in found.data_trace] == expected
    assert (found.id, found.api_id, found.access_log) == ("arn:aws:apigateway:us-east-1::/apis/abc/stages/live", "abc", None)
