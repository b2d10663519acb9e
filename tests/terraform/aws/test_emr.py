"""EMR clusters and security configurations."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

LOCAL = {"LocalDiskEncryptionConfiguration": {"EncryptionKeyProviderType": "AwsKms"}}


def configuration(document: Any) -> Any:
    text = document if isinstance(document, str) else json.dumps(document)
    return asset(resource("aws_emr_security_configuration.a", {"name": "a", "configuration": text}))


@pytest.mark.parametrize(
    ("document", "local", "transit", "kerberos"),
    [
        (
            {"EncryptionConfiguration": {"EnableAtRestEncryption": True, "AtRestEncryptionConfiguration": LOCAL}},
            True,
            False,
            False,
        ),
        (
            {"EncryptionConfiguration": {"EnableAtRestEncryption": False, "AtRestEncryptionConfiguration": LOCAL}},
            False,
            False,
            False,
        ),
        ({"EncryptionConfiguration": {"EnableInTransitEncryption": True}}, False, True, False),
        ({"AuthenticationConfiguration": {"KerberosConfiguration": {"Provider": "ClusterDedicatedKdc"}}}, False, False, True),
    ],
)
def test_security_configurations(document: Any, local: bool, transit: bool, kerberos: bool) -> None:
    found = configuration(document)
    assert (found.local_disks_encrypted, found.in_transit_encrypted, found.kerberos) == (local, transit, kerberos)
    assert found.s3_encrypted is False


@pytest.mark.parametrize("document", ["not json", "[]"])
def test_what_is_no_configuration_is_unknown(document: str) -> None:
    found = configuration(document)
    assert isinstance(found.local_disks_encrypted, Unknown)
    assert isinstance(found.in_transit_encrypted, Unknown)


def test_clusters() -> None:
    kerberos = [{"realm": "EC2.INTERNAL", "kdc_admin_password": "hunter2"}]
    values = {"name": "a", "kerberos_attributes": kerberos, "log_uri": "s3://logs/"}
    refs = {"security_configuration": "aws_emr_security_configuration.a.name"}
    cluster = resource("aws_emr_cluster.a", values, refs=refs)
    security = resource("aws_emr_security_configuration.a", {"configuration": "{}"}, unknown=("id", "name"))
    found: Any = assets(cluster, security)["aws_emr_cluster.a"]
    assert found.kerberos is True
    assert found.log_uri == "s3://logs/"
    assert found.security_configuration.refers == "aws_emr_security_configuration.a"
    assert "hunter2" not in str(found)


def test_a_cluster_that_declares_nothing() -> None:
    found = asset(resource("aws_emr_cluster.a", {"name": "a", "kerberos_attributes": [], "log_uri": None}))
    assert (found.kerberos, found.security_configuration, found.log_uri) == (False, None, None)


def test_kerberos_known_only_after_apply() -> None:
    assert isinstance(asset(resource("aws_emr_cluster.a", {"name": "a"}, unknown=("kerberos_attributes",))).kerberos, Unknown)


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ([{"subnet_id": "subnet-1"}], ["subnet-1"]),
        ([{"subnet_id": None, "subnet_ids": ["subnet-1", "subnet-2"]}], ["subnet-1", "subnet-2"]),
        ([{"subnet_id": None, "subnet_ids": []}], Unknown),
        ([], Unknown),
    ],
)
def test_subnets(attributes: Any, expected: Any) -> None:
    found = asset(resource("aws_emr_cluster.a", {"name": "a", "ec2_attributes": attributes}))
    assert found.subnets == expected if isinstance(expected, list) else isinstance(found.subnets, expected)


def test_a_subnet_of_this_plan() -> None:
    cluster = resource("aws_emr_cluster.a", {"ec2_attributes": [{}]}, unknown={"ec2_attributes": [{"subnet_id": True}]})
    cluster["config"]["expressions"]["ec2_attributes"] = [{"subnet_id": {"references": ["aws_subnet.s.id", "aws_subnet.s"]}}]
    found: Any = assets(cluster, resource("aws_subnet.s", {}))["aws_emr_cluster.a"]
    assert [subnet.refers for subnet in found.subnets] == ["aws_subnet.s"]
