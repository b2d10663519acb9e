"""EKS clusters and node groups, from answers."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_aws.collect import Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services.eks import build_cluster, build_node_group
from hipaacheck_live.answers import Answer, Malformed

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
NETWORK = {"endpointPublicAccess": True, "endpointPrivateAccess": False, "publicAccessCidrs": ["0.0.0.0/0"]}


def cluster(**item: Any) -> Any:
    """The asset of a cluster."""
    given = {"arn": "arn:cluster", "name": "records", "version": "1.33", "resourcesVpcConfig": NETWORK, **item}
    return build_cluster(PLACE, Answer({"cluster": given}, "eks:DescribeCluster"), Got({}))


def node_group(**item: Any) -> Any:
    """The asset of a node group."""
    given = {"nodegroupArn": "arn:group", "nodegroupName": "nodes", **item}
    return build_node_group(PLACE, Answer({"nodegroup": given}, "eks:DescribeNodegroup"), Got({}))


def test_what_a_cluster_leaves_out() -> None:
    found = cluster()
    assert (found.id, found.name, found.version, found.secrets_kms_key) == ("arn:cluster", "records", "1.33", None)
    assert isinstance(found.log_types, Unknown)
    assert (found.public_endpoint, found.private_endpoint, found.public_cidrs) == (True, False, ["0.0.0.0/0"])


@pytest.mark.parametrize("network", [None, {}, "odd"])
def test_what_a_cluster_does_not_tell_of_its_network_is_unknown(network: Any) -> None:
    found = cluster(resourcesVpcConfig=network)
    for name in ("public_endpoint", "private_endpoint", "public_cidrs"):
        assert isinstance(getattr(found, name), Unknown)


def test_no_block_named_means_everyone() -> None:
    assert cluster(resourcesVpcConfig={**NETWORK, "publicAccessCidrs": []}).public_cidrs == ["0.0.0.0/0"]


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([{"types": ["api", "audit"], "enabled": True}, {"types": ["scheduler"], "enabled": False}], ["api", "audit"]),
        ([{"types": ["api"], "enabled": False}], []),
        ([{"types": ["api"]}], ["unknown"]),
    ],
)
def test_logs(groups: list[Any], expected: list[str]) -> None:
    found = cluster(logging={"clusterLogging": groups}).log_types
    assert ["unknown" if isinstance(kind, Unknown) else kind for kind in found] == expected


def test_key_for_secrets() -> None:
    assert cluster(encryptionConfig=[{"resources": ["secrets"], "provider": {"keyArn": "key"}}]).secrets_kms_key == "key"
    assert isinstance(cluster(encryptionConfig=[{"resources": ["secrets"]}]).secrets_kms_key, Unknown)
    assert isinstance(cluster(encryptionConfig=["odd"]).secrets_kms_key, Unknown)
    assert isinstance(cluster(encryptionConfig=[{"resources": "odd"}]).secrets_kms_key, Unknown)
    assert cluster(encryptionConfig=[]).secrets_kms_key is None


def test_node_group() -> None:
    found = node_group()
    assert (found.id, found.name, found.ssh_key, found.ssh_security_groups) == ("arn:group", "nodes", None, [])
    found = node_group(remoteAccess={"ec2SshKey": "operators"})
    assert (found.ssh_key, found.ssh_security_groups) == ("operators", [])
    found = node_group(remoteAccess={"ec2SshKey": "operators", "sourceSecurityGroups": ["sg-1"]})
    assert found.ssh_security_groups == ["sg-1"]
    found = node_group(remoteAccess="odd")
    assert isinstance(found.ssh_key, Unknown)
    assert isinstance(found.ssh_security_groups, Unknown)


def test_an_answer_without_its_subject_is_no_asset() -> None:
    with pytest.raises(Malformed):
        build_cluster(PLACE, Answer({}, "eks:DescribeCluster"), Got({}))
    with pytest.raises(Malformed):
        build_node_group(PLACE, Answer({}, "eks:DescribeNodegroup"), Got({}))
