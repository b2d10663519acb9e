"""AWS Systems Manager: documents and managed instances. https://docs.aws.amazon.com/systems-manager/latest/APIReference/"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from hipaacheck import Tags, Unknown
from hipaacheck_assets.aws.managed_instances import Compliance, ManagedInstance
from hipaacheck_assets.aws.ssm_documents import Document
from hipaacheck_aws.collect import Collector, Detail, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

PERMISSION = "ssm:DescribeDocumentPermission"
SUMMARIES = "ssm:ListResourceComplianceSummaries"
TAGS = "tags"


def _documents(reader: Reader) -> Iterator[Answer | Unknown]:
    """Documents that the account owns."""
    for item in reader.pages("ssm:ListDocuments", "DocumentIdentifiers", Filters=[{"Key": "Owner", "Values": ["Self"]}]):
        owner = item if isinstance(item, Unknown) else item.text("Owner")
        if not isinstance(owner, str) or owner == reader.account.id:
            yield item


def build_document(place: Place, item: Answer, got: Got) -> Document:
    """One asset per document."""
    name = item.known("Name")
    arn = place.arn("ssm", f"document/{name}")
    return Document(**place.common(arn, name, tags(item, "Tags")), arn=arn, shared_with=got.read(PERMISSION, _accounts))


def _accounts(found: list[str | Unknown]) -> list[str | Unknown]:
    return ["all" if isinstance(name, str) and name.lower() == "all" else name for name in found]


DOCUMENTS = Collector(
    asset_type="aws.ssm.document",
    operations=("ssm:ListDocuments",),
    find=_documents,
    details=(
        detail(
            PERMISSION,
            "shared_with",
            arguments=lambda item: {"Name": item.known("Name"), "PermissionType": "Share"},
            names="AccountIds",
        ),
    ),
    build=build_document,
)


# -- managed instances ---------------------------------------------------------------------------------------------

Summaries = dict[tuple[str, str] | None, Any]
"""Kind of compliance and id of the machine → its summary. Under null, why there may be more."""


def _summaries(reader: Reader, _: Answer, __: Got) -> Summaries:
    """All summaries of the region."""
    found: Summaries = reader.once(SUMMARIES, lambda: dict(_listed(reader)))
    return found


def _listed(reader: Reader) -> Iterator[tuple[tuple[str, str] | None, Answer | Unknown]]:
    for item in reader.pages(SUMMARIES, "ResourceComplianceSummaryItems"):
        if isinstance(item, Unknown):
            yield None, item
        else:
            yield (item.known("ComplianceType"), item.known("ResourceId")), item


def _tags(reader: Reader, item: Answer, _: Got) -> Tags | Unknown:
    """An EC2 instance has its tags at EC2, where one call lists those of all; another machine has them at Systems Manager."""
    instance_id = item.known("InstanceId")
    if instance_id.startswith("mi-"):
        answer = reader.call("ssm:ListTagsForResource", ResourceType="ManagedInstance", ResourceId=instance_id)
        return tags(answer, "TagList")
    filters = [{"Name": "resource-type", "Values": ["instance"]}]
    items: list[Answer | Unknown] = reader.once(TAGS, lambda: reader.pages("ec2:DescribeTags", "Tags", Filters=filters))
    own: dict[str, str | Unknown | None] = {}
    for each in items:
        if isinstance(each, Unknown):
            return each
        if each.known("ResourceId") == instance_id:
            value = each.text("Value")
            own[each.known("Key")] = "" if value is None else value
    return Tags(items=own)


def build_managed_instance(place: Place, item: Answer, got: Got) -> ManagedInstance:
    """One asset per machine. Those that are not EC2 instances were given a name when they were registered."""
    instance_id, name = item.known("InstanceId"), item.text("Name")
    arn = place.arn("ssm", f"managed-instance/{instance_id}")
    return ManagedInstance(
        **place.common(arn, instance_id if name is None else name, got[TAGS]),
        arn=arn,
        instance_id=instance_id,
        ping_status=item.required("PingStatus"),
        agent_latest=item.flag("IsLatestVersion"),
        association_status=item.text("AssociationStatus"),
        association_compliance=got.read(SUMMARIES, lambda found: _compliance(found, "Association", instance_id)),
        patch_compliance=got.read(SUMMARIES, lambda found: _compliance(found, "Patch", instance_id)),
    )


def _compliance(found: Summaries, kind: str, instance_id: str) -> Compliance | Unknown | None:
    item = found.get((kind, instance_id), found.get(None))
    if not isinstance(item, Answer):
        return item
    return Compliance(
        status=item.required("Status"),
        compliant=_in(item, "CompliantSummary", lambda block: block.integer("CompliantCount")),
        non_compliant=_in(item, "NonCompliantSummary", lambda block: block.integer("NonCompliantCount")),
        reported=_in(item, "ExecutionSummary", lambda block: block.moment("ExecutionTime")),
    )


def _in(item: Answer, name: str, read: Callable[[Answer], Any]) -> Any:
    found = item.block(name)
    return read(found) if isinstance(found, Answer) else found


MANAGED_INSTANCES = Collector(
    asset_type="aws.ssm.managed_instance",
    operations=("ssm:DescribeInstanceInformation",),
    find=lambda reader: reader.pages("ssm:DescribeInstanceInformation", "InstanceInformationList"),
    details=(
        Detail(name=SUMMARIES, operations=(SUMMARIES,), fields=("association_compliance", "patch_compliance"), read=_summaries),
        Detail(name=TAGS, operations=("ec2:DescribeTags", "ssm:ListTagsForResource"), fields=("tags",), read=_tags),
    ),
    build=build_managed_instance,
)

PERMISSIONS: dict[str, tuple[str, ...]] = {}
"""Every operation is called like its IAM action."""
