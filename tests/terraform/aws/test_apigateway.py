"""API Gateway: APIs, stages with their method settings, and domain names."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

API = resource("aws_api_gateway_rest_api.a", {"name": "a"}, unknown=("id", "arn", "policy", "endpoint_configuration"))
IN_API = {"rest_api_id": "aws_api_gateway_rest_api.a.id"}
STAGE = resource("aws_api_gateway_stage.a", {"stage_name": "prod"}, refs=IN_API)
LEVEL = {"method_path": "*/*", "settings": [{"logging_level": "INFO", "data_trace_enabled": False}]}


def settings(name: str = "a", refs: Any = None, **values: Any) -> Any:
    """Method settings, with marks for what the provider computes."""
    marks = {"id": True, "settings": [{"caching_enabled": True, "cache_data_encrypted": True}]}
    return resource(f"aws_api_gateway_method_settings.{name}", {**LEVEL, **values}, unknown=marks, refs=refs)


def stage(*parts: Any) -> Any:
    """The stage among the assets of the API, the stage and these parts."""
    return assets(API, STAGE, *parts)["aws_api_gateway_stage.a"]


def test_what_a_stage_does_not_declare() -> None:
    found = stage()
    assert (found.access_log, found.method_settings, found.client_certificate, found.web_acl) == (None, [], None, None)
    assert (found.cache_cluster, found.tracing) == (False, False)
    assert found.rest_api_id.refers == "aws_api_gateway_rest_api.a"


@pytest.mark.parametrize(
    "part",
    [
        settings(stage_name="prod", refs=IN_API),
        settings(rest_api_id="elsewhere", refs={"stage_name": "aws_api_gateway_stage.a.stage_name"}),
    ],
    ids=["by API and name", "by reference to the stage"],
)
def test_settings_join_their_stage(part: Any) -> None:
    (found,) = stage(part).method_settings
    assert (found.origin, found.path, found.logging_level, found.data_trace) == (
        "aws_api_gateway_method_settings.a",
        "*/*",
        "INFO",
        False,
    )
    assert isinstance(found.cache_encrypted, Unknown)


def test_settings_for_a_stage_of_the_same_name_elsewhere_make_a_stub() -> None:
    found: Any = assets(
        API, STAGE, settings(rest_api_id="abc", stage_name="prod"), settings("b", rest_api_id="abc", stage_name="prod")
    )
    assert found["aws_api_gateway_stage.a"].method_settings == []
    stub = found["abc/prod"]
    assert [part.logging_level for part in stub.method_settings[:2]] == ["INFO", "INFO"]
    assert isinstance(stub.method_settings[2], Unknown)
    assert isinstance(stub.cache_cluster, Unknown)
    assert isinstance(stub.web_acl, Unknown)


@pytest.mark.parametrize(
    "refs", [{"rest_api_id": "local.api"}, {**IN_API, "stage_name": "local.stage"}], ids=["which API", "which stage"]
)
def test_settings_that_may_belong_here_leave_doubt(refs: Any) -> None:
    part = settings(refs=refs) if "stage_name" in refs else settings(stage_name="prod", refs=refs)
    (found,) = stage(part).method_settings
    assert isinstance(found, Unknown)


def test_until_provider_5_a_deployment_makes_a_stage() -> None:
    deployment = resource("aws_api_gateway_deployment.a", {"stage_name": "test"}, refs=IN_API)
    found: Any = assets(API, deployment, settings(stage_name="test", refs=IN_API))["aws_api_gateway_deployment.a"]
    assert (found.name, found.access_log, len(found.method_settings)) == ("test", None, 1)


def test_a_deployment_to_a_declared_stage_or_to_none_makes_no_other() -> None:
    same = resource("aws_api_gateway_deployment.a", {"stage_name": "prod"}, refs=IN_API)
    none = resource("aws_api_gateway_deployment.b", {"stage_name": None}, refs=IN_API)
    assert sorted(assets(API, STAGE, same, none)) == ["aws_api_gateway_rest_api.a", "aws_api_gateway_stage.a"]


def test_arguments_of_a_stage() -> None:
    given = {
        "stage_name": "prod",
        "rest_api_id": "abc",
        "cache_cluster_enabled": True,
        "xray_tracing_enabled": True,
        "client_certificate_id": "c1",
    }
    item = resource("aws_api_gateway_stage.a", {**given, "access_log_settings": [{"destination_arn": "arn:logs", "format": "x"}]})
    found = asset(item)
    assert (found.access_log, found.cache_cluster, found.tracing, found.client_certificate) == ("arn:logs", True, True, "c1")


def test_methods_and_integrations_join_their_api() -> None:
    method = resource("aws_api_gateway_method.a", {"http_method": "GET", "authorization": "NONE"}, refs=IN_API)
    parts = [resource(f"aws_api_gateway_integration.{name}", {"type": "HTTP"}, refs=IN_API) for name in ("a", "b")]
    found = asset(API, method, *parts)
    assert [(item.verb, item.authorization) for item in found.methods] == [("GET", "NONE")]
    assert found.integration_types == ["HTTP"]
    assert found.policy is None
    assert found.endpoint_type == "EDGE"


def test_an_openapi_document_leaves_methods_and_policy_open() -> None:
    found = asset(resource("aws_api_gateway_rest_api.a", {"name": "a", "body": "{}"}, unknown=("id", "arn", "policy")))
    assert isinstance(found.methods[0], Unknown)
    assert isinstance(found.integration_types[0], Unknown)
    assert isinstance(found.policy, Unknown)


def test_a_policy_resource_is_the_apis_policy() -> None:
    text = json.dumps({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "*"}})
    assert asset(API, resource("aws_api_gateway_rest_api_policy.a", {"policy": text}, refs=IN_API)).policy.allows_public is True


@pytest.mark.parametrize(
    ("address", "given", "policy"),
    [
        ("aws_api_gateway_domain_name.a", {"security_policy": "TLS_1_0"}, "TLS_1_0"),
        ("aws_apigatewayv2_domain_name.a", {"domain_name_configuration": [{"security_policy": "TLS_1_2"}]}, "TLS_1_2"),
    ],
)
def test_domain_names_of_either_version(address: str, given: Any, policy: str) -> None:
    found = asset(resource(address, {"domain_name": "api.example.org", **given}))
    assert (found.security_policy, found.mutual_tls) == (policy, False)


def test_a_security_policy_left_to_aws_is_unknown() -> None:
    found = asset(resource("aws_api_gateway_domain_name.a", {"domain_name": "x"}, unknown=("id", "arn", "security_policy")))
    assert isinstance(found.security_policy, Unknown)


def test_routes_join_their_api() -> None:
    api = resource("aws_apigatewayv2_api.a", {"name": "a", "protocol_type": "HTTP"})
    route = resource(
        "aws_apigatewayv2_route.a",
        {"route_key": "GET /", "authorization_type": None},
        refs={"api_id": "aws_apigatewayv2_api.a.id"},
    )
    (found,) = asset(api, route).routes
    assert (found.key, found.authorization) == ("GET /", "NONE")


def test_a_quickly_created_api_has_an_open_route() -> None:
    (found,) = asset(
        resource("aws_apigatewayv2_api.a", {"name": "a", "protocol_type": "HTTP", "target": "https://example.org"})
    ).routes
    assert (found.key, found.authorization) == ("$default", "NONE")


def test_a_stage_of_version_2() -> None:
    given = {
        "name": "prod",
        "api_id": "abc",
        "default_route_settings": [{"data_trace_enabled": None}],
        "route_settings": [{"route_key": "x", "data_trace_enabled": True}],
    }
    found = asset(resource("aws_apigatewayv2_stage.a", given))
    assert (found.access_log, found.data_trace) == (None, [False, True])


def test_a_web_acl_that_only_the_state_knows_is_neither_there_nor_absent() -> None:
    item = resource("aws_api_gateway_stage.a", {"stage_name": "prod", "rest_api_id": "a", "web_acl_arn": "arn:aws:wafv2:acl"})
    assert isinstance(asset(item).web_acl, Unknown)


@pytest.mark.parametrize(("types", "expected"), [(["PRIVATE"], "PRIVATE"), ([], "EDGE")])
def test_endpoint_types(types: list[str], expected: str) -> None:
    values = {"name": "a", "endpoint_configuration": [{"types": types}]}
    assert asset(resource("aws_api_gateway_rest_api.a", values)).endpoint_type == expected
    unknown = resource("aws_api_gateway_rest_api.a", {"name": "a"}, refs={"endpoint_configuration": "var.endpoint"})
    assert isinstance(asset(unknown).endpoint_type, Unknown)
