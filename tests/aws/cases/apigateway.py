"""REST APIs, their stages, and custom domain names."""

from __future__ import annotations

from typing import Any

from tests.support.aws import Case, Client
from tests.support.plans import resource

LOGS = "arn:aws:logs:us-east-1:123456789012:log-group:api"


def seed(client: Client) -> None:
    """The API `records` has everything at its stage `production`; `open` asks nobody who they are at its stage `test`."""
    api = client("apigateway")
    records = _api(api, "records", "AWS_IAM", endpointConfiguration={"types": ["REGIONAL"]}, tags={"Team": "records"})
    _stage(api, records, "production", cacheClusterEnabled=True, cacheClusterSize="0.5", tracingEnabled=True)
    for path, value in (
        ("/accessLogSettings/destinationArn", LOGS),
        ("/*/*/logging/loglevel", "INFO"),
        ("/*/*/caching/enabled", "true"),
        ("/*/*/caching/dataEncrypted", "true"),
    ):
        _patch(api, records, "production", path, value)
    waf = client("wafv2")
    acl = waf.create_web_acl(
        Name="rest-apis",
        Scope="REGIONAL",
        DefaultAction={"Allow": {}},
        VisibilityConfig={"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "rest-apis"},
    )["Summary"]["ARN"]
    waf.associate_web_acl(WebACLArn=acl, ResourceArn=f"arn:aws:apigateway:us-east-1::/restapis/{records}/stages/production")
    open_api = _api(api, "open", "NONE", endpointConfiguration={"types": ["EDGE"]})
    _stage(api, open_api, "test", cacheClusterEnabled=True, cacheClusterSize="0.5", tracingEnabled=False)
    _patch(api, open_api, "test", "/*/*/logging/dataTrace", "true")
    _patch(api, open_api, "test", "/*/*/caching/enabled", "true")
    _patch(api, open_api, "test", "/*/*/caching/dataEncrypted", "false")
    api.create_domain_name(domainName="api.example.org", securityPolicy="TLS_1_2")
    api.create_domain_name(domainName="old.example.org", securityPolicy="TLS_1_0")


def _api(api: Any, name: str, authorization: str, **arguments: Any) -> str:
    made: str = api.create_rest_api(name=name, **arguments)["id"]
    root = api.get_resources(restApiId=made)["items"][0]["id"]
    method = {"restApiId": made, "resourceId": root, "httpMethod": "GET"}
    api.put_method(**method, authorizationType=authorization)
    api.put_integration(**method, type="HTTP", uri="https://records.example.org", integrationHttpMethod="GET")
    api.put_integration_response(**method, statusCode="200", selectionPattern="")
    return made


def _stage(api: Any, made: str, name: str, **arguments: Any) -> None:
    deployment = api.create_deployment(restApiId=made)["id"]
    api.create_stage(restApiId=made, stageName=name, deploymentId=deployment, **arguments)


def _patch(api: Any, made: str, stage: str, path: str, value: str) -> None:
    api.update_stage(restApiId=made, stageName=stage, patchOperations=[{"op": "replace", "path": path, "value": value}])


CASE = Case(
    types=("aws.apigateway.rest_api", "aws.apigateway.stage", "aws.apigateway.domain_name"),
    seed=seed,
    expected={
        "aws-apigateway-domain-name-tls-1-2": {"api.example.org": "pass", "old.example.org": "fail"},
        "aws-apigateway-rest-api-methods-authorized": {"records": "pass", "open": "fail"},
        "aws-apigateway-stage-access-logged": {"production": "pass", "test": "fail"},
        "aws-apigateway-stage-cache-encrypted": {"production": "pass", "test": "fail"},
        "aws-apigateway-stage-client-certificate": {"production": "fail", "test": "fail"},
        "aws-apigateway-stage-data-trace-off": {"production": "pass", "test": "fail"},
        "aws-apigateway-stage-execution-logged": {"production": "pass", "test": "fail"},
        "aws-apigateway-stage-traced": {"production": "pass", "test": "fail"},
        "aws-apigateway-stage-web-acl": {"production": "pass", "test": "fail"},
    },
    plan=(
        resource(
            "aws_api_gateway_rest_api.open",
            {
                "name": "open",
                "id": "abc",
                "arn": "arn:aws:apigateway:us-east-1::/restapis/abc",
                "endpoint_configuration": [{"types": ["EDGE"]}],
                "policy": "",
            },
        ),
        resource(
            "aws_api_gateway_method.open",
            {"rest_api_id": "abc", "resource_id": "root", "http_method": "GET", "authorization": "NONE"},
        ),
        resource(
            "aws_api_gateway_integration.open",
            {"rest_api_id": "abc", "resource_id": "root", "http_method": "GET", "type": "HTTP"},
        ),
        resource(
            "aws_api_gateway_stage.test",
            {
                "stage_name": "test",
                "id": "ags-abc-test",
                "arn": "arn:aws:apigateway:us-east-1::/restapis/abc/stages/test",
                "rest_api_id": "abc",
                "deployment_id": "def",
                "cache_cluster_enabled": True,
                "xray_tracing_enabled": False,
            },
        ),
        resource(
            "aws_api_gateway_method_settings.test",
            {
                "rest_api_id": "abc",
                "stage_name": "test",
                "method_path": "*/*",
                "settings": [{"data_trace_enabled": True, "caching_enabled": True, "cache_data_encrypted": False}],
            },
        ),
        resource(
            "aws_api_gateway_domain_name.api",
            {
                "domain_name": "api.example.org",
                "id": "api.example.org",
                "arn": "arn:aws:apigateway:us-east-1::/domainnames/api.example.org",
                "security_policy": "TLS_1_2",
            },
        ),
    ),
    differences={
        ("aws.apigateway.rest_api", "api_id"): "given by the service at random",
        ("aws.apigateway.rest_api", "arn"): "holds the id",
        (
            "aws.apigateway.rest_api",
            "methods",
        ): "a plan names the address of a method, the service the resource's id and the verb",
        ("aws.apigateway.stage", "rest_api_id"): "given by the service at random",
        ("aws.apigateway.stage", "arn"): "holds the id",
        ("aws.apigateway.stage", "method_settings"): "a plan names the address of the settings, the service their path",
    },
)
