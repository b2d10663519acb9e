"""OpenSearch and Elasticsearch domains with their access policies."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.opensearch import LogPublishing
from tests.support.plans import asset, assets, inventory, plan, resource

COMPUTED = (
    "id",
    "arn",
    "access_policies",
    "advanced_security_options",
    "domain_endpoint_options",
    "encrypt_at_rest",
    "node_to_node_encryption",
)
OPEN = json.dumps({"Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "es:*", "Resource": "*"}})
KINDS = ["aws_opensearch_domain", "aws_elasticsearch_domain"]


def domain(kind: str = "aws_opensearch_domain", **values: Any) -> dict[str, Any]:
    return resource(f"{kind}.a", {"domain_name": "a", **values}, unknown=COMPUTED)


@pytest.mark.parametrize("kind", KINDS)
def test_declared_blocks(kind: str) -> None:
    found = asset(
        domain(
            kind,
            encrypt_at_rest=[{"enabled": True, "kms_key_id": "alias/phi"}],
            node_to_node_encryption=[{"enabled": True}],
            domain_endpoint_options=[{"enforce_https": None, "tls_security_policy": "Policy-Min-TLS-1-2-2019-07"}],
            advanced_security_options=[{"enabled": True, "anonymous_auth_enabled": None}],
            vpc_options=[{"subnet_ids": ["subnet-1"]}],
            log_publishing_options=[{"log_type": "AUDIT_LOGS", "enabled": None, "cloudwatch_log_group_arn": "arn"}],
        )
    )
    assert found.encrypted_at_rest is True
    assert found.kms_key == "alias/phi"
    assert found.node_to_node_encryption is True
    assert found.enforce_https is True
    assert found.tls_policy == "Policy-Min-TLS-1-2-2019-07"
    assert (found.fine_grained_access, found.anonymous_access) == (True, False)
    assert found.in_vpc is True
    assert found.logs == [LogPublishing(type="AUDIT_LOGS", enabled=True, log_group="arn")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_computed_block_that_is_not_declared_is_off(kind: str) -> None:
    found = asset(domain(kind))
    assert (found.encrypted_at_rest, found.kms_key, found.node_to_node_encryption) == (False, None, False)
    assert (found.enforce_https, found.tls_policy) == (False, None)
    assert (found.fine_grained_access, found.anonymous_access) == (False, False)
    assert (found.in_vpc, found.subnets, found.logs, found.policy) == (False, [], [], None)


def test_known_empty_blocks_are_off() -> None:
    found = asset(resource("aws_opensearch_domain.a", {"domain_name": "a", "encrypt_at_rest": [], "node_to_node_encryption": []}))
    assert (found.encrypted_at_rest, found.node_to_node_encryption) == (False, False)


def test_subnets_that_are_being_created_prove_a_vpc() -> None:
    placed = resource(
        "aws_opensearch_domain.a", {"domain_name": "a", "vpc_options": [{}]}, unknown={"vpc_options": [{"subnet_ids": True}]}
    )
    placed["config"]["expressions"]["vpc_options"] = [{"subnet_ids": {"references": ["aws_subnet.a.id", "aws_subnet.a"]}}]
    found = assets(placed, resource("aws_subnet.a", {}))["aws_opensearch_domain.a"]
    assert found.in_vpc is True  # type: ignore[attr-defined]
    assert found.subnets[0].refers == "aws_subnet.a"  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", KINDS)
def test_a_policy_joins_by_reference_and_by_name(kind: str) -> None:
    by_reference = resource(f"{kind}_policy.a", {"access_policies": OPEN}, refs={"domain_name": f"{kind}.a.domain_name"})
    for companion in (by_reference, resource(f"{kind}_policy.a", {"domain_name": "a", "access_policies": OPEN})):
        found = asset(domain(kind), companion)
        assert found.policy.allows_public is True
        assert found.origins == {"policy": f"{kind}_policy.a"}


def test_a_policy_of_the_domain_itself() -> None:
    assert asset(domain(access_policies=OPEN)).policy.allows_public is True


def test_a_policy_that_may_belong_to_any_domain() -> None:
    lost = resource("aws_opensearch_domain_policy.x", {"access_policies": OPEN}, refs={"domain_name": "local.domain"})
    assert isinstance(assets(domain(), lost)["aws_opensearch_domain.a"].policy, Unknown)  # type: ignore[attr-defined]


def test_a_policy_of_a_domain_elsewhere_makes_a_stub() -> None:
    stub = asset(resource("aws_opensearch_domain_policy.x", {"domain_name": "elsewhere", "access_policies": OPEN}))
    assert stub.id == "elsewhere"
    assert stub.policy.allows_public is True
    assert isinstance(stub.in_vpc, Unknown)


def test_what_is_declared_and_known_only_after_apply_stays_unknown() -> None:
    whole = resource("aws_opensearch_domain.a", {"domain_name": "a"}, refs={"encrypt_at_rest": "var.rest"}, unknown=COMPUTED)
    assert isinstance(asset(whole).encrypted_at_rest, Unknown)
    marks = {"encrypt_at_rest": [{"enabled": True}], "domain_endpoint_options": [{"tls_security_policy": True}]}
    blocks = {"domain_name": "a", "encrypt_at_rest": [{}], "domain_endpoint_options": [{"enforce_https": True}]}
    parts = asset(resource("aws_opensearch_domain.a", blocks, unknown=marks))
    assert isinstance(parts.encrypted_at_rest, Unknown)
    assert isinstance(parts.tls_policy, Unknown)


def test_without_configuration_a_computed_block_stays_unknown() -> None:
    document = plan(domain())
    document["configuration"] = {}
    (found,) = inventory(document).assets
    assert isinstance(found.encrypted_at_rest, Unknown)  # type: ignore[attr-defined]
