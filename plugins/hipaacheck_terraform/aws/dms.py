"""AWS Database Migration Service: replication instances and endpoints.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/dms_replication_instance and dms_endpoint.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck_assets.aws.dms import Endpoint, ReplicationInstance
from hipaacheck_terraform.arguments import default, flag, required
from hipaacheck_terraform.estate import Estate


def replication_instances(estate: Estate) -> Iterator[ReplicationInstance]:
    """One asset per replication instance. AWS documents that it is public unless the argument says otherwise."""
    for instance in estate.each("aws_dms_replication_instance"):
        yield ReplicationInstance(
            **estate.common(instance, instance.text("replication_instance_id")),
            arn=instance.text("replication_instance_arn"),
            publicly_accessible=flag(instance, "publicly_accessible", True),
        )


def endpoints(estate: Estate) -> Iterator[Endpoint]:
    """One asset per endpoint. Left out, `ssl_mode` is `none`."""
    for endpoint in estate.each("aws_dms_endpoint"):
        yield Endpoint(
            **estate.common(endpoint, endpoint.text("endpoint_id")),
            arn=endpoint.text("endpoint_arn"),
            engine=required(endpoint, "engine_name"),
            ssl_mode=default(endpoint.text("ssl_mode"), "none"),
        )
