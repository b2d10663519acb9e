"""AWS WAF web ACLs with their logging configuration.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/wafv2_web_acl and
wafv2_web_acl_logging_configuration.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.waf import Logging, WebAcl
from hipaacheck_terraform.estate import Estate, Family

_ACL = ("aws_wafv2_web_acl",)
_LOGGING = "aws_wafv2_web_acl_logging_configuration"
_DESTINATIONS = ("aws_cloudwatch_log_group", "aws_s3_bucket", "aws_kinesis_firehose_delivery_stream")


def web_acls(estate: Estate) -> Iterator[WebAcl]:
    """One asset per web ACL, and one per web ACL that only a logging configuration names."""
    for family in estate.families(_ACL, ("arn",), {_LOGGING: "resource_arn"}):
        acl, found = family.resource, family.children.get(_LOGGING, [])
        yield WebAcl(
            **estate.common(acl, acl.text("name")),
            origins={"logging": found[0].address} if len(found) == 1 else {},
            arn=acl.text("arn"),
            scope=acl.text("scope"),
            logging=_logging(estate, family),
        )


def _logging(estate: Estate, family: Family) -> Logging | None | Unknown:
    source = family.one(_LOGGING)
    if source is None or isinstance(source, Unknown):
        return source
    return Logging(destinations=estate.links(source, "log_destination_configs", _DESTINATIONS))
