"""HTTP and WebSocket APIs with their stages."""

from __future__ import annotations

from tests.support.aws import Case, Client
from tests.support.plans import resource

LOGS = "arn:aws:logs:us-east-1:123456789012:log-group:api"


def seed(client: Client) -> None:
    """`records` asks for a signature, `open` for nothing, `chat` when a connection is made; `live` logs, `traced` too much."""
    api = client("apigatewayv2")
    records = api.create_api(Name="records", ProtocolType="HTTP", Tags={"Team": "records"})["ApiId"]
    api.create_route(ApiId=records, RouteKey="GET /records", AuthorizationType="AWS_IAM")
    api.create_route(ApiId=records, RouteKey="OPTIONS /records", AuthorizationType="NONE")
    api.create_stage(
        ApiId=records,
        StageName="live",
        AccessLogSettings={"DestinationArn": LOGS, "Format": "$context.requestId"},
        DefaultRouteSettings={"DetailedMetricsEnabled": False},
    )
    open_api = api.create_api(Name="open", ProtocolType="HTTP")["ApiId"]
    api.create_route(ApiId=open_api, RouteKey="$default", AuthorizationType="NONE")
    chat = api.create_api(Name="chat", ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action")["ApiId"]
    api.create_route(ApiId=chat, RouteKey="$connect", AuthorizationType="AWS_IAM")
    api.create_route(ApiId=chat, RouteKey="$default", AuthorizationType="NONE")
    api.create_stage(ApiId=chat, StageName="traced", DefaultRouteSettings={"DataTraceEnabled": True, "LoggingLevel": "INFO"})


CASE = Case(
    types=("aws.apigatewayv2.api", "aws.apigatewayv2.stage"),
    seed=seed,
    expected={
        "aws-apigatewayv2-api-routes-authorized": {"records": "pass", "chat": "pass", "open": "fail"},
        "aws-apigatewayv2-stage-access-logged": {"live": "pass", "traced": "fail"},
        "aws-apigatewayv2-stage-data-trace-off": {"live": "pass", "traced": "fail"},
    },
    plan=(
        resource(
            "aws_apigatewayv2_api.open",
            {"name": "open", "protocol_type": "HTTP", "id": "abc", "arn": "arn:aws:apigateway:us-east-1::/apis/abc"},
        ),
        resource("aws_apigatewayv2_route.open", {"api_id": "abc", "route_key": "$default", "authorization_type": "NONE"}),
        resource(
            "aws_apigatewayv2_stage.live",
            {
                "name": "live",
                "id": "live",
                "arn": "arn:aws:apigateway:us-east-1::/apis/def/stages/live",
                "api_id": "def",
                "access_log_settings": [{"destination_arn": LOGS, "format": "$context.requestId"}],
                "default_route_settings": [{"detailed_metrics_enabled": False}],
            },
        ),
    ),
    differences={
        ("aws.apigatewayv2.api", "api_id"): "given by the service at random",
        ("aws.apigatewayv2.api", "arn"): "holds the id",
        ("aws.apigatewayv2.api", "routes"): "a plan names the address of a route, the service its id",
        ("aws.apigatewayv2.stage", "api_id"): "given by the service at random",
        ("aws.apigatewayv2.stage", "arn"): "holds the id",
    },
)
