"""WAF web ACLs."""

from __future__ import annotations

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

ACL = resource("aws_wafv2_web_acl.w", {"name": "w", "scope": "REGIONAL"})


def test_web_acl_logging() -> None:
    destination = ["arn:aws:logs:us-east-1:1:log-group:aws-waf-logs-a"]
    logging = resource(
        "aws_wafv2_web_acl_logging_configuration.l",
        {"log_destination_configs": destination},
        refs={"resource_arn": "aws_wafv2_web_acl.w.arn"},
    )
    assert asset(ACL).logging is None
    found = asset(ACL, logging)
    assert found.logging.destinations == destination
    assert found.origins == {"logging": "aws_wafv2_web_acl_logging_configuration.l"}


def test_web_acl_logging_that_belongs_elsewhere() -> None:
    values = {"log_destination_configs": ["arn:aws:s3:::aws-waf-logs-a"]}
    found = assets(ACL, resource("aws_wafv2_web_acl_logging_configuration.l", {**values, "resource_arn": "arn:x"}))
    assert found["aws_wafv2_web_acl.w"].logging is None  # type: ignore[attr-defined]
    assert found["arn:x"].logging is not None  # type: ignore[attr-defined]
    lost = assets(ACL, resource("aws_wafv2_web_acl_logging_configuration.l", values, refs={"resource_arn": "local.acl"}))
    assert isinstance(lost["aws_wafv2_web_acl.w"].logging, Unknown)  # type: ignore[attr-defined]
