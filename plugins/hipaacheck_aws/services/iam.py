"""AWS Identity and Access Management: users, roles, groups and customer managed policies.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html gives all of one kind, with the
documents of their policies. What it lacks is read beside it: who is in a group, how long sessions of roles last, tags of
policies, and credentials of users. Those are in the credential report, which IAM makes every four hours at most:
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from hipaacheck import Tags, Unknown
from hipaacheck_assets.aws.iam import (
    AccessKey,
    Credential,
    Group,
    InlinePolicy,
    ManagedPolicy,
    Role,
    User,
    customer_policies,
    has_administrator_access,
)
from hipaacheck_assets.aws.iam_policy import to_grants, to_trust
from hipaacheck_assets.aws.policy import Policy, parse_policy
from hipaacheck_aws.collect import Collector, Detail, Got, detail
from hipaacheck_aws.failures import Failure
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

_LIST = "iam:GetAccountAuthorizationDetails"
_REPORT = "iam:GetCredentialReport"
_GENERATE = "iam:GenerateCredentialReport"
_NONE = ("N/A", "no_information", "not_supported", "")
"""What a credential report says in place of a time."""
_ATTEMPTS = 40
_PAUSE = 1.5
"""Seconds between attempts to get the credential report, of which an account with many users takes a while."""


def _finder(kind: str, key: str) -> Callable[[Reader], Iterator[Answer]]:
    def find(reader: Reader) -> Iterator[Answer]:
        for item in reader.pages(_LIST, key, Filter=[kind]):
            if isinstance(item, Answer):
                yield item

    return find


_all_roles = _finder("Role", "RoleDetailList")


def _find_roles(reader: Reader) -> Iterator[Answer]:
    """Roles that are not linked to a service. Only of roles is that path reserved."""
    for item in _all_roles(reader):
        if not str(item.text("Path")).startswith("/aws-service-role/"):
            yield item


# -- policies ----------------------------------------------------------------------------------------------------


def build_policy(place: Place, item: Answer, got: Got) -> ManagedPolicy:
    """One asset per customer managed policy, by its default version."""
    arn = item.known("Arn")
    name = arn.rpartition("/")[2]
    document = _default_version(item)
    found = got.read("iam:ListPolicyTags", lambda listed: _tags_of(listed))
    return ManagedPolicy(**place.common(arn, name, found), arn=arn, policy=document, grants=to_grants(document))


def _tags_of(listed: list[Answer | Unknown]) -> Tags | Unknown:
    values = []
    for item in listed:
        if isinstance(item, Unknown):
            return item
        values.append(item.values)
    return tags(Answer({"Tags": values}, "iam:ListPolicyTags"), "Tags")


def _default_version(item: Answer) -> Policy | Unknown:
    versions = item.blocks("PolicyVersionList")
    for version in [versions] if isinstance(versions, Unknown) else versions:
        if isinstance(version, Unknown):
            return version
        if version.flag("IsDefaultVersion") is True:
            return _document(version, "Document")
    return Unknown("no version is the default one", item.where)


def _document(item: Answer, name: str) -> Policy | Unknown:
    """A policy document; the SDK decodes it from the form that URLs have."""
    document = item.sure(name, item.get(name))
    return document if isinstance(document, Unknown) else parse_policy(document, f"{item.where}.{name}")


def _inline(item: Answer, name: str) -> list[InlinePolicy | Unknown] | Unknown:
    return item.each(name, _inline_policy)


def _inline_policy(item: Answer) -> InlinePolicy:
    document = _document(item, "PolicyDocument")
    return InlinePolicy(name=item.required("PolicyName"), policy=document, grants=to_grants(document))


def _attached(item: Answer) -> list[str | Unknown] | Unknown:
    """IAM leaves out lists of embedded policies, not this one."""
    if item.get("AttachedManagedPolicies") is None:
        return Unknown("the answer has no AttachedManagedPolicies", item.where)
    return item.each("AttachedManagedPolicies", lambda policy: policy.required("PolicyArn"))


def _boundary(item: Answer) -> str | Unknown | None:
    return item.part("PermissionsBoundary", lambda found: found.required("PermissionsBoundaryArn"))


# -- roles and groups --------------------------------------------------------------------------------------------


def build_role(place: Place, item: Answer, got: Got) -> Role:
    """One asset per role that is not linked to a service."""
    arn, managed = item.known("Arn"), _attached(item)
    trust = _document(item, "AssumeRolePolicyDocument")
    return Role(
        **place.common(arn, item.known("RoleName"), tags(item, "Tags")),
        arn=arn,
        trust_policy=trust,
        trust=to_trust(trust),
        inline_policies=_inline(item, "RolePolicyList"),
        managed_policies=managed,
        has_administrator_access=has_administrator_access(managed),
        customer_policies=customer_policies(managed),
        permissions_boundary=_boundary(item),
        max_session_duration=got.read("iam:ListRoles", lambda role: _seconds(role)),
    )


def _seconds(role: Answer) -> int | Unknown:
    return role.sure("MaxSessionDuration", role.integer("MaxSessionDuration"))


def _listed_role(reader: Reader, item: Answer, _got: Got) -> Answer | Unknown:
    """The role as ListRoles has it, which is called once for all."""
    roles, rest = reader.once("iam:ListRoles", lambda: _roles(reader))
    found: Answer | Unknown = roles.get(item.known("Arn"), rest)
    return found


def _roles(reader: Reader) -> tuple[dict[str, Answer], Unknown]:
    """Roles by ARN, and what to say of one that is not among them."""
    listed = reader.pages("iam:ListRoles", "Roles")
    rest = next((item for item in listed if isinstance(item, Unknown)), Unknown("the role is not listed", "iam:ListRoles"))
    return {item.known("Arn"): item for item in listed if isinstance(item, Answer)}, rest


def build_group(place: Place, item: Answer, got: Got) -> Group:
    """One asset per group."""
    arn, managed = item.known("Arn"), _attached(item)
    return Group(
        **place.common(arn, item.known("GroupName"), tags(None, "")),
        arn=arn,
        members=got.read("iam:GetGroup", _members),
        inline_policies=_inline(item, "GroupPolicyList"),
        managed_policies=managed,
        has_administrator_access=has_administrator_access(managed),
        customer_policies=customer_policies(managed),
    )


def _members(users: list[Answer | Unknown]) -> list[str | Unknown]:
    return [user if isinstance(user, Unknown) else user.required("UserName") for user in users]


# -- users -------------------------------------------------------------------------------------------------------


def build_user(place: Place, item: Answer, got: Got) -> User:
    """One asset per user. The root user is none: see `aws.account`."""
    arn, managed = item.known("Arn"), _attached(item)
    return User(
        **place.common(arn, item.known("UserName"), tags(item, "Tags")),
        arn=arn,
        inline_policies=_inline(item, "UserPolicyList"),
        managed_policies=managed,
        has_administrator_access=has_administrator_access(managed),
        customer_policies=customer_policies(managed),
        permissions_boundary=_boundary(item),
        groups=item.texts("GroupList") if "GroupList" in item.values else Unknown("the answer has no GroupList", item.where),
        access_keys=got.read(_REPORT, lambda row: list(_access_keys(row))),
        console_access=got.read(_REPORT, lambda row: row.sure("password_enabled", row.flag("password_enabled"))),
        mfa_enabled=got.read(_REPORT, lambda row: row.sure("mfa_active", row.flag("mfa_active"))),
        credentials=got.read(_REPORT, lambda row: list(_credentials(row))),
    )


def _access_keys(row: Answer) -> Iterator[AccessKey | Unknown]:
    """Keys that can be used, and others as far as the report gives them a time."""
    for number in (1, 2):
        active = row.sure(f"access_key_{number}_active", row.flag(f"access_key_{number}_active"))
        if active is not False or _time(row, f"access_key_{number}_last_rotated") is not None:
            yield AccessKey(id=Unknown("credential reports do not tell", row.where), active=active)
    yield from _more(row)


def _credentials(row: Answer) -> Iterator[Credential | Unknown]:
    columns = {"password": ("password_enabled", "password_last_changed", "password_last_used")}
    for number in (1, 2):
        key = f"access_key_{number}"
        columns[f"access key {number}"] = (f"{key}_active", f"{key}_last_rotated", f"{key}_last_used_date")
    for kind, (enabled, changed, used) in columns.items():
        usable = row.sure(enabled, row.flag(enabled))
        if isinstance(usable, Unknown):
            yield usable
        elif usable:
            since, last = row.sure(changed, _time(row, changed)), _time(row, used)
            yield Credential(kind=kind, changed=since, idle_since=since if last is None else last)
    yield from _more(row)


def _more(row: Answer) -> Iterator[Unknown]:
    """The report has room for two keys, and says so where a user has more. Older reports have no such column."""
    if row.values.get("additional_credentials_info") not in (*_NONE, None):
        yield Unknown("the user has more credentials than the credential report shows", row.where)


def _time(row: Answer, name: str) -> datetime | Unknown | None:
    """A time; null where the report says that there is none. A column that is not there is unknown."""
    if row.values.get(name) is None:
        return Unknown("the credential report has no such column", f"{row.where}.{name}")
    return None if row.values[name] in _NONE else row.moment(name)


def _row(reader: Reader, item: Answer, _got: Got) -> Answer | Unknown:
    """The user's line of the credential report, which is made once for all."""
    rows = reader.once(_REPORT, lambda: _report(reader))
    if rows is None or isinstance(rows, Unknown):
        return Unknown("no credential report", _REPORT) if rows is None else rows
    row = Answer(rows.get(item.known("Arn")), _REPORT)
    if not row.values or _another(item.moment("CreateDate"), row.moment("user_creation_time")):
        return Unknown("the user is newer than the credential report", _REPORT)
    return row


