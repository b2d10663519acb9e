"""CloudFront distributions, from answers."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services.cloudfront import build
from hipaacheck_live.answers import Answer

PLACE = Place(account="123456789012", region="global", partition="aws")
ARN = "arn:aws:cloudfront::123456789012:distribution/E1"
DENIED = Unknown("access denied (AccessDenied)", "logs:DescribeDeliveries")
BASE: dict[str, Any] = {
    "ARN": ARN,
    "Id": "E1",
    "Comment": "records",
    "Enabled": True,
    "Origins": {"Quantity": 0},
    "DefaultCacheBehavior": {"ViewerProtocolPolicy": "https-only"},
    "CacheBehaviors": {"Quantity": 0},
    "ViewerCertificate": {"CloudFrontDefaultCertificate": True, "MinimumProtocolVersion": "TLSv1"},
    "WebACLId": "",
}
NOTHING: dict[str, Any] = {
    "cloudfront:GetDistributionConfig": Answer(
        {"DistributionConfig": {"Logging": {"Enabled": False}}}, "cloudfront:GetDistributionConfig"
    ),
    "deliveries": [],
    "access controls": [],
    "VPC origins": {},
    "cloudfront:ListTagsForResource": Answer({"Tags": {"Items": [{"Key": "Team", "Value": "records"}]}}, "cloudfront:ListTags"),
}


def made(got: dict[str, Any] | None = None, **item: Any) -> Any:
    """The asset of a distribution."""
    found = Answer({**BASE, **item}, "cloudfront:ListDistributions.DistributionList.Items")
    return build(PLACE, found, Got({**NOTHING, **(got or {})}))


def origin(got: dict[str, Any] | None = None, **values: Any) -> Any:
    """The only origin of a distribution."""
    given = {"Id": "o", "DomainName": "o.example.org", **values}
    return made(got, Origins={"Quantity": 1, "Items": [given]}).content_origins[0]


def test_what_is_absent() -> None:
    found = made()
    assert (found.id, found.region, found.name, found.enabled, found.web_acl) == (ARN, "global", "records", True, None)
    assert (found.content_origins, found.logged, found.tags.items) == ([], False, {"Team": "records"})
    assert [(part.path, part.viewer_protocol_policy) for part in found.behaviors] == [(None, "https-only")]


def test_what_is_always_told_is_unknown_when_missing() -> None:
    found = made(Enabled=None, Origins=None, ViewerCertificate=None, DefaultCacheBehavior=None, CacheBehaviors=None)
    assert isinstance(found.enabled, Unknown)
    assert isinstance(found.content_origins, Unknown)
    assert isinstance(found.viewer_certificate, Unknown)
    assert [isinstance(part, Unknown) for part in found.behaviors] == [True, True]


@pytest.mark.parametrize(
    ("certificate", "expected"),
    [
        ({"CloudFrontDefaultCertificate": True, "MinimumProtocolVersion": "TLSv1.2_2021"}, (True, "TLSv1")),
        ({"ACMCertificateArn": "arn", "MinimumProtocolVersion": "TLSv1.2_2021"}, (False, "TLSv1.2_2021")),
        ({"ACMCertificateArn": "arn"}, (False, "unknown")),
        ({"MinimumProtocolVersion": "TLSv1.2_2021"}, ("unknown", "unknown")),
        ({"MinimumProtocolVersion": "TLSv1"}, ("unknown", "TLSv1")),
    ],
)
def test_viewer_certificate(certificate: dict[str, Any], expected: Any) -> None:
    found = made(ViewerCertificate=certificate).viewer_certificate
    values = (found.default_certificate, found.minimum_protocol)
    assert tuple("unknown" if isinstance(value, Unknown) else value for value in values) == expected


def test_behaviors() -> None:
    further = [{"PathPattern": "/old/*", "ViewerProtocolPolicy": "allow-all", "FieldLevelEncryptionId": "F1"}]
    found = made(CacheBehaviors={"Quantity": 1, "Items": further}).behaviors[1]
    assert (found.path, found.viewer_protocol_policy, found.field_level_encryption) == ("/old/*", "allow-all", "F1")


def test_bucket_with_an_access_control() -> None:
    values = {"S3OriginConfig": {"OriginAccessIdentity": ""}, "OriginAccessControlId": "C1"}
    controls = [Answer({"Id": "C0", "SigningBehavior": "never"}, ""), Answer({"Id": "C1", "SigningBehavior": "always"}, "")]
    found = origin({"access controls": controls}, **values)
    assert (found.kind, found.access_identity, found.access_control, found.signing_behavior) == ("s3", None, "C1", "always")
    assert (found.protocol_policy, found.ssl_protocols) == (None, [])
    for given in ([], [DENIED], NOT_READ):
        assert isinstance(origin({"access controls": given}, **values).signing_behavior, Unknown)


def test_bucket_with_an_identity() -> None:
    found = origin(S3OriginConfig={"OriginAccessIdentity": "origin-access-identity/cloudfront/E1"}, OriginAccessControlId="")
    assert (found.access_identity, found.access_control, found.signing_behavior) == (
        "origin-access-identity/cloudfront/E1",
        None,
        None,
    )


def test_custom_origin() -> None:
    protocols = {"Quantity": 1, "Items": ["TLSv1.2"]}
    found = origin(CustomOriginConfig={"OriginProtocolPolicy": "https-only", "OriginSslProtocols": protocols})
    assert (found.kind, found.protocol_policy, found.ssl_protocols) == ("custom", "https-only", ["TLSv1.2"])
    found = origin(CustomOriginConfig={})
    assert isinstance(found.protocol_policy, Unknown)
    assert isinstance(found.ssl_protocols, Unknown)


def test_vpc_origin() -> None:
    endpoint = Answer(
        {"OriginProtocolPolicy": "http-only", "OriginSslProtocols": {"Items": ["TLSv1"]}}, "cloudfront:GetVpcOrigin"
    )
    found = origin({"VPC origins": {"V1": endpoint}}, VpcOriginConfig={"VpcOriginId": "V1"})
    assert (found.kind, found.protocol_policy, found.ssl_protocols) == ("vpc", "http-only", ["TLSv1"])
    for origins in ({"V1": DENIED}, {}, NOT_READ):
        found = origin({"VPC origins": origins}, VpcOriginConfig={"VpcOriginId": "V1"})
        assert isinstance(found.protocol_policy, Unknown)
        assert isinstance(found.ssl_protocols, Unknown)


def test_an_origin_of_no_kind_is_unknown() -> None:
    found = origin()
    for name in ("kind", "protocol_policy", "ssl_protocols"):
        assert isinstance(getattr(found, name), Unknown)


@pytest.mark.parametrize(
    ("legacy", "deliveries", "expected"),
    [
        (True, [DENIED], True),
        (False, [ARN], True),
        (False, [f"{ARN}0"], False),
        (False, [DENIED], "unknown"),
        (False, [DENIED, ARN], True),
        (False, NOT_READ, "unknown"),
        (None, [], "unknown"),
    ],
)
def test_logged(legacy: bool | None, deliveries: Any, expected: Any) -> None:
    answer = Answer({"DistributionConfig": {"Logging": {"Enabled": legacy}}}, "cloudfront:GetDistributionConfig")
    found = made({"cloudfront:GetDistributionConfig": answer, "deliveries": deliveries}).logged
    assert ("unknown" if isinstance(found, Unknown) else found) == expected


def test_what_tenants_choose_is_unknown() -> None:
    own = {"ACMCertificateArn": "arn", "MinimumProtocolVersion": "TLSv1.2_2021"}
    found = made(ConnectionMode="tenant-only", WebACLId="acl", ViewerCertificate=own)
    assert isinstance(found.web_acl, Unknown)
    assert isinstance(found.viewer_certificate, Unknown)
    direct = made(ConnectionMode="direct", WebACLId="acl", ViewerCertificate=own)
    assert (direct.web_acl, direct.viewer_certificate.minimum_protocol) == ("acl", "TLSv1.2_2021")
