"""Amazon EMR on EC2: clusters that are not terminated, and security configurations.

https://docs.aws.amazon.com/emr/latest/APIReference/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hipaacheck import Tags, Unknown
from hipaacheck_assets.aws.emr import Cluster, SecurityConfiguration, Settings, parse_settings
from hipaacheck_aws.collect import Collector, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

_ALIVE = ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING", "TERMINATING"]


def _clusters(reader: Reader) -> Iterator[Answer | Unknown]:
    """EMR lists terminated clusters for two months more; those are left out."""
    yield from reader.pages("emr:ListClusters", "Clusters", ClusterStates=_ALIVE)


def build_cluster(place: Place, item: Answer, got: Got) -> Cluster:
    """One asset per cluster. The passwords of its Kerberos attributes are redacted before."""

    def read(fact: Callable[[Answer], Any]) -> Any:
        return got.read("emr:DescribeCluster", lambda answer: _of_cluster(answer, fact))

    arn = item.known("ClusterArn")
    found: Tags | Unknown = read(lambda cluster: tags(cluster, "Tags"))
    return Cluster(
        **place.common(arn, item.known("Name"), found),
        arn=arn,
        kerberos=read(_kerberos),
        security_configuration=read(lambda cluster: cluster.text("SecurityConfiguration")),
        subnets=read(_subnets),
        log_uri=read(lambda cluster: cluster.text("LogUri")),
        log_kms_key=read(lambda cluster: cluster.text("LogEncryptionKmsKeyId")),
    )


def _of_cluster(answer: Answer, fact: Callable[[Answer], Any]) -> Any:
    cluster = answer.sure("Cluster", answer.block("Cluster"))
    return cluster if isinstance(cluster, Unknown) else fact(cluster)


def _kerberos(cluster: Answer) -> bool | Unknown:
    """Attributes without a realm, which is required with Kerberos, mean none."""
    attributes = cluster.block("KerberosAttributes")
    if attributes is None or isinstance(attributes, Unknown):
        return False if attributes is None else attributes
    realm = attributes.text("Realm")
    return realm if isinstance(realm, Unknown) else realm is not None


def _subnets(cluster: Answer) -> list[str | Unknown] | Unknown:
    """The subnet that the nodes are in; before EMR has chosen it, those that it may choose from."""
    attributes = cluster.sure("Ec2InstanceAttributes", cluster.block("Ec2InstanceAttributes"))
    if isinstance(attributes, Unknown):
        return attributes
    subnet = attributes.text("Ec2SubnetId")
    if subnet is not None:
        return [subnet]
    requested = attributes.texts("RequestedEc2SubnetIds")
    return Unknown("no subnet is named, so EMR chooses one", attributes.where) if requested == [] else requested


CLUSTERS = Collector(
    asset_type="aws.emr.cluster",
    operations=("emr:ListClusters",),
    find=_clusters,
    details=(
        detail(
            "emr:DescribeCluster",
            "kerberos",
            "security_configuration",
            "subnets",
            "log_uri",
            "log_kms_key",
            "tags",
            arguments=lambda item: {"ClusterId": item.known("Id")},
        ),
    ),
    build=build_cluster,
)


def _security_configurations(reader: Reader) -> Iterator[Answer | Unknown]:
    yield from reader.pages("emr:ListSecurityConfigurations", "SecurityConfigurations")


def build_security_configuration(place: Place, item: Answer, got: Got) -> SecurityConfiguration:
    """One asset per security configuration. EMR gives them neither ARNs nor tags."""
    name = item.known("Name")
    settings = got.read("emr:DescribeSecurityConfiguration", _settings)
    if isinstance(settings, Unknown):
        settings = Settings(settings, settings, settings, settings)
    return SecurityConfiguration(
        **place.common(place.arn("elasticmapreduce", f"security-configuration/{name}"), name, tags(None, "")),
        **settings._asdict(),
    )


def _settings(answer: Answer) -> Settings:
    return parse_settings(answer.required("SecurityConfiguration"), answer.where)


SECURITY_CONFIGURATIONS = Collector(
    asset_type="aws.emr.security_configuration",
    operations=("emr:ListSecurityConfigurations",),
    find=_security_configurations,
    details=(
        detail(
            "emr:DescribeSecurityConfiguration",
            "local_disks_encrypted",
            "s3_encrypted",
            "in_transit_encrypted",
            "kerberos",
            arguments=lambda item: {"Name": item.known("Name")},
        ),
    ),
    build=build_security_configuration,
)

PERMISSIONS: dict[str, tuple[str, ...]] = {}
"""Every operation has an IAM action of its name.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticmapreduce.html"""
