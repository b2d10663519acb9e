"""AWS Config: the customer's configuration recorder of each region.

https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeConfigurationRecorders.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hipaacheck import Tags, Unknown
from hipaacheck_assets.aws.config import Recorder
from hipaacheck_aws.collect import Collector, Detail, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

_RECORDERS = "config:DescribeConfigurationRecorders"


def _find(reader: Reader) -> Iterator[Answer | Unknown]:
    """The region's recorder; an empty item where it has none."""
    found = reader.pages(_RECORDERS, "ConfigurationRecorders")
    for item in found:
        if isinstance(item, Answer):
            item.known("name")
        yield item
    if not found:
        yield Answer({}, _RECORDERS)


def _exists(item: Answer) -> bool:
    return "name" in item.values


def _arn(place: Place, item: Answer) -> str:
    """AWS Config has given recorders an ARN since 2024; with another end than this, that only tells them apart."""
    arn = item.text("arn")
    return arn if isinstance(arn, str) else place.arn("config", f"configuration-recorder/{item.known('name')}")


def _tags(reader: Reader, item: Answer, got: Got) -> Any:
    return reader.call("config:ListTagsForResource", ResourceArn=_arn(reader.place, item)) if _exists(item) else None


def build(place: Place, item: Answer, got: Got) -> Recorder:
    """One asset per region."""
    if not _exists(item):
        return Recorder(
            **place.common(place.arn("config", "configuration-recorder"), None, Tags(items={})),
            recording=False,
            all_supported=False,
            include_global=False,
            delivery_bucket=got.read("config:DescribeDeliveryChannels", _bucket),
        )
    group = item.sure("recordingGroup", item.block("recordingGroup"))
    return Recorder(
        **place.common(
            _arn(place, item),
            item.known("name"),
            got.read("config:ListTagsForResource", lambda answer: tags(answer, "Tags")),
        ),
        recording=got.read("config:DescribeConfigurationRecorderStatus", _recording),
        all_supported=_flag(group, "allSupported"),
        include_global=_flag(group, "includeGlobalResourceTypes"),
        delivery_bucket=got.read("config:DescribeDeliveryChannels", _bucket),
    )


def _flag(group: Answer | Unknown, name: str) -> bool | Unknown:
    return group if isinstance(group, Unknown) else group.sure(name, group.flag(name))


def _recording(found: list[Answer | Unknown]) -> bool | Unknown:
    """A recorder that is on records nothing while AWS Config cannot, for example because its role may not."""
    if len(found) != 1:
        return Unknown(f"{len(found)} states of one recorder", "config:DescribeConfigurationRecorderStatus")
    status = found[0]
    if isinstance(status, Unknown):
        return status
    on, last = status.sure("recording", status.flag("recording")), status.text("lastStatus")
    if on is True and isinstance(last, str) and last.upper() == "FAILURE":
        return Unknown(f"the recorder is on, and failed last: {status.text('lastErrorCode')}", status.where)
    return on


def _bucket(found: list[Answer | Unknown]) -> str | None | Unknown:
    """A region has one delivery channel at most."""
    if not found:
        return None
    return found[0] if isinstance(found[0], Unknown) else found[0].required("s3BucketName")


RECORDERS = Collector(
    asset_type="aws.config.recorder",
    operations=(_RECORDERS,),
    find=_find,
    details=(
        detail(
            "config:DescribeConfigurationRecorderStatus",
            "recording",
            arguments=lambda item: {"ConfigurationRecorderNames": [item.known("name")]},
            pages="ConfigurationRecordersStatus",
            when=_exists,
        ),
        detail("config:DescribeDeliveryChannels", "delivery_bucket", arguments=lambda item: {}, pages="DeliveryChannels"),
        Detail(name="config:ListTagsForResource", operations=("config:ListTagsForResource",), fields=("tags",), read=_tags),
    ),
    build=build,
)