def _another(made: datetime | Unknown | None, reported: datetime | Unknown | None) -> bool:
    """Whether the report speaks of an earlier user of that name."""
    return isinstance(made, datetime) and isinstance(reported, datetime) and made - reported > timedelta(minutes=1)


def _lines(answer: Answer) -> dict[str, dict[str, str]] | Unknown:
    text = answer.required("Content")
    return text if isinstance(text, Unknown) else {row.get("arn", ""): row for row in csv.DictReader(text.splitlines())}


def _report(reader: Reader) -> dict[str, dict[str, str]] | Unknown | None:
    """The lines of the credential report, by ARN. IAM makes one when there is none of the last four hours."""
    for _ in range(_ATTEMPTS):
        started = reader.call(_GENERATE)
        if isinstance(started, Unknown):
            return started
        if isinstance(started, Answer) and started.known("State") == "COMPLETE":
            found = reader.call(_REPORT)
            return _lines(found) if isinstance(found, Answer) else found
        reader.scan.clients.stopped.wait(_PAUSE)
    return reader.failed(_GENERATE, Failure(state="failed", reason="the report was not made in time", code="ReportInProgress"))


POLICIES = Collector(
    asset_type="aws.iam.policy",
    scope="global",
    operations=(_LIST,),
    find=_finder("LocalManagedPolicy", "Policies"),
    details=(detail("iam:ListPolicyTags", "tags", arguments=lambda item: {"PolicyArn": item.known("Arn")}, pages="Tags"),),
    build=build_policy,
)
ROLES = Collector(
    asset_type="aws.iam.role",
    scope="global",
    operations=(_LIST,),
    find=_find_roles,
    details=(Detail(name="iam:ListRoles", operations=("iam:ListRoles",), fields=("max_session_duration",), read=_listed_role),),
    build=build_role,
)
USERS = Collector(
    asset_type="aws.iam.user",
    scope="global",
    operations=(_LIST,),
    find=_finder("User", "UserDetailList"),
    details=(
        Detail(
            name=_REPORT,
            operations=(_GENERATE, _REPORT),
            fields=("access_keys", "console_access", "mfa_enabled", "credentials"),
            read=_row,
        ),
    ),
    build=build_user,
)
GROUPS = Collector(
    asset_type="aws.iam.group",
    scope="global",
    operations=(_LIST,),
    find=_finder("Group", "GroupDetailList"),
    details=(detail("iam:GetGroup", "members", arguments=lambda item: {"GroupName": item.known("GroupName")}, pages="Users"),),
    build=build_group,
)

PERMISSIONS: dict[str, tuple[str, ...]] = {}
"""Every operation is called like its IAM action."""
