"""AWS WAF: web ACLs. https://docs.aws.amazon.com/waf/latest/APIReference/

Each region has its own web ACLs. Those for CloudFront are asked for in the home region only, whichever regions are scanned.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from hipaacheck import Tags, Unknown
from hipaacheck_assets.aws.waf import Logging, WebAcl
from hipaacheck_aws.collect import Collector, Detail, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

_LIST_LOGGING = "wafv2:ListLoggingConfigurations"
_LOG_SCOPES = ("CUSTOMER", "SECURITY_LAKE", "CLOUDWATCH_TELEMETRY_RULE_MANAGED")
"""Who set logging up. The API tells of the customer's own configurations unless asked for others."""


def _find(reader: Reader) -> Iterator[Answer]:
    """Web ACLs of the region; with those of the first region, the ones for CloudFront."""
    yield from _list(reader, "REGIONAL")
    account = reader.account
    asked_in = account.home if account.home in account.regions else account.regions[0]
    if account.partition == "aws" and reader.region == asked_in:
        yield from _list(reader.at(account.home), "CLOUDFRONT")


def _list(reader: Reader, scope: str) -> Iterator[Answer]:
    for item in reader.pages("wafv2:ListWebACLs", "WebACLs", Scope=scope):
        if isinstance(item, Answer):
            yield Answer({**item.values, "Scope": scope}, item.where, reader.region)


def _read_logging(reader: Reader, item: Answer, _: Got) -> Answer | Unknown | None:
    """The logging configuration of a web ACL, whoever set it up; null when no list of them has one."""
    arn, scope = item.known("ARN"), item.known("Scope")
    doubt: Unknown | None = None
    for owner in _LOG_SCOPES:
        listed = partial(reader.pages, _LIST_LOGGING, "LoggingConfigurations", Scope=scope, LogScope=owner)
        for row in reader.once(("logging", scope, owner), listed):
            named = row if isinstance(row, Unknown) else row.required("ResourceArn")
            if isinstance(named, Unknown):
                doubt = named
            elif named == arn:
                found: Answer = row
                return found
    return doubt


def build(place: Place, item: Answer, got: Got) -> WebAcl:
    """One asset per web ACL."""
    arn = item.known("ARN")
    return WebAcl(
        **place.common(arn, item.required("Name"), got.read("wafv2:ListTagsForResource", _tags)),
        arn=arn,
        scope=item.known("Scope"),
        logging=got.read(_LIST_LOGGING, lambda answer: Logging(destinations=answer.texts("LogDestinationConfigs"))),
    )


def _tags(found: list[Answer | Unknown]) -> Tags | Unknown:
    doubt = next((row for row in found if isinstance(row, Unknown)), None)
    rows = [row.values for row in found if isinstance(row, Answer)]
    return tags(Answer({"TagList": rows}, "wafv2:ListTagsForResource"), "TagList") if doubt is None else doubt


WEB_ACLS = Collector(
    asset_type="aws.wafv2.web_acl",
    operations=("wafv2:ListWebACLs",),
    find=_find,
    details=(
        Detail(name=_LIST_LOGGING, operations=(_LIST_LOGGING,), fields=("logging",), read=_read_logging),
        detail(
            "wafv2:ListTagsForResource",
            "tags",
            arguments=lambda item: {"ResourceARN": item.known("ARN")},
            pages="TagInfoForResource.TagList",
        ),
    ),
    build=build,
)
