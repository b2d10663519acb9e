"""AWS CloudTrail. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/

Which events a trail logs is said in two grammars, basic and advanced event selectors; both become `EventSelector`s here.
"""

from __future__ import annotations

import re

from hipaacheck import Asset, AssetType, Record, Relation, Unknown
from hipaacheck_assets.truth import Truth, all_of, any_of

Texts = list[str | Unknown]
FieldTest = tuple[str | Unknown, str, Texts | Unknown]
"""One test of an advanced selector: field (`resources.type`), operator (`equals`), values."""


class EventSelector(Record, frozen=True, kw_only=True):
    """One kind of event that a trail logs."""

    category: str | Unknown
    """`Management`, `Data` or another category of events."""
    resource_type: str | None | Unknown
    """Type of the resources whose data events are logged, e.g. `AWS::S3::Object`; null for management events."""
    reads: bool | Unknown
    """Whether events that only read are logged."""
    writes: bool | Unknown
    """Whether events that change something are logged."""
    everything: bool | Unknown
    """Whether no resource, event or event source of that kind is left out."""


class Trail(Asset, frozen=True, kw_only=True, tag="aws.cloudtrail.trail"):
    """A trail: which API events are kept, and where. A trail of an organisation is an asset of each account that it covers."""

    arn: str | None | Unknown
    """ARN."""
    logging: bool | Unknown
    """Whether the trail is switched on. Live, unknown for one that is on and whose last delivery to its bucket failed."""
    multi_region: bool | Unknown
    """Whether it logs the events of every region."""
    organization: bool | Unknown
    """Whether it logs the events of every account of the organisation."""
    global_events: bool | Unknown
    """Whether it logs events of global services such as IAM."""
    log_validation: bool | Unknown
    """Whether signed digests are delivered that prove that log files were not changed."""
    kms_key: str | None | Unknown
    """KMS key that encrypts the log files; null when S3 encrypts them with its own key."""
    bucket_name: str | None | Unknown
    """Name of the bucket that receives the log files."""
    log_group_arn: str | None | Unknown
    """ARN of the log group that receives the events too, without a trailing `:*`; null when none does."""
    event_selectors: list[EventSelector | Unknown] | Unknown
    """The events logged. Without selectors of its own a trail logs every management event and no data event."""
    insights: bool | Unknown
    """Whether CloudTrail looks for unusual rates of API calls or errors in the events (Insights)."""


DEFAULT_SELECTORS: list[EventSelector | Unknown] = [
    EventSelector(category="Management", resource_type=None, reads=True, writes=True, everything=True)
]
"""What a trail without selectors logs."""

_ALL_RESOURCES = re.compile(r"arn:aws(-us-gov|-cn)?:(s3(:::)?|lambda|dynamodb)")


def basic_selectors(
    read_write: str | Unknown,
    management: bool | Unknown,
    excluded_sources: Texts | Unknown,
    data_resources: list[tuple[str | Unknown, Texts | Unknown] | Unknown] | Unknown,
) -> list[EventSelector | Unknown]:
    """From a basic event selector: `ReadWriteType`, `IncludeManagementEvents`, `ExcludeManagementEventSources`, and type
    and values of each of its `DataResources`."""
    reads = read_write if isinstance(read_write, Unknown) else read_write in ("All", "ReadOnly")
    writes = read_write if isinstance(read_write, Unknown) else read_write in ("All", "WriteOnly")
    out: list[EventSelector | Unknown] = []
    if isinstance(management, Unknown):
        out.append(management)
    elif management:
        everything = excluded_sources if isinstance(excluded_sources, Unknown) else not excluded_sources
        out.append(EventSelector(category="Management", resource_type=None, reads=reads, writes=writes, everything=everything))
    if isinstance(data_resources, Unknown):
        return [*out, data_resources]
    for item in data_resources:
        if isinstance(item, Unknown):
            out.append(item)
            continue
        type_, values = item
        out.append(
            EventSelector(category="Data", resource_type=type_, reads=reads, writes=writes, everything=_all_resources(values))
        )
    return out


def advanced_selector(tests: list[FieldTest | Unknown] | Unknown, where: str) -> EventSelector | Unknown:
    """From an advanced event selector, all of whose tests must hold."""
    if isinstance(tests, Unknown):
        return tests
    fields: dict[str, FieldTest] = {}
    narrowing: list[Truth] = []
    for test in tests:
        if isinstance(test, Unknown):
            return test
        field, operator, values = test
        if isinstance(field, Unknown):
            return field
        if operator == "equals" and field in ("eventCategory", "resources.type", "readOnly"):
            fields[field] = test
        elif operator == "starts_with" and field == "resources.ARN":
            narrowing.append(_all_resources(values))
        else:
            narrowing.append(False)
    category = _only(fields.get("eventCategory"), where)
    return EventSelector(
        category=Unknown("no event category", where) if category is None else category,
        resource_type=_only(fields.get("resources.type"), where),
        reads=_accepts(fields.get("readOnly"), "true"),
        writes=_accepts(fields.get("readOnly"), "false"),
        everything=all_of(narrowing),
    )


def _only(test: FieldTest | None, where: str) -> str | None | Unknown:
    if test is None:
        return None
    field, _, values = test
    if isinstance(values, Unknown):
        return values
    return values[0] if len(values) == 1 else Unknown(f"{len(values)} values of {field}", where)


def _accepts(test: FieldTest | None, value: str) -> bool | Unknown:
    if test is None:
        return True
    values = test[2]
    if isinstance(values, Unknown):
        return values
    return any_of(item if isinstance(item, Unknown) else item == value for item in values)


def _all_resources(values: Texts | Unknown) -> bool | Unknown:
    if isinstance(values, Unknown):
        return values
    return any_of(item if isinstance(item, Unknown) else _ALL_RESOURCES.fullmatch(item) is not None for item in values)


TRAIL = AssetType(
    name="aws.cloudtrail.trail",
    record=Trail,
    relations={
        "bucket": Relation(to="aws.s3.bucket", mine="bucket_name", theirs="name", doc="The bucket that receives the log files."),
        "log_group": Relation(
            to="aws.logs.log_group", mine="log_group_arn", theirs="arn", doc="The log group that receives the events too."
        ),
    },
)
