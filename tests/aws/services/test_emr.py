"""EMR, from answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import emr
from hipaacheck_live.answers import Answer

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
DENIED = Unknown("access denied")


def cluster(answer: Any) -> Any:
    """The asset of a cluster that was described so."""
    item = Answer({"Id": "j-1", "Name": "claims", "ClusterArn": "arn:cluster"}, "emr:ListClusters")
    given = answer if isinstance(answer, Unknown) else Answer({"Cluster": answer}, "emr:DescribeCluster")
    return emr.build_cluster(PLACE, item, Got({"emr:DescribeCluster": given}))


def configuration(answer: Any) -> Any:
    """The asset of a security configuration whose document is this."""
    given = (
        answer if isinstance(answer, Unknown) else Answer({"SecurityConfiguration": answer}, "emr:DescribeSecurityConfiguration")
    )
    item = Answer({"Name": "strict"}, "emr:ListSecurityConfigurations")
    return emr.build_security_configuration(PLACE, item, Got({"emr:DescribeSecurityConfiguration": given}))


def test_cluster() -> None:
    found = cluster({"Ec2InstanceAttributes": {"Ec2SubnetId": "subnet-1"}, "Tags": [{"Key": "Team", "Value": "records"}]})
    assert (found.id, found.name, found.subnets, found.tags.items) == ("arn:cluster", "claims", ["subnet-1"], {"Team": "records"})
    assert (found.kerberos, found.security_configuration, found.log_uri, found.log_kms_key) == (False, None, None, None)


@pytest.mark.parametrize(
    ("attributes", "kerberos"),
    [
        (None, False),
        ({}, False),
        ({"Realm": "EC2.INTERNAL"}, True),
        ({"Realm": {"$redacted": {"why": "x"}}}, None),
        ("odd", None),
    ],
)
def test_kerberos(attributes: Any, kerberos: bool | None) -> None:
    found = cluster({"KerberosAttributes": attributes}).kerberos
    assert found is kerberos if kerberos is not None else isinstance(found, Unknown)


def test_subnets() -> None:
    requested = {"RequestedEc2SubnetIds": ["subnet-1", "subnet-2"]}
    assert cluster({"Ec2InstanceAttributes": requested}).subnets == ["subnet-1", "subnet-2"]
    assert cluster({"Ec2InstanceAttributes": {**requested, "Ec2SubnetId": "subnet-2"}}).subnets == ["subnet-2"]
    odd: tuple[Any, ...] = (None, {}, "odd", {"RequestedEc2SubnetIds": "odd"})
    for attributes in odd:
        assert isinstance(cluster({"Ec2InstanceAttributes": attributes}).subnets, Unknown)


@pytest.mark.parametrize("answer", [DENIED, NOT_READ])
def test_what_was_not_read_is_unknown(answer: Unknown) -> None:
    found = cluster(answer)
    fields = (found.kerberos, found.security_configuration, found.subnets, found.log_uri, found.log_kms_key, found.tags)
    assert fields == (answer,) * 6
    settings = configuration(answer)
    assert (settings.local_disks_encrypted, settings.s3_encrypted, settings.in_transit_encrypted, settings.kerberos) == (
        answer,
    ) * 4


def test_a_cluster_that_is_not_described_is_unknown() -> None:
    assert isinstance(cluster(None).security_configuration, Unknown)


def test_security_configuration() -> None:
    found = configuration(json.dumps({"EncryptionConfiguration": {"EnableInTransitEncryption": True}}))
    assert found.id == "arn:aws:elasticmapreduce:us-east-1:123456789012:security-configuration/strict"
    assert (found.name, found.in_transit_encrypted, found.local_disks_encrypted, found.kerberos) == ("strict", True, False, False)
    for text in ("not JSON", "[]", None):
        assert isinstance(configuration(text).in_transit_encrypted, Unknown)
