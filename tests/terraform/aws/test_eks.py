"""EKS clusters and node groups."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource


def cluster(network: dict[str, Any], marks: dict[str, Any] | None = None, **values: Any) -> dict[str, Any]:
    unknown = {"id": True, "arn": True, "version": True, "vpc_config": [{"vpc_id": True, **(marks or {})}]}
    return resource("aws_eks_cluster.a", {"name": "a", "vpc_config": [network], **values}, unknown=unknown)


def test_declared_settings() -> None:
    found = asset(
        cluster(
            {"endpoint_public_access": True, "endpoint_private_access": True, "public_access_cidrs": ["203.0.113.0/24"]},
            encryption_config=[{"resources": ["secrets"], "provider": [{"key_arn": "arn:key"}]}],
            enabled_cluster_log_types=["api", "audit"],
        )
    )
    assert (found.public_endpoint, found.private_endpoint, found.public_cidrs) == (True, True, ["203.0.113.0/24"])
    assert (found.secrets_kms_key, found.log_types) == ("arn:key", ["api", "audit"])


def test_defaults() -> None:
    network = {"endpoint_public_access": None, "endpoint_private_access": None, "public_access_cidrs": None}
    found = asset(cluster(network, encryption_config=[], enabled_cluster_log_types=None))
    assert (found.public_endpoint, found.private_endpoint, found.public_cidrs) == (True, False, ["0.0.0.0/0"])
    assert (found.secrets_kms_key, found.log_types) == (None, [])


def test_networks_that_the_provider_leaves_open_are_unknown() -> None:
    found = asset(cluster({"endpoint_public_access": True}, {"public_access_cidrs": True}))
    assert isinstance(found.public_cidrs, Unknown)


def test_a_key_that_is_being_created_is_present() -> None:
    encrypted = cluster({}, encryption_config=[{"resources": ["secrets"], "provider": [{}]}])
    encrypted["change"]["change"]["after_unknown"]["encryption_config"] = [{"provider": [{"key_arn": True}]}]
    reference = {"references": ["aws_kms_key.a.arn", "aws_kms_key.a"]}
    encrypted["config"]["expressions"]["encryption_config"] = [{"provider": [{"key_arn": reference}]}]
    key: Any = assets(encrypted, resource("aws_kms_key.a", {}))["aws_eks_cluster.a"]
    assert key.secrets_kms_key.refers == "aws_kms_key.a"


@pytest.mark.parametrize(
    ("access", "key", "groups"),
    [
        ([], None, []),
        ([{"ec2_ssh_key": "k", "source_security_group_ids": None}], "k", []),
        ([{"ec2_ssh_key": "k", "source_security_group_ids": ["sg-1"]}], "k", ["sg-1"]),
    ],
)
def test_node_groups(access: list[Any], key: str | None, groups: list[str]) -> None:
    found = asset(resource("aws_eks_node_group.a", {"node_group_name": "a", "remote_access": access}))
    assert (found.ssh_key, found.ssh_security_groups) == (key, groups)


def test_remote_access_known_only_after_apply() -> None:
    found = asset(resource("aws_eks_node_group.a", {"node_group_name": "a"}, unknown=("remote_access",)))
    assert isinstance(found.ssh_key, Unknown)
    assert isinstance(found.ssh_security_groups, Unknown)
