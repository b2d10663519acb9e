"""ECR repositories, their policies, and the registry's scanning rules."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

OPEN = json.dumps({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}})
WEST = {
    "aws": {"name": "aws", "expressions": {"region": {"constant_value": "us-east-1"}}},
    "aws.west": {"name": "aws", "alias": "west", "expressions": {"region": {"constant_value": "us-west-2"}}},
    "aws.other": {"name": "aws", "alias": "other", "expressions": {"region": {"constant_value": "us-east-1"}}},
}


def repository(**values: Any) -> dict[str, Any]:
    return resource("aws_ecr_repository.a", {"name": "team/app", **values})


def registry(name: str, frequency: str = "SCAN_ON_PUSH", provider: str = "aws") -> dict[str, Any]:
    rule = {"scan_frequency": frequency, "repository_filter": [{"filter": name, "filter_type": "WILDCARD"}]}
    return resource("aws_ecr_registry_scanning_configuration.a", {"scan_type": "BASIC", "rule": [rule]}, provider=provider)


def test_defaults_are_those_that_aws_documents() -> None:
    found = asset(repository(image_tag_mutability=None, encryption_configuration=[], image_scanning_configuration=[]))
    assert (found.tag_mutability, found.encryption_type, found.kms_key) == ("MUTABLE", "AES256", None)
    assert (found.scan_on_push, found.scanned, found.policy) == (False, False, None)


def test_declared_settings() -> None:
    found = asset(
        repository(
            image_tag_mutability="IMMUTABLE",
            image_scanning_configuration=[{"scan_on_push": True}],
            encryption_configuration=[{"encryption_type": "KMS", "kms_key": "arn:key"}],
        )
    )
    assert (found.tag_mutability, found.scanned, found.encryption_type, found.kms_key) == ("IMMUTABLE", True, "KMS", "arn:key")


@pytest.mark.parametrize("values", [{"repository": "team/app"}, {}])
def test_a_policy_joins_by_name_and_by_reference(values: dict[str, str]) -> None:
    refs = {} if values else {"repository": "aws_ecr_repository.a.name"}
    found = asset(repository(), resource("aws_ecr_repository_policy.a", {"policy": OPEN, **values}, refs=refs))
    assert found.policy.allows_public is True


def test_a_policy_of_a_repository_elsewhere_makes_a_stub() -> None:
    stub = asset(resource("aws_ecr_repository_policy.a", {"policy": OPEN, "repository": "elsewhere"}), registry("*"))
    assert stub.policy.allows_public is True
    assert isinstance(stub.scanned, Unknown)


def test_a_policy_that_may_belong_to_any_repository() -> None:
    lost = resource("aws_ecr_repository_policy.x", {"policy": OPEN}, refs={"repository": "local.name"})
    assert isinstance(assets(repository(), lost)["aws_ecr_repository.a"].policy, Unknown)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("rules", "scanned"),
    [
        (registry("*"), True),
        (registry("team/*"), True),
        (registry("app"), True),
        (registry("other*"), False),
        (registry("*", "MANUAL"), False),
        (registry("*", provider="aws.west"), False),
        (registry("*", provider="aws.other"), None),
    ],
)
def test_rules_of_the_registry(rules: dict[str, Any], scanned: bool | None) -> None:
    found = asset(repository(), rules, providers=WEST)
    assert isinstance(found.scanned, Unknown) if scanned is None else found.scanned is scanned


def test_rules_that_pass_over_a_repository_with_its_own_setting() -> None:
    assert isinstance(
        asset(repository(image_scanning_configuration=[{"scan_on_push": True}]), registry("other")).scanned, Unknown
    )
