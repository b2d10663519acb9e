"""Resources of any service that are tagged as holding ePHI.

https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hipaacheck import Unknown
from hipaacheck_assets.aws.resource import Resource
from hipaacheck_aws.collect import Collector, Detail, Got
from hipaacheck_aws.eligible import services
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags


def _find(reader: Reader) -> Iterator[Answer | Unknown]:
    """Resources with one of the tags that mean ePHI. AWS compares values exactly, so that all values are asked for."""
    seen: set[str] = set()
    for key, values in reader.phi.tags.items():
        wanted = {value.casefold() for value in values}
        for item in reader.pages("resourcegroupstaggingapi:GetResources", "ResourceTagMappingList", TagFilters=[{"Key": key}]):
            if isinstance(item, Unknown):
                continue
            found, arn = tags(item, "Tags"), item.known("ResourceARN")
            value = found if isinstance(found, Unknown) else found.items.get(key)
            if arn not in seen and (isinstance(value, Unknown) or (value is not None and value.casefold() in wanted)):
                seen.add(arn)
                yield item


def build(place: Place, item: Answer, got: Got) -> Resource:
    """One asset per resource; its name is the last part of the ARN."""
    arn, found = item.known("ResourceARN"), tags(item, "Tags")
    parts = arn.split(":", 5)
    readable = len(parts) == 6 and parts[0] == "arn" and parts[2] != ""
    service = parts[2] if readable else Unknown("not an ARN", item.where)

    def eligible(today: date) -> bool | Unknown | None:
        if isinstance(found, Unknown):
            return found
        if isinstance(service, Unknown):
            return service
        return services().eligible(service, today)

    return Resource(
        **place.common(arn, parts[5] if readable else arn, found),
        arn=arn,
        service=service,
        hipaa_eligible=got.read("today", eligible),
    )


RESOURCES = Collector(
    asset_type="aws.resource",
    operations=("resourcegroupstaggingapi:GetResources",),
    find=_find,
    details=(Detail(name="today", operations=(), fields=("hipaa_eligible",), read=lambda reader, item, got: reader.now.date()),),
    build=build,
)

PERMISSIONS = {"resourcegroupstaggingapi:GetResources": ("tag:GetResources",)}
"""https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonresourcegrouptaggingapi.html"""
