"""Amazon AppStream 2.0: fleets. https://docs.aws.amazon.com/appstream2/latest/APIReference/"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.appstream import Fleet
from hipaacheck_aws.collect import Collector, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags


def _find(reader: Reader) -> Iterator[Answer | Unknown]:
    yield from reader.pages("appstream:DescribeFleets", "Fleets")


def build(place: Place, item: Answer, got: Got) -> Fleet:
    """One asset per fleet. AppStream documents 0, never, as the default for idle users."""
    arn, idle = item.known("Arn"), item.integer("IdleDisconnectTimeoutInSeconds")
    found = got.read("appstream:ListTagsForResource", lambda answer: tags(answer, "Tags"))
    return Fleet(
        **place.common(arn, item.known("Name"), found),
        arn=arn,
        idle_disconnect_seconds=0 if idle is None else idle,
        disconnect_seconds=item.sure("DisconnectTimeoutInSeconds", item.integer("DisconnectTimeoutInSeconds")),
        max_session_seconds=item.sure("MaxUserDurationInSeconds", item.integer("MaxUserDurationInSeconds")),
    )


FLEETS = Collector(
    asset_type="aws.appstream.fleet",
    operations=("appstream:DescribeFleets",),
    find=_find,
    details=(detail("appstream:ListTagsForResource", "tags", arguments=lambda item: {"ResourceArn": item.known("Arn")}),),
    build=build,
)

PERMISSIONS: dict[str, tuple[str, ...]] = {}
"""Every operation has an IAM action of its name.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonappstream2.0.html"""
