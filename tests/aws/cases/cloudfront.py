"""CloudFront distributions."""

from __future__ import annotations

import re
from typing import Any

from tests.support.aws import Case, Client
from tests.support.plans import resource

ACL = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/records/11111111-2222-3333-4444-555555555555"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"


def seed(client: Client) -> None:
    """`records` has everything, `open` nothing, `delivered` has its logs delivered by CloudWatch Logs; moto
    does not tell that its origin is a bucket."""
    cloudfront = client("cloudfront")
    _distribution(
        cloudfront,
        "records",
        "redirect-to-https",
        _custom("https-only", "TLSv1.2"),
        Aliases={"Quantity": 1, "Items": ["records.example.org"]},
        ViewerCertificate={
            "CloudFrontDefaultCertificate": False,
            "ACMCertificateArn": CERTIFICATE,
            "SSLSupportMethod": "sni-only",
            "MinimumProtocolVersion": "TLSv1.2_2021",
        },
        Logging={"Enabled": True, "IncludeCookies": False, "Bucket": "logs.s3.amazonaws.com", "Prefix": "records/"},
        WebACLId=ACL,
    )
    _distribution(cloudfront, "open", "allow-all", _custom("match-viewer", "TLSv1", "TLSv1.2"))
    delivered = _distribution(
        cloudfront,
        "delivered",
        "https-only",
        {
            "Id": "files",
            "DomainName": "files.s3.amazonaws.com",
            "S3OriginConfig": {"OriginAccessIdentity": "origin-access-identity/cloudfront/E127EXAMPLE51Z"},
        },
    )
    logs = client("logs")
    logs.put_delivery_source(name="cloudfront-case", resourceArn=delivered, logType="ACCESS_LOGS")
    target = logs.put_delivery_destination(
        name="cloudfront-case", deliveryDestinationConfiguration={"destinationResourceArn": "arn:aws:s3:::logs"}
    )["deliveryDestination"]["arn"]
    logs.create_delivery(deliverySourceName="cloudfront-case", deliveryDestinationArn=target)


def _custom(policy: str, *protocols: str) -> dict[str, Any]:
    return {
        "Id": "server",
        "DomainName": "server.example.org",
        "CustomOriginConfig": {
            "HTTPPort": 80,
            "HTTPSPort": 443,
            "OriginProtocolPolicy": policy,
            "OriginSslProtocols": {"Quantity": len(protocols), "Items": list(protocols)},
        },
    }


def _distribution(cloudfront: Any, name: str, policy: str, origin: dict[str, Any], **more: Any) -> str:
    arn: str = cloudfront.create_distribution(
        DistributionConfig={
            "CallerReference": name,
            "Comment": name,
            "Enabled": True,
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": {"TargetOriginId": origin["Id"], "ViewerProtocolPolicy": policy},
            **more,
        }
    )["Distribution"]["ARN"]
    return arn


def _with_vpc_origin(body: bytes) -> bytes:
    """The distributions, with an origin that moto knows nothing of as one in a VPC."""
    inside = b"<VpcOriginConfig><VpcOriginId>vo_1</VpcOriginId></VpcOriginConfig></Origin>"
    origins = re.split(b"(<Origin>.*?</Origin>)", body, flags=re.DOTALL)
    return b"".join(
        part.replace(b"</Origin>", inside) if part.startswith(b"<Origin>") and b"CustomOriginConfig" not in part else part
        for part in origins
    )


CASE = Case(
    types=("aws.cloudfront.distribution",),
    seed=seed,
    expected={
        "aws-cloudfront-distribution-https-only": {"records": "pass", "open": "fail"},
        "aws-cloudfront-distribution-logged": {"records": "pass", "delivered": "pass", "open": "fail"},
        "aws-cloudfront-distribution-origin-https": {"records": "pass", "open": "fail", "delivered": "unknown"},
        "aws-cloudfront-distribution-origin-tls-1-2": {"records": "pass", "open": "fail", "delivered": "unknown"},
        "aws-cloudfront-distribution-s3-origin-access": {"records": "not_applicable", "delivered": "unknown"},
        "aws-cloudfront-distribution-tls-1-2": {"records": "pass", "open": "fail"},
        "aws-cloudfront-distribution-web-acl": {"records": "pass", "open": "fail"},
    },
    plan=(
        resource(
            "aws_cloudfront_distribution.records",
            {
                "comment": "records",
                "id": "E1",
                "arn": "arn:aws:cloudfront::123456789012:distribution/E1",
                "enabled": True,
                "web_acl_id": ACL,
                "default_cache_behavior": [{"target_origin_id": "server", "viewer_protocol_policy": "redirect-to-https"}],
                "origin": [
                    {
                        "origin_id": "server",
                        "domain_name": "server.example.org",
                        "custom_origin_config": [
                            {
                                "http_port": 80,
                                "https_port": 443,
                                "origin_protocol_policy": "https-only",
                                "origin_ssl_protocols": ["TLSv1.2"],
                            }
                        ],
                    }
                ],
                "viewer_certificate": [
                    {
                        "acm_certificate_arn": CERTIFICATE,
                        "cloudfront_default_certificate": False,
                        "ssl_support_method": "sni-only",
                        "minimum_protocol_version": "TLSv1.2_2021",
                    }
                ],
                "logging_config": [{"bucket": "logs.s3.amazonaws.com", "prefix": "records/"}],
            },
        ),
    ),
    canned={
        "cloudfront:ListDistributions": _with_vpc_origin,
        "cloudfront:GetVpcOrigin": "<VpcOrigin><Id>vo_1</Id><Status>Deployed</Status><VpcOriginEndpointConfig>"
        "<Name>app</Name><HTTPPort>80</HTTPPort><HTTPSPort>443</HTTPSPort><OriginProtocolPolicy>https-only</OriginProtocolPolicy>"
        "<OriginSslProtocols><Quantity>1</Quantity><Items><SslProtocol>TLSv1.2</SslProtocol></Items></OriginSslProtocols>"
        "</VpcOriginEndpointConfig></VpcOrigin>",
    },
    differences={("aws.cloudfront.distribution", "arn"): "holds the id, which is given at random"},
)
