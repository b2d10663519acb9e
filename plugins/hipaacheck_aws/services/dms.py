"""AWS Database Migration Service: replication instances and endpoints. https://docs.aws.amazon.com/dms/latest/APIReference/"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.dms import Endpoint, ReplicationInstance
from hipaacheck_aws.collect import Collector, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

_TAGS = "dms:ListTagsForResource"


def _find_instances(reader: Reader) -> Iterator[Answer | Unknown]:
    yield from reader.pages("dms:DescribeReplicationInstances", "ReplicationInstances")


def _find_endpoints(reader: Reader) -> Iterator[Answer | Unknown]:
    yield from reader.pages("dms:DescribeEndpoints", "Endpoints")


def build_instance(place: Place, item: Answer, got: Got) -> ReplicationInstance:
    """One asset per replication instance."""
    arn = item.known("ReplicationInstanceArn")
    return ReplicationInstance(
        **place.common(arn, item.known("ReplicationInstanceIdentifier"), got.read(_TAGS, lambda answer: tags(answer, "TagList"))),
        arn=arn,
        publicly_accessible=item.sure("PubliclyAccessible", item.flag("PubliclyAccessible")),
    )


def build_endpoint(place: Place, item: Answer, got: Got) -> Endpoint:
    """One asset per endpoint."""
    arn = item.known("EndpointArn")
    return Endpoint(
        **place.common(arn, item.known("EndpointIdentifier"), got.read(_TAGS, lambda answer: tags(answer, "TagList"))),
        arn=arn,
        engine=item.required("EngineName"),
        ssl_mode=item.required("SslMode"),
    )


REPLICATION_INSTANCES = Collector(
    asset_type="aws.dms.replication_instance",
    operations=("dms:DescribeReplicationInstances",),
    find=_find_instances,
    details=(detail(_TAGS, "tags", arguments=lambda item: {"ResourceArn": item.known("ReplicationInstanceArn")}),),
    build=build_instance,
)
ENDPOINTS = Collector(
    asset_type="aws.dms.endpoint",
    operations=("dms:DescribeEndpoints",),
    find=_find_endpoints,
    details=(detail(_TAGS, "tags", arguments=lambda item: {"ResourceArn": item.known("EndpointArn")}),),
    build=build_endpoint,
)
