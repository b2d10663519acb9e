"""AWS Database Migration Service: replication instances and endpoints.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/dms_replication_instance and dms_endpoint.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.dms import Endpoint, ReplicationInstance
from hipaacheck_terraform.estate import Estate


def replication_instances(estate: Estate) -> Iterator[ReplicationInstance]:
    """One asset per replication instance."""
    for instance in estate.each("aws_dms_replication_instance"):
        public = instance.flag("publicly_accessible")
        where = f"{instance.address}.publicly_accessible"
        yield ReplicationInstance(
            **estate.common(instance, instance.text("replication_instance_id")),
            arn=instance.text("replication_instance_arn"),
            publicly_accessible=Unknown("left out, and no default is documented", where) if public is None else public,
        )


def endpoints(estate: Estate) -> Iterator[Endpoint]:
    """One asset per endpoint. Left out, `ssl_mode` is `none`."""
    for endpoint in estate.each("aws_dms_endpoint"):
        engine, mode = endpoint.text("engine_name"), endpoint.text("ssl_mode")
        yield Endpoint(
            **estate.common(endpoint, endpoint.text("endpoint_id")),
            arn=endpoint.text("endpoint_arn"),
            engine=Unknown("no engine_name", endpoint.address) if engine is None else engine,
            ssl_mode="none" if mode is None else mode,
        )
