"""AWS CloudTrail: trails. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html

A region lists its own trails and the shadows of trails that were created elsewhere: in another region, or in the organization's
management account. Each trail is read once, in its home region; one whose home region is not scanned, in the first that is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hipaacheck import Tags, Unknown
from hipaacheck_assets.aws.cloudtrail import EventSelector, FieldTest, Texts, Trail, advanced_selector, basic_selectors
from hipaacheck_aws.collect import Collector, Detail, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

_OPERATORS = {
    "Equals": "equals",
    "NotEquals": "not_equals",
    "StartsWith": "starts_with",
    "NotStartsWith": "not_starts_with",
    "EndsWith": "ends_with",
    "NotEndsWith": "not_ends_with",
}


def _find(reader: Reader) -> Iterator[Answer | Unknown]:
    """Trails that are read in this region."""
    for item in reader.pages("cloudtrail:DescribeTrails", "trailList"):
        if isinstance(item, Unknown):
            continue
        home, regions = item.known("HomeRegion"), reader.account.regions
        if reader.region == (home if home in regions else regions[0]):
            yield item


def owned(trail: Answer, account: str) -> bool:
    """Whether the trail belongs to the account: not the shadow of an organization's trail."""
    return trail.known("TrailARN").split(":")[4:5] == [account]


def log_group(trail: Answer, account: str) -> str | None | Unknown:
    """ARN of the log group that the trail delivers to, without a trailing `:*`."""
    found = _own(trail, "CloudWatchLogsLogGroupArn", account)
    return found.removesuffix(":*") if isinstance(found, str) else found


def _own(trail: Answer, name: str, account: str) -> str | None | Unknown:
    """A setting that is null when there is none. AWS does not document that members of an organization see all settings of
    its trail, so there it is unknown."""
    value = trail.text(name)
    if value is None and not owned(trail, account):
        return Unknown(f"the organization's trail shows its member no {name}", trail.where)
    return value


def logging(status: Answer, error: str = "LatestDeliveryError") -> bool | Unknown:
    """Whether a trail is switched on, from its status. One that is on and cannot deliver keeps nothing; `error` is the member
    that tells so of the copy that matters."""
    on, failure = status.sure("IsLogging", status.flag("IsLogging")), status.text(error)
    if on is True and failure is not None:
        return Unknown(f"the trail is on, and its last delivery failed: {failure}", status.where)
    return on


def multi_region(trail: Answer) -> bool | Unknown:
    """Whether a trail covers every region."""
    return trail.sure("IsMultiRegionTrail", trail.flag("IsMultiRegionTrail"))


def _tags(reader: Reader, item: Answer, got: Got) -> Any:
    """Only the account and home region of a trail tell its tags."""
    arn = item.known("TrailARN")
    if not owned(item, reader.account.id) or item.known("HomeRegion") != reader.region:
        return Unknown("told only in the trail's own account and region", "cloudtrail:ListTags")
    return reader.call("cloudtrail:ListTags", ResourceIdList=[arn])


def build(place: Place, item: Answer, got: Got) -> Trail:
    """One asset per trail and account: an organization's trail is evidence for each member. Its id names the member."""
    arn = item.known("TrailARN")
    mine = owned(item, place.account)
    common = place.common(arn if mine else f"{arn}@{place.account}", item.known("Name"), got.read("cloudtrail:ListTags", _tagged))
    return Trail(
        **{**common, "region": item.known("HomeRegion")},
        arn=arn,
        logging=got.read("cloudtrail:GetTrailStatus", logging),
        multi_region=multi_region(item),
        organization=item.sure("IsOrganizationTrail", item.flag("IsOrganizationTrail")),
        global_events=item.sure("IncludeGlobalServiceEvents", item.flag("IncludeGlobalServiceEvents")),
        log_validation=item.sure("LogFileValidationEnabled", item.flag("LogFileValidationEnabled")),
        kms_key=_own(item, "KmsKeyId", place.account),
        bucket_name=item.required("S3BucketName"),
        log_group_arn=log_group(item, place.account),
        event_selectors=got.read("cloudtrail:GetEventSelectors", _selectors),
        insights=item.sure("HasInsightSelectors", item.flag("HasInsightSelectors")),
    )


def _tagged(answer: Answer) -> Tags | Unknown:
    found = answer.blocks("ResourceTagList")
    if isinstance(found, Unknown):
        return found
    if len(found) != 1 or isinstance(found[0], Unknown):
        return Unknown("not the tags of one trail", answer.where)
    return tags(found[0], "TagsList")


def _selectors(answer: Answer) -> list[EventSelector | Unknown] | Unknown:
    """Basic or advanced selectors. A trail to which none were given answers with the one that it has by default."""
    basic, advanced = answer.blocks("EventSelectors"), answer.blocks("AdvancedEventSelectors")
    if isinstance(basic, Unknown):
        return basic
    if isinstance(advanced, Unknown):
        return advanced
    if not basic and not advanced:
        return Unknown("the answer has no event selectors", answer.where)
    out: list[EventSelector | Unknown] = []
    for block in basic:
        out += [block] if isinstance(block, Unknown) else _basic(block)
    for block in advanced:
        out.append(block if isinstance(block, Unknown) else advanced_selector(_tests(block), block.where))
    return out


def _basic(block: Answer) -> list[EventSelector | Unknown]:
    return basic_selectors(
        block.required("ReadWriteType"),
        block.sure("IncludeManagementEvents", block.flag("IncludeManagementEvents")),
        block.texts("ExcludeManagementEventSources"),
        block.each("DataResources", lambda item: (item.required("Type"), item.texts("Values"))),
    )


def _tests(block: Answer) -> list[FieldTest | Unknown] | Unknown:
    found = block.blocks("FieldSelectors")
    if isinstance(found, Unknown):
        return found
    out: list[FieldTest | Unknown] = []
    for item in found:
        if isinstance(item, Unknown):
            out.append(item)
            continue
        values: list[tuple[str, Texts | Unknown]] = [(name, item.texts(key)) for key, name in _OPERATORS.items()]
        out += [(item.required("Field"), name, listed) for name, listed in values if listed != []]
    return out


TRAILS = Collector(
    asset_type="aws.cloudtrail.trail",
    operations=("cloudtrail:DescribeTrails",),
    find=_find,
    details=(
        detail("cloudtrail:GetTrailStatus", "logging", arguments=lambda item: {"Name": item.known("TrailARN")}),
        detail("cloudtrail:GetEventSelectors", "event_selectors", arguments=lambda item: {"TrailName": item.known("TrailARN")}),
        Detail(name="cloudtrail:ListTags", operations=("cloudtrail:ListTags",), fields=("tags",), read=_tags),
    ),
    build=build,
)
