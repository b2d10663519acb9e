"""Resources of any service that are tagged as holding ePHI. https://learn.microsoft.com/rest/api/resources/resources/list"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hipaacheck import Phi, Tags, Unknown
from hipaacheck_assets.azure.resource import Resource
from hipaacheck_azure.collect import Collector, Detail, Got
from hipaacheck_azure.eligible import services
from hipaacheck_azure.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

_LIST = "Microsoft.Resources/resources"


def _find(reader: Reader) -> Iterator[Answer | Unknown]:
    """Resources with one of the tags that mean ePHI, or whose tags cannot be told."""
    for item in reader.pages(_LIST):
        if isinstance(item, Answer) and _marked(tags(item, "tags"), reader.phi):
            yield item


def _marked(found: Tags | Unknown, phi: Phi) -> bool:
    """Names of tags are the same in any case."""
    if isinstance(found, Unknown):
        return True
    wanted = {key.casefold(): {value.casefold() for value in values} for key, values in phi.tags.items()}
    return any(
        isinstance(value, Unknown) or (value is not None and value.strip().casefold() in wanted[key.casefold()])
        for key, value in found.items.items()
        if key.casefold() in wanted
    )


def build(place: Place, item: Answer, got: Got) -> Resource:
    """One asset per resource."""
    kind, found = item.required("type"), tags(item, "tags")
    service = kind if isinstance(kind, Unknown) else kind.lower()

    def eligible(today: date) -> bool | Unknown | None:
        return service if isinstance(service, Unknown) else services().eligible(service, today, item.text("kind"))

    return Resource(
        **place.resource(item),
        service=service,
        hipaa_eligible=found if isinstance(found, Unknown) else got.read("today", eligible),
    )


RESOURCES = Collector(
    asset_type="azure.resource",
    scope="global",
    operations=(_LIST,),
    find=_find,
    details=(Detail(name="today", operations=(), fields=("hipaa_eligible",), read=lambda reader, item, got: reader.now.date()),),
    build=build,
)
