"""Amazon CloudFront: distributions. https://docs.aws.amazon.com/cloudfront/latest/APIReference/

Version 2 of the standard logs is delivered by CloudWatch Logs, in us-east-1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from hipaacheck import Unknown
from hipaacheck_assets.aws.cloudfront import Behavior, Distribution, Origin, ViewerCertificate
from hipaacheck_assets.truth import Truth, any_of
from hipaacheck_aws.collect import Collector, Detail, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

_T = TypeVar("_T")
_OLDEST = "TLSv1"
_LOGS_REGION = "us-east-1"


def _find(reader: Reader) -> Iterator[Answer | Unknown]:
    yield from reader.pages("cloudfront:ListDistributions", "DistributionList.Items")


def build(place: Place, item: Answer, got: Got) -> Distribution:
    """One asset per distribution."""
    arn = item.known("ARN")
    return Distribution(
        **place.common(arn, item.text("Comment"), got.read("cloudfront:ListTagsForResource", _tags)),
        arn=arn,
        enabled=item.sure("Enabled", item.flag("Enabled")),
        viewer_certificate=_viewer_certificate(item),
        behaviors=[*_behaviors(item)],
        content_origins=_items(item, "Origins", lambda block: _origin(block, got)),
        logged=any_of(
            [
                got.read("cloudfront:GetDistributionConfig", _legacy_logs),
                got.read("deliveries", lambda found: _delivered(arn, found)),
            ]
        ),
        web_acl=Unknown("each tenant may have a web ACL of its own, or none", item.where)
        if _tenants(item)
        else item.text("WebACLId"),
    )


def _tags(answer: Answer) -> Any:
    found = answer.sure("Tags", answer.block("Tags"))
    return found if isinstance(found, Unknown) else tags(found, "Items")


def _items(item: Answer, name: str, make: Callable[[Answer], _T]) -> list[_T | Unknown] | Unknown:
    """CloudFront wraps its lists in a structure that counts them."""
    block = item.sure(name, item.block(name))
    return block if isinstance(block, Unknown) else block.each("Items", make)


def _tenants(item: Answer) -> bool:
    """Whether viewers reach the distribution by its tenants only, whose certificates and web ACLs are not read.
    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_Customizations.html"""
    return item.text("ConnectionMode") == "tenant-only"


def _viewer_certificate(item: Answer) -> ViewerCertificate | Unknown:
    """The certificate of cloudfront.net goes with TLS 1.0, whatever minimum is shown."""
    if _tenants(item):
        return Unknown("each tenant may have a certificate of its own", item.where)
    block = item.sure("ViewerCertificate", item.block("ViewerCertificate"))
    if isinstance(block, Unknown):
        return block
    shared = block.flag("CloudFrontDefaultCertificate")
    if shared is None:
        own = [block.text(name) for name in ("ACMCertificateArn", "IAMCertificateId")]
        shared = False if any(isinstance(name, str) for name in own) else block.sure("CloudFrontDefaultCertificate", shared)
    minimum: str | Unknown = _OLDEST if shared is True else block.required("MinimumProtocolVersion")
    if isinstance(shared, Unknown) and minimum != _OLDEST:
        minimum = shared
    return ViewerCertificate(default_certificate=shared, minimum_protocol=minimum)


def _behaviors(item: Answer) -> Iterator[Behavior | Unknown]:
    default = item.sure("DefaultCacheBehavior", item.block("DefaultCacheBehavior"))
    yield default if isinstance(default, Unknown) else _behavior(default)
    further = _items(item, "CacheBehaviors", _behavior)
    yield from [further] if isinstance(further, Unknown) else further


def _behavior(block: Answer) -> Behavior:
    return Behavior(
        path=block.text("PathPattern"),
        viewer_protocol_policy=block.required("ViewerProtocolPolicy"),
        field_level_encryption=block.text("FieldLevelEncryptionId"),
    )


# -- origins -----------------------------------------------------------------------------------------------------


def _origin(block: Answer, got: Got) -> Origin:
    custom, vpc, s3 = block.block("CustomOriginConfig"), block.block("VpcOriginConfig"), block.block("S3OriginConfig")
    kind: str | Unknown = "s3"
    endpoint: Answer | Unknown | None = None
    if custom is not None:
        kind, endpoint = ("custom", custom) if isinstance(custom, Answer) else (custom, custom)
    elif vpc is not None:
        kind, endpoint = ("vpc", _vpc_endpoint(vpc, got)) if isinstance(vpc, Answer) else (vpc, vpc)
    elif not isinstance(s3, Answer):
        kind = block.sure("S3OriginConfig", s3)
        endpoint = kind
    access_control = block.text("OriginAccessControlId")
    return Origin(
        name=block.required("Id"),
        domain=block.required("DomainName"),
        kind=kind,
        access_identity=s3.text("OriginAccessIdentity") if isinstance(s3, Answer) else s3,
        access_control=access_control,
        signing_behavior=_signing(access_control, got),
        protocol_policy=endpoint.required("OriginProtocolPolicy") if isinstance(endpoint, Answer) else endpoint,
        ssl_protocols=_protocols(endpoint),
    )


def _signing(access_control: str | Unknown | None, got: Got) -> str | Unknown | None:
    if not isinstance(access_control, str):
        return access_control
    found: str | Unknown = got.read("access controls", lambda controls: _signing_of(access_control, controls))
    return found


def _signing_of(access_control: str, controls: list[Answer | Unknown]) -> str | Unknown:
    doubt = Unknown("no origin access control of this account", access_control)
    for control in controls:
        if isinstance(control, Unknown):
            doubt = control
        elif control.text("Id") == access_control:
            return control.required("SigningBehavior")
    return doubt


def _vpc_endpoint(block: Answer, got: Got) -> Answer | Unknown:
    name = block.required("VpcOriginId")
    if isinstance(name, Unknown):
        return name
    found: Answer | Unknown = got.read(
        "VPC origins", lambda origins: origins.get(name, Unknown("the VPC origin was not read", name))
    )
    return found


def _protocols(endpoint: Answer | Unknown | None) -> list[str | Unknown] | Unknown:
    """TLS versions towards the origin; custom and VPC origins always name them."""
    if not isinstance(endpoint, Answer):
        return [] if endpoint is None else endpoint
    block = endpoint.sure("OriginSslProtocols", endpoint.block("OriginSslProtocols"))
    found = block if isinstance(block, Unknown) else block.texts("Items")
    return Unknown("the answer names no TLS versions", endpoint.where) if found == [] else found


def _access_controls(reader: Reader, item: Answer, got: Got) -> Any:
    """Origin access controls of the account."""
    return reader.once(
        "access controls", lambda: reader.pages("cloudfront:ListOriginAccessControls", "OriginAccessControlList.Items")
    )


def _vpc_origins(reader: Reader, item: Answer, got: Got) -> dict[str, Answer | Unknown]:
    """How CloudFront reaches each VPC origin of the distribution, by its id."""
    out: dict[str, Answer | Unknown] = {}
    for origin in _origins(item):
        block = origin.block("VpcOriginConfig") if isinstance(origin, Answer) else None
        name = block.text("VpcOriginId") if isinstance(block, Answer) else None
        if isinstance(name, str) and name not in out:
            answer = reader.call("cloudfront:GetVpcOrigin", Id=name)
            for inner in ("VpcOrigin", "VpcOriginEndpointConfig"):
                answer = answer.sure(inner, answer.block(inner)) if isinstance(answer, Answer) else answer
            out[name] = Unknown("the answer has no VPC origin", name) if answer is None else answer
    return out


def _origins(item: Answer) -> list[Answer | Unknown]:
    block = item.block("Origins")
    found = block.blocks("Items") if isinstance(block, Answer) else []
    return [] if isinstance(found, Unknown) else found


# -- logs --------------------------------------------------------------------------------------------------------


def _legacy_logs(answer: Answer) -> Truth:
    configuration = answer.sure("DistributionConfig", answer.block("DistributionConfig"))
    block = configuration if isinstance(configuration, Unknown) else configuration.sure("Logging", configuration.block("Logging"))
    return block if isinstance(block, Unknown) else block.sure("Enabled", block.flag("Enabled"))


def _deliveries(reader: Reader, item: Answer, got: Got) -> Any:
    """ARNs of distributions whose access logs CloudWatch Logs delivers somewhere; last Unknown when there may be more."""
    return reader.once("deliveries", lambda: list(_logged(reader.at(_LOGS_REGION))))


def _logged(reader: Reader) -> Iterator[str | Unknown]:
    if reader.account.partition != "aws":
        yield Unknown("version 2 of the standard logs is not looked for in this partition")
        return
    used: set[str | Unknown] = set()
    for delivery in reader.pages("logs:DescribeDeliveries", "deliveries"):
        used.add(delivery if isinstance(delivery, Unknown) else delivery.required("deliverySourceName"))
    yield from (name for name in used if isinstance(name, Unknown))
    for source in reader.pages("logs:DescribeDeliverySources", "deliverySources"):
        if isinstance(source, Unknown):
            yield source
        elif source.text("logType") == "ACCESS_LOGS" and source.text("name") in used:
            found = source.texts("resourceArns")
            yield from [found] if isinstance(found, Unknown) else found


def _delivered(arn: str, found: list[str | Unknown]) -> Truth:
    return any_of(name if isinstance(name, Unknown) else name == arn for name in found)


DISTRIBUTIONS = Collector(
    asset_type="aws.cloudfront.distribution",
    scope="global",
    operations=("cloudfront:ListDistributions",),
    find=_find,
    details=(
        detail("cloudfront:GetDistributionConfig", "logged", arguments=lambda item: {"Id": item.known("Id")}),
        Detail(
            name="deliveries",
            operations=("logs:DescribeDeliveries", "logs:DescribeDeliverySources"),
            fields=("logged",),
            read=_deliveries,
        ),
        Detail(
            name="access controls",
            operations=("cloudfront:ListOriginAccessControls",),
            fields=("content_origins",),
            read=_access_controls,
        ),
        Detail(
            name="VPC origins",
            operations=("cloudfront:GetVpcOrigin",),
            fields=("content_origins",),
            read=_vpc_origins,
        ),
        detail("cloudfront:ListTagsForResource", "tags", arguments=lambda item: {"Resource": item.known("ARN")}),
    ),
    build=build,
)
