"""Amazon API Gateway: REST APIs (version 1) and HTTP and WebSocket APIs (version 2).

https://docs.aws.amazon.com/apigateway/latest/api/ and https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/
"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Record, Relation, Unknown
from hipaacheck_assets.aws.policy import Policy


class Method(Record, frozen=True, kw_only=True):
    """A method of a resource."""

    origin: str
    """Address of its declaration, or id of the resource with the verb."""
    verb: str | Unknown
    """`GET`, `POST`, `ANY`, …"""
    authorization: str | Unknown
    """`NONE`, `AWS_IAM`, `CUSTOM` or `COGNITO_USER_POOLS`."""


class RestApi(Asset, frozen=True, kw_only=True, tag="aws.apigateway.rest_api"):
    """A REST API."""

    api_id: str | Unknown | None
    """Id of the API."""
    arn: str | Unknown | None
    """ARN; null in a plan that does not say."""
    endpoint_type: str | Unknown
    """`EDGE`, `REGIONAL` or `PRIVATE`."""
    policy: Policy | Unknown | None
    """Resource policy; null when there is none."""
    methods: list[Method | Unknown] | Unknown
    """Methods of its resources."""
    integration_types: list[str | Unknown] | Unknown
    """Kinds of backend: `HTTP`, `HTTP_PROXY`, `AWS`, `AWS_PROXY` or `MOCK`, each once."""


class MethodSettings(Record, frozen=True, kw_only=True):
    """Settings of a stage for some or all methods."""

    origin: str
    """Address of their declaration, or the method path."""
    path: str | Unknown
    """`*/*` for all methods, else resource path and verb."""
    logging_level: str | Unknown | None
    """Execution logging to CloudWatch Logs: `OFF`, `ERROR` or `INFO`; null when not set, which is off."""
    data_trace: bool | Unknown | None
    """Whether requests and responses are logged in full; null when not set, which is off."""
    caching: bool | Unknown | None
    """Whether responses are cached; null when not set."""
    cache_encrypted: bool | Unknown | None
    """Whether cached responses are encrypted; null when not set, which is unencrypted."""


class Stage(Asset, frozen=True, kw_only=True, tag="aws.apigateway.stage"):
    """A stage of a REST API, with its method settings."""

    arn: str | Unknown | None
    """ARN; null in a plan that does not say."""
    rest_api_id: str | Unknown | None
    """Id of its API."""
    access_log: str | Unknown | None
    """ARN of the log group or delivery stream for access logs; null when there are none."""
    method_settings: list[MethodSettings | Unknown] | Unknown
    """Settings for methods."""
    cache_cluster: bool | Unknown
    """Whether there is a cache."""
    client_certificate: str | Unknown | None
    """Id of the certificate that API Gateway presents to HTTP backends; null when there is none."""
    tracing: bool | Unknown
    """Whether X-Ray traces requests."""
    web_acl: str | Unknown | None
    """ARN or id of the WAF web ACL; null when there is none."""


class DomainName(Asset, frozen=True, kw_only=True, tag="aws.apigateway.domain_name"):
    """A custom domain name, for APIs of either version."""

    arn: str | Unknown | None
    """ARN; null in a plan that does not say."""
    security_policy: str | Unknown
    """TLS policy: `TLS_1_0`, `TLS_1_2` or one of the `SecurityPolicy_…` names."""
    mutual_tls: bool | Unknown
    """Whether clients must present a certificate."""


class Route(Record, frozen=True, kw_only=True):
    """A route of an HTTP or WebSocket API."""

    origin: str
    """Address of its declaration, or id of the route."""
    key: str | Unknown
    """`GET /pets`, `$default`, `$connect`, …"""
    authorization: str | Unknown
    """`NONE`, `AWS_IAM`, `CUSTOM` or `JWT`."""


class Api(Asset, frozen=True, kw_only=True, tag="aws.apigatewayv2.api"):
    """An HTTP or WebSocket API."""

    api_id: str | Unknown | None
    """Id of the API."""
    arn: str | Unknown | None
    """ARN; null in a plan that does not say."""
    protocol: str | Unknown
    """`HTTP` or `WEBSOCKET`."""
    routes: list[Route | Unknown] | Unknown
    """Routes."""


class StageV2(Asset, frozen=True, kw_only=True, tag="aws.apigatewayv2.stage"):
    """A stage of an HTTP or WebSocket API."""

    arn: str | Unknown | None
    """ARN; null in a plan that does not say."""
    api_id: str | Unknown | None
    """Id of its API."""
    access_log: str | Unknown | None
    """ARN of the log group for access logs; null when there are none."""
    data_trace: list[bool | Unknown] | Unknown
    """Whether messages are logged in full (WebSocket only): for the default route, then for routes with settings of their own."""


REST_API = AssetType(name="aws.apigateway.rest_api", record=RestApi)
STAGE = AssetType(
    name="aws.apigateway.stage",
    record=Stage,
    relations={"rest_api": Relation(to="aws.apigateway.rest_api", mine="rest_api_id", theirs="api_id", doc="Its API.")},
)
DOMAIN_NAME = AssetType(name="aws.apigateway.domain_name", record=DomainName)
API = AssetType(name="aws.apigatewayv2.api", record=Api)
STAGE_V2 = AssetType(name="aws.apigatewayv2.stage", record=StageV2)
