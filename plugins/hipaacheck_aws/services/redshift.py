"""Amazon Redshift: provisioned clusters. https://docs.aws.amazon.com/redshift/latest/APIReference/"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.redshift import AuditLogging, Cluster, requires_tls
from hipaacheck_aws.collect import Collector, Detail, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

_PARAMETERS = "redshift:DescribeClusterParameters"
_REQUIRE_SSL = "require_ssl"


def _find(reader: Reader) -> Iterator[Answer | Unknown]:
    yield from reader.pages("redshift:DescribeClusters", "Clusters")


def build(place: Place, item: Answer, got: Got) -> Cluster:
    """One asset per cluster. Redshift gives the ARN of its namespace only."""
    name = item.known("ClusterIdentifier")
    arn = place.arn("redshift", f"cluster:{name}")
    group = _group(item)
    return Cluster(
        **place.common(arn, name, tags(item, "Tags")),
        arn=arn,
        encrypted=item.sure("Encrypted", item.flag("Encrypted")),
        kms_key=item.text("KmsKeyId"),
        publicly_accessible=item.sure("PubliclyAccessible", item.flag("PubliclyAccessible")),
        logging=got.read("redshift:DescribeLoggingStatus", _logging),
        snapshot_retention_days=item.sure("AutomatedSnapshotRetentionPeriod", item.integer("AutomatedSnapshotRetentionPeriod")),
        enhanced_vpc_routing=item.sure("EnhancedVpcRouting", item.flag("EnhancedVpcRouting")),
        allow_version_upgrade=item.sure("AllowVersionUpgrade", item.flag("AllowVersionUpgrade")),
        parameter_group=group.text("ParameterGroupName") if isinstance(group, Answer) else group,
        tls_required=_tls(item, group, got),
    )


def _logging(answer: Answer) -> AuditLogging | Unknown | None:
    """Null when off. Answers from before logs could go elsewhere have a bucket and no destination."""
    enabled = answer.sure("LoggingEnabled", answer.flag("LoggingEnabled"))
    if isinstance(enabled, Unknown) or not enabled:
        return enabled if isinstance(enabled, Unknown) else None
    bucket, destination = answer.text("BucketName"), answer.text("LogDestinationType")
    if destination is None:
        destination = answer.required("LogDestinationType") if bucket is None else "s3"
    return AuditLogging(
        destination=destination,
        bucket=None if destination == "cloudwatch" else bucket,
        exports=Unknown("names of system tables", answer.where) if destination == "s3table" else answer.texts("LogExports"),
    )


def _group(item: Answer) -> Answer | Unknown | None:
    """The parameter group; Redshift lists one."""
    groups = item.blocks("ClusterParameterGroups")
    return groups if isinstance(groups, Unknown) else groups[0] if groups else None


def _tls(item: Answer, group: Answer | Unknown | None, got: Got) -> bool | Unknown:
    """Whether connections without TLS are refused. A value that waits for a reboot is not known to be in force."""
    if not isinstance(group, Answer):
        return Unknown("the cluster has no parameter group", item.where) if group is None else group
    state = _state(group)
    if state != "in-sync":
        return state if isinstance(state, Unknown) else Unknown(f"require_ssl is not in force: {state}", group.where)
    absent = Unknown("the parameter group does not say require_ssl", _PARAMETERS)
    value = got.read(_PARAMETERS, _require_ssl, absent)
    return requires_tls("", absent if value is None else value)


def _state(group: Answer) -> str | Unknown:
    """Whether the parameter took effect: its own status, else that of the group."""
    statuses = group.blocks("ClusterParameterStatusList")
    for status in [statuses] if isinstance(statuses, Unknown) else statuses:
        if isinstance(status, Unknown):
            return status
        if status.text("ParameterName") == _REQUIRE_SSL:
            return status.required("ParameterApplyStatus")
    return group.required("ParameterApplyStatus")


def _require_ssl(parameters: list[Answer | Unknown]) -> str | Unknown | None:
    doubt: Unknown | None = None
    for parameter in parameters:
        if isinstance(parameter, Unknown):
            doubt = parameter
        elif parameter.text("ParameterName") == _REQUIRE_SSL:
            return parameter.text("ParameterValue")
    return doubt


def _parameters(reader: Reader, item: Answer, got: Got) -> Any:
    """The parameters of the cluster's group, which are asked once for all clusters that use it."""
    group = _group(item)
    name = group.text("ParameterGroupName") if isinstance(group, Answer) else group
    if not isinstance(name, str):
        return name
    return reader.once((_PARAMETERS, name), lambda: reader.pages(_PARAMETERS, "Parameters", ParameterGroupName=name))


CLUSTERS = Collector(
    asset_type="aws.redshift.cluster",
    operations=("redshift:DescribeClusters",),
    find=_find,
    details=(
        detail(
            "redshift:DescribeLoggingStatus",
            "logging",
            arguments=lambda item: {"ClusterIdentifier": item.known("ClusterIdentifier")},
        ),
        Detail(name=_PARAMETERS, operations=(_PARAMETERS,), fields=("tls_required",), read=_parameters),
    ),
    build=build,
)
