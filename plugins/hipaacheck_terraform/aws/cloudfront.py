"""CloudFront distributions, with version 2 log deliveries and the origin resources they refer to.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudfront_distribution,
`cloudfront_origin_access_control`, `cloudfront_vpc_origin`, `cloudwatch_log_delivery_source` and `cloudwatch_log_delivery`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.cloudfront import Behavior, Distribution, Origin, ViewerCertificate
from hipaacheck_assets.truth import Truth, any_of
from hipaacheck_terraform.arguments import default, flag, required
from hipaacheck_terraform.aws.web_acl import ACLS
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate, Family
from hipaacheck_terraform.lookup import finder

DISTRIBUTION = ("aws_cloudfront_distribution",)
_ACCESS_CONTROL = ("aws_cloudfront_origin_access_control",)
_ACCESS_IDENTITY = ("aws_cloudfront_origin_access_identity",)
_VPC_ORIGIN = ("aws_cloudfront_vpc_origin",)
_SOURCE = ("aws_cloudwatch_log_delivery_source",)
_DELIVERY = "aws_cloudwatch_log_delivery"
_OLDEST = "TLSv1"


def distributions(estate: Estate) -> Iterator[Distribution]:
    """One asset per distribution."""
    delivered = _deliveries(estate)
    for item in estate.each(*DISTRIBUTION):
        yield Distribution(
            **{**estate.common(item, item.text("comment")), "region": "global"},
            arn=item.text("arn"),
            enabled=flag(item, "enabled", False),
            viewer_certificate=_viewer_certificate(item),
            behaviors=[
                *_each(estate, item, "default_cache_behavior", _behavior),
                *_each(estate, item, "ordered_cache_behavior", _behavior),
            ],
            content_origins=_each(estate, item, "origin", _origin),
            logged=any_of([_legacy_logs(estate, item), delivered(item)]),
            web_acl=estate.link(item, "web_acl_id", ACLS),
        )


def _each(estate: Estate, item: Resource, name: str, make: Callable[[Estate, Resource, Block], Any]) -> list[Any]:
    found = item.blocks(name)
    if isinstance(found, Unknown):
        return [found]
    return [block if isinstance(block, Unknown) else make(estate, item, block) for block in found]


def _viewer_certificate(item: Resource) -> ViewerCertificate | Unknown:
    block = item.block("viewer_certificate")
    if isinstance(block, Unknown):
        return block
    if block is None:
        return ViewerCertificate(default_certificate=True, minimum_protocol=_OLDEST)
    shared = flag(block, "cloudfront_default_certificate", False)
    minimum = default(block.text("minimum_protocol_version"), _OLDEST)
    if shared is True:
        minimum = _OLDEST
    elif isinstance(shared, Unknown) and minimum != _OLDEST:
        minimum = shared
    return ViewerCertificate(default_certificate=shared, minimum_protocol=minimum)


def _behavior(estate: Estate, item: Resource, block: Block) -> Behavior:
    return Behavior(
        path=block.text("path_pattern"),
        viewer_protocol_policy=required(block, "viewer_protocol_policy"),
        field_level_encryption=estate.link(
            block, "field_level_encryption_id", ("aws_cloudfront_field_level_encryption_config",), of=item
        ),
    )


# -- origins -----------------------------------------------------------------------------------------------------


def _origin(estate: Estate, item: Resource, block: Block) -> Origin:
    custom, vpc, s3 = block.block("custom_origin_config"), block.block("vpc_origin_config"), block.block("s3_origin_config")
    kind: str | Unknown = "s3"
    endpoint: Block | Unknown | None = None
    if custom is not None:
        kind, endpoint = ("custom", custom) if isinstance(custom, Block) else (custom, custom)
    elif vpc is not None:
        kind, endpoint = ("vpc", _vpc_endpoint(estate, item, vpc)) if isinstance(vpc, Block) else (vpc, vpc)
    access_control = estate.link(block, "origin_access_control_id", _ACCESS_CONTROL, of=item)
    return Origin(
        name=block.text("origin_id"),
        domain=estate.link(block, "domain_name", ("aws_s3_bucket", "aws_lb", "aws_alb"), of=item),
        kind=kind,
        access_identity=estate.link(s3, "origin_access_identity", _ACCESS_IDENTITY, of=item) if isinstance(s3, Block) else s3,
        access_control=access_control,
        signing_behavior=_signing(estate, access_control),
        protocol_policy=endpoint.text("origin_protocol_policy") if isinstance(endpoint, Block) else endpoint,
        ssl_protocols=_protocols(endpoint),
    )


def _signing(estate: Estate, access_control: str | Unknown | None) -> str | Unknown | None:
    found = finder(estate, _ACCESS_CONTROL, ("id",))(access_control)
    return found.text("signing_behavior") if isinstance(found, Resource) else found


def _vpc_endpoint(estate: Estate, item: Resource, block: Block) -> Block | Unknown | None:
    found = finder(estate, _VPC_ORIGIN, ("id",))(estate.link(block, "vpc_origin_id", _VPC_ORIGIN, of=item))
    return found.block("vpc_origin_endpoint_config") if isinstance(found, Resource) else found


def _protocols(endpoint: Block | Unknown | None) -> list[str | Unknown] | Unknown:
    """TLS versions towards the origin: a list of the distribution's own origin, a block with `items` of a VPC origin."""
    if not isinstance(endpoint, Block):
        return [] if endpoint is None else endpoint
    if isinstance(endpoint.values.get("origin_ssl_protocols"), list) and any(
        isinstance(value, dict) for value in endpoint.values["origin_ssl_protocols"]
    ):
        inner = endpoint.block("origin_ssl_protocols")
        return inner.texts("items") if isinstance(inner, Block) else [] if inner is None else inner
    return endpoint.texts("origin_ssl_protocols")


# -- logs --------------------------------------------------------------------------------------------------------


def _legacy_logs(estate: Estate, item: Resource) -> Truth:
    block = item.block("logging_config")
    if not isinstance(block, Block):
        return False if block is None else block
    bucket = estate.link(block, "bucket", ("aws_s3_bucket",), of=item)
    return bucket if isinstance(bucket, Unknown) and bucket.refers is None else bucket is not None


def _deliveries(estate: Estate) -> Callable[[Resource], Truth]:
    """A function from a distribution to whether version 2 logs of it are delivered somewhere."""
    sources: list[tuple[str | Unknown | None, Truth, str]] = []
    for family in estate.families(_SOURCE, ("name",), {_DELIVERY: "delivery_source_name"}):
        source = family.resource
        kind = source.text("log_type")
        if not source.stub and (kind == "ACCESS_LOGS" or isinstance(kind, Unknown)):
            sources.append((estate.link(source, "resource_arn", DISTRIBUTION), _delivered(family), source.address))

    def find(item: Resource) -> Truth:
        arn = item.text("arn")
        out: list[Truth] = [] if estate.incomplete is None else [estate.incomplete]
        for target, delivered, address in sources:
            if isinstance(target, Unknown) and target.refers is None:
                out.append(Unknown(f"{address} may belong here; its resource_arn cannot be told", address))
            elif target == arn if isinstance(target, str) else target is not None and target.refers == item.address:
                out.append(delivered)
        return any_of(out)

    return find


def _delivered(family: Family) -> Truth:
    return any_of(delivery if isinstance(delivery, Unknown) else True for delivery in family.all(_DELIVERY))
