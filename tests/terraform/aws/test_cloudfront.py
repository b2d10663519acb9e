"""CloudFront distributions, their origins and logs."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.cloudfront import ViewerCertificate
from tests.support.plans import asset, assets, resource

BEHAVIOR = {"viewer_protocol_policy": "https-only", "target_origin_id": "a", "field_level_encryption_id": None}
CUSTOM = {
    "origin_id": "a",
    "domain_name": "example.org",
    "custom_origin_config": [{"origin_protocol_policy": "match-viewer", "origin_ssl_protocols": ["TLSv1.2"]}],
}


def distribution(origin: Any = CUSTOM, unknown: Any = ("id", "arn"), expressions: Any = None, **more: Any) -> Any:
    """A distribution with one origin."""
    made = resource(
        "aws_cloudfront_distribution.a",
        {"enabled": True, "default_cache_behavior": [BEHAVIOR], "origin": [origin], **more},
        unknown=unknown,
    )
    made["config"]["expressions"].update(expressions or {})
    return made


def found(*resources: Any) -> Any:
    """The distribution among the assets of these resources."""
    return assets(*resources)["aws_cloudfront_distribution.a"]


def test_what_is_not_declared() -> None:
    item = asset(distribution())
    assert item.region == "global"
    assert item.logged is False
    assert item.web_acl is None
    assert item.viewer_certificate == ViewerCertificate(default_certificate=True, minimum_protocol="TLSv1")


def test_behaviours_of_paths_come_after_the_default_one() -> None:
    item = asset(distribution(ordered_cache_behavior=[{"path_pattern": "/api/*", "viewer_protocol_policy": "allow-all"}]))
    assert [(behavior.path, behavior.viewer_protocol_policy) for behavior in item.behaviors] == [
        (None, "https-only"),
        ("/api/*", "allow-all"),
    ]


def test_behaviours_known_only_after_apply_leave_one_unknown() -> None:
    item = asset(distribution(unknown=("id", "arn", "ordered_cache_behavior")))
    assert isinstance(item.behaviors[1], Unknown)


@pytest.mark.parametrize(
    ("declared", "minimum"),
    [
        ({"acm_certificate_arn": "arn", "minimum_protocol_version": "TLSv1.2_2021"}, "TLSv1.2_2021"),
        ({"acm_certificate_arn": "arn", "minimum_protocol_version": None}, "TLSv1"),
        ({"cloudfront_default_certificate": True, "minimum_protocol_version": "TLSv1.2_2021"}, "TLSv1"),
    ],
    ids=["as asked", "by default", "whatever was asked, with the default certificate"],
)
def test_the_minimum_protocol_in_force(declared: Any, minimum: str) -> None:
    assert asset(distribution(viewer_certificate=[declared])).viewer_certificate.minimum_protocol == minimum


def test_a_custom_origin() -> None:
    origin = asset(distribution()).content_origins[0]
    assert (origin.kind, origin.protocol_policy, origin.ssl_protocols) == ("custom", "match-viewer", ["TLSv1.2"])
    assert origin.access_control is None


def test_a_bucket_with_an_identity() -> None:
    origin = {
        "origin_id": "a",
        "domain_name": "a.s3.amazonaws.com",
        "s3_origin_config": [{"origin_access_identity": "origin-access-identity/cloudfront/E1"}],
    }
    item = asset(distribution(origin)).content_origins[0]
    assert (item.kind, item.access_identity, item.protocol_policy) == ("s3", "origin-access-identity/cloudfront/E1", None)


def test_an_empty_identity_is_none() -> None:
    origin = {"origin_id": "a", "domain_name": "a.s3.amazonaws.com", "s3_origin_config": [{"origin_access_identity": ""}]}
    assert asset(distribution(origin)).content_origins[0].access_identity is None


@pytest.mark.parametrize("signing", ["always", "never"])
def test_an_access_control_of_this_plan_tells_what_it_signs(signing: str) -> None:
    control = resource("aws_cloudfront_origin_access_control.a", {"signing_behavior": signing})
    references = ["aws_cloudfront_origin_access_control.a.id", "aws_cloudfront_origin_access_control.a"]
    item = distribution(
        {"origin_id": "a", "domain_name": "a.s3.amazonaws.com"},
        unknown={"id": True, "arn": True, "origin": [{"origin_access_control_id": True}]},
        expressions={"origin": [{"origin_access_control_id": {"references": references}}]},
    )
    origin = found(item, control).content_origins[0]
    assert origin.access_control.refers == "aws_cloudfront_origin_access_control.a"
    assert origin.signing_behavior == signing


def test_an_access_control_elsewhere_leaves_signing_unknown() -> None:
    origin = asset(
        distribution({"origin_id": "a", "domain_name": "a.s3.amazonaws.com", "origin_access_control_id": "E1"})
    ).content_origins[0]
    assert origin.access_control == "E1"
    assert isinstance(origin.signing_behavior, Unknown)


def test_a_vpc_origin_tells_its_protocol() -> None:
    config = {"origin_protocol_policy": "http-only", "origin_ssl_protocols": [{"items": ["TLSv1.2"], "quantity": 1}]}
    vpc = resource("aws_cloudfront_vpc_origin.a", {"id": "vo_1", "vpc_origin_endpoint_config": [config]})
    origin = found(
        distribution({"origin_id": "a", "domain_name": "a", "vpc_origin_config": [{"vpc_origin_id": "vo_1"}]}), vpc
    ).content_origins[0]
    assert (origin.kind, origin.protocol_policy, origin.ssl_protocols) == ("vpc", "http-only", ["TLSv1.2"])


def test_a_vpc_origin_elsewhere_is_unknown() -> None:
    origin = asset(
        distribution({"origin_id": "a", "domain_name": "a", "vpc_origin_config": [{"vpc_origin_id": "vo_1"}]})
    ).content_origins[0]
    assert origin.kind == "vpc"
    assert isinstance(origin.protocol_policy, Unknown)


@pytest.mark.parametrize(
    ("config", "logged"),
    [({"bucket": "logs.s3.amazonaws.com"}, True), ({"bucket": None, "include_cookies": True}, False)],
    ids=["a bucket", "no bucket, since provider 6"],
)
def test_legacy_logs(config: Any, logged: bool) -> None:
    assert asset(distribution(logging_config=[config])).logged is logged


SOURCE = resource(
    "aws_cloudwatch_log_delivery_source.a",
    {"name": "cf", "log_type": "ACCESS_LOGS"},
    refs={"resource_arn": "aws_cloudfront_distribution.a.arn"},
)
DELIVERY = resource("aws_cloudwatch_log_delivery.a", {"delivery_source_name": "cf"})


@pytest.mark.parametrize(
    ("parts", "logged"), [((SOURCE, DELIVERY), True), ((SOURCE,), False)], ids=["delivered", "not delivered"]
)
def test_version_2_logs(parts: Any, logged: bool) -> None:
    assert found(distribution(), *parts).logged is logged


def test_version_2_logs_of_something_that_cannot_be_told_leave_doubt() -> None:
    source = resource(
        "aws_cloudwatch_log_delivery_source.a", {"name": "cf", "log_type": "ACCESS_LOGS"}, refs={"resource_arn": "local.arn"}
    )
    assert isinstance(found(distribution(), source, DELIVERY).logged, Unknown)
