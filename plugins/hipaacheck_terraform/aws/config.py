"""AWS Config recorders, with the status resource that starts them and the delivery channel of their region.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/config_configuration_recorder,
config_configuration_recorder_status and config_delivery_channel.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.config import Recorder
from hipaacheck_terraform.arguments import declared_block, flag
from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.estate import Estate, Family

_RECORDER = ("aws_config_configuration_recorder",)
_STATUS = "aws_config_configuration_recorder_status"


def recorders(estate: Estate) -> Iterator[Recorder]:
    """One asset per recorder, and one per recorder that only a status names. Without a recording group, every regional type
    is recorded and no global one."""
    for family in estate.families(_RECORDER, ("name", "id"), {_STATUS: "name"}):
        recorder, found = family.resource, family.children.get(_STATUS, [])
        group = declared_block(recorder, "recording_group")
        yield Recorder(
            **estate.common(recorder, recorder.text("name")),
            origins={"recording": found[0].address} if len(found) == 1 else {},
            recording=_recording(estate, family),
            all_supported=flag(group, "all_supported", True),
            include_global=flag(group, "include_global_resource_types", False),
            delivery_bucket=_bucket(estate, recorder),
        )


def _recording(estate: Estate, family: Family) -> bool | Unknown:
    """A new recorder is stopped; only the status resource starts it."""
    status = family.one(_STATUS)
    if status is None:
        return False
    if isinstance(status, Unknown):
        return status
    regions = {estate.region(status), None if family.resource.stub else estate.region(family.resource), None}
    if len(regions) > 2:
        return Unknown(f"{status.address} is in another region", family.resource.address)
    enabled = status.flag("is_enabled")
    return Unknown("not declared", f"{status.address}.is_enabled") if enabled is None else enabled


def _bucket(estate: Estate, recorder: Resource) -> str | None | Unknown:
    """A region has one delivery channel, which serves the region's recorder."""
    if recorder.stub:
        return recorder.text("delivery_channel")
    region = estate.region(recorder)
    channels = [
        item
        for item in estate.each("aws_config_delivery_channel")
        if None in (region, estate.region(item)) or estate.region(item) == region
    ]
    if len(channels) > 1:
        return Unknown(f"{len(channels)} delivery channels may serve this region", recorder.address)
    return estate.link(channels[0], "s3_bucket_name", ("aws_s3_bucket",)) if channels else estate.incomplete
