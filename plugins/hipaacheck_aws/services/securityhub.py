"""AWS Security Hub. https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeHub.html"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Tags, Unknown
from hipaacheck_assets.aws.securityhub import Hub
from hipaacheck_aws.collect import Collector, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

_HUB = "securityhub:DescribeHub"


def _find(reader: Reader) -> Iterator[Answer | Unknown]:
    """The region's hub; an empty item where the account is not subscribed. IAM refuses with another code."""
    answer = reader.call(_HUB, ("InvalidAccessException",))
    if isinstance(answer, Answer):
        answer.known("HubArn")
    yield Answer({}, _HUB) if answer is None else answer


def _exists(item: Answer) -> bool:
    return "HubArn" in item.values


def build(place: Place, item: Answer, got: Got) -> Hub:
    """One asset per region."""
    on = _exists(item)
    arn = item.known("HubArn") if on else None
    return Hub(
        **place.common(
            arn or place.arn("securityhub", "hub/default"),
            None,
            got.read("securityhub:ListTagsForResource", lambda answer: tags(answer, "Tags"), Tags(items={})),
        ),
        arn=arn,
        enabled=on,
    )


HUBS = Collector(
    asset_type="aws.securityhub.hub",
    operations=(_HUB,),
    find=_find,
    details=(
        detail(
            "securityhub:ListTagsForResource",
            "tags",
            arguments=lambda item: {"ResourceArn": item.known("HubArn")},
            when=_exists,
        ),
    ),
    build=build,
)
