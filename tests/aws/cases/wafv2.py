"""WAF web ACLs, regional ones and those for CloudFront."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from moto.wafv2.models import wafv2_backends

from tests.support.aws import ACCOUNT, REGION, Case, Client
from tests.support.plans import resource

DESTINATION = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:aws-waf-logs-portal"


def seed(client: Client) -> None:
    """`portal` and `edge` are logged, `lab` and `cdn` are not."""
    wafv2 = client("wafv2")
    for name, scope in (("portal", "REGIONAL"), ("lab", "REGIONAL"), ("edge", "CLOUDFRONT"), ("cdn", "CLOUDFRONT")):
        with patch("moto.wafv2.models.mock_random.uuid4", return_value=name):
            arn = _create(wafv2, name, scope)
        if name in ("portal", "edge"):
            wafv2.put_logging_configuration(LoggingConfiguration={"ResourceArn": arn, "LogDestinationConfigs": [DESTINATION]})
        if name == "edge":  # moto looks for the scope in a part of the ARN where AWS does not write it
            found = wafv2_backends[ACCOUNT][REGION].logging_configurations
            found[f":global:{arn}"] = found.pop(arn)


def _create(wafv2: Any, name: str, scope: str) -> str:
    found: str = wafv2.create_web_acl(
        Name=name,
        Scope=scope,
        DefaultAction={"Allow": {}},
        VisibilityConfig={"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": name},
        Tags=[{"Key": "Name", "Value": name}],
    )["Summary"]["ARN"]
    return found


CASE = Case(
    types=("aws.wafv2.web_acl",),
    seed=seed,
    expected={"aws-wafv2-web-acl-logged": {"portal": "pass", "lab": "fail", "edge": "pass", "cdn": "fail"}},
    plan=(
        resource(
            "aws_wafv2_web_acl.edge",
            {
                "name": "edge",
                "id": "edge",
                "arn": f"arn:aws:wafv2:{REGION}:{ACCOUNT}:global/webacl/edge/edge",
                "scope": "CLOUDFRONT",
                "tags_all": {"Name": "edge"},
            },
        ),
        resource(
            "aws_wafv2_web_acl_logging_configuration.edge",
            {
                "resource_arn": f"arn:aws:wafv2:{REGION}:{ACCOUNT}:global/webacl/edge/edge",
                "log_destination_configs": [DESTINATION],
            },
        ),
    ),
)
