"""AWS IAM Identity Center: permission sets of an instance that the account owns.

https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_ListInstances.html, API_DescribePermissionSet.html.
Members of an organization see its instance, and only its owner may list the permission sets.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Tags, Unknown
from hipaacheck_assets.aws.identitycenter import PermissionSet, seconds
from hipaacheck_aws.collect import Collector, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags


def _find(reader: Reader) -> Iterator[Answer]:
    """Permission sets of instances that the account owns, in the region that the instance was made in."""
    for instance in reader.pages("sso-admin:ListInstances", "Instances"):
        if isinstance(instance, Unknown) or not _here(reader, instance):
            continue
        arn = instance.known("InstanceArn")
        for found in reader.names("sso-admin:ListPermissionSets", "PermissionSets", InstanceArn=arn):
            if isinstance(found, str):
                yield Answer({"InstanceArn": arn, "PermissionSetArn": found}, "sso-admin:ListPermissionSets")


def _here(reader: Reader, instance: Answer) -> bool:
    """Whether an instance is the account's own, and not a replica of one in another region."""
    owner, region = instance.text("OwnerAccountId"), instance.text("PrimaryRegion")
    return owner in (reader.account.id, None) and region in (reader.region, None)


def build(place: Place, item: Answer, got: Got) -> PermissionSet:
    """One asset per permission set."""
    arn = item.known("PermissionSetArn")
    return PermissionSet(
        **place.common(arn, got.read("sso-admin:DescribePermissionSet", _name), got.read("sso-admin:ListTagsForResource", _tags)),
        arn=arn,
        session_duration=got.read("sso-admin:DescribePermissionSet", _duration),
    )


def _set(answer: Answer) -> Answer | Unknown:
    return answer.sure("PermissionSet", answer.block("PermissionSet"))


def _name(answer: Answer) -> str | Unknown:
    found = _set(answer)
    return found if isinstance(found, Unknown) else found.required("Name")


def _duration(answer: Answer) -> int | Unknown:
    found = _set(answer)
    return found if isinstance(found, Unknown) else seconds(found.required("SessionDuration"))


def _tags(listed: list[Answer | Unknown]) -> Tags | Unknown:
    values = []
    for item in listed:
        if isinstance(item, Unknown):
            return item
        values.append(item.values)
    return tags(Answer({"Tags": values}, "sso-admin:ListTagsForResource"), "Tags")


PERMISSION_SETS = Collector(
    asset_type="aws.identitycenter.permission_set",
    operations=("sso-admin:ListInstances", "sso-admin:ListPermissionSets"),
    find=_find,
    details=(
        detail(
            "sso-admin:DescribePermissionSet",
            arguments=lambda item: {"InstanceArn": item.known("InstanceArn"), "PermissionSetArn": item.known("PermissionSetArn")},
        ),
        detail(
            "sso-admin:ListTagsForResource",
            "tags",
            arguments=lambda item: {"InstanceArn": item.known("InstanceArn"), "ResourceArn": item.known("PermissionSetArn")},
            pages="Tags",
        ),
    ),
    build=build,
)

PERMISSIONS: dict[str, tuple[str, ...]] = {}
"""Every operation is called like its IAM action."""
