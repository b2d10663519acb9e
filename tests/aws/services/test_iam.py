"""IAM, from answers that the simulator does not give."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.iam import Credential, User
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services import iam
from hipaacheck_live.answers import Answer
from tests.aws.services.scripted import Denied, Script, collect

PLACE = Place(account="123456789012", region="global", partition="aws")
ARN = "arn:aws:iam::123456789012"
LIST, REPORT, GENERATE = "iam:GetAccountAuthorizationDetails", "iam:GetCredentialReport", "iam:GenerateCredentialReport"
USER = {"UserName": "ann", "Arn": f"{ARN}:user/ann", "Path": "/", "GroupList": ["nurses"], "AttachedManagedPolicies": []}
MAY, JUNE = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
ROW = {
    "user": "ann",
    "arn": f"{ARN}:user/ann",
    "password_enabled": "true",
    "password_last_used": "2026-06-01T00:00:00+00:00",
    "password_last_changed": "2026-05-01T00:00:00+00:00",
    "mfa_active": "false",
    "access_key_1_active": "false",
    "access_key_1_last_rotated": "N/A",
    "access_key_1_last_used_date": "N/A",
    "access_key_2_active": "false",
    "access_key_2_last_rotated": "N/A",
    "access_key_2_last_used_date": "N/A",
}
KEY = {"access_key_1_active": "true", "access_key_1_last_rotated": "2026-05-01T00:00:00+00:00"}
STATEMENT = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def user(got: Any) -> User:
    return iam.build_user(PLACE, Answer(USER, LIST), Got({REPORT: Answer(got, REPORT) if isinstance(got, dict) else got}))


def report(*rows: dict[str, str]) -> str:
    return "\n".join([",".join(ROW), *(",".join(row.get(name, "") for name in ROW) for row in rows)])


# -- users ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, [Credential(kind="password", changed=MAY, idle_since=JUNE)]),
        ({"password_last_used": "no_information"}, [Credential(kind="password", changed=MAY, idle_since=MAY)]),
        ({"password_enabled": "false"}, []),
        (
            {"password_enabled": "false", **KEY, "access_key_1_last_used_date": "2026-06-01T00:00:00+00:00"},
            [Credential(kind="access key 1", changed=MAY, idle_since=JUNE)],
        ),
        ({"password_enabled": "false", **KEY}, [Credential(kind="access key 1", changed=MAY, idle_since=MAY)]),
    ],
)
def test_credentials_that_can_be_used(changes: dict[str, str], wanted: list[Credential]) -> None:
    assert user({**ROW, **changes}).credentials == wanted


@pytest.mark.parametrize(
    "changes", [{"password_enabled": "maybe"}, {"password_last_used": "yesterday"}, {"password_last_changed": "N/A"}]
)
def test_a_credential_that_the_report_leaves_open_is_unknown(changes: dict[str, str]) -> None:
    found = user({**ROW, **changes}).credentials
    assert isinstance(found, list)
    values = [(item.changed, item.idle_since) if isinstance(item, Credential) else (item,) for item in found]
    assert any(isinstance(value, Unknown) for part in values for value in part)


@pytest.mark.parametrize("column", sorted(set(ROW) - {"user", "arn"}))
def test_a_column_that_is_not_there_is_no_answer(column: str) -> None:
    found = user({name: value for name, value in {**ROW, **KEY}.items() if name != column})
    fields = [found.console_access, found.mfa_enabled, *list_of(found.credentials), *list_of(found.access_keys)]
    assert [item for item in fields if "unknown" in repr(item).lower()]


def list_of(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_keys() -> None:
    found = user({**ROW, **KEY, "access_key_2_last_rotated": "2026-05-01T00:00:00+00:00"})
    assert [key.active for key in list_of(found.access_keys)] == [True, False]
    assert found.console_access is True
    assert found.mfa_enabled is False


@pytest.mark.parametrize("got", [NOT_READ, Unknown("access denied", REPORT)])
def test_without_the_report_nothing_is_known_of_credentials(got: Unknown) -> None:
    found = user(got)
    assert (found.access_keys, found.console_access, found.mfa_enabled, found.credentials) == (got, got, got, got)
    assert found.groups == ["nurses"]


def test_the_report_is_asked_for_until_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(iam, "_PAUSE", 0)
    monkeypatch.setattr(Script, "stopped", threading.Event(), raising=False)
    states = iter(["STARTED", "INPROGRESS", "COMPLETE"])
    users, script, gaps = collect(
        iam.USERS, answers(lambda *_: {"State": next(states)}, {"Content": report(ROW)}), frozenset({"mfa_enabled"})
    )
    assert [found.mfa_enabled for found in users] == [False]
    assert [name for name, *_ in script.asked] == [LIST, GENERATE, GENERATE, GENERATE, REPORT]
    assert gaps.all() == []


@pytest.mark.parametrize(
    ("generate", "content"),
    [
        (Denied, {"Content": report(ROW)}),
        ({"State": "INPROGRESS"}, {"Content": report(ROW)}),
        ({}, {"Content": report(ROW)}),
        ({"State": "COMPLETE"}, Denied),
    ],
)
def test_no_report_leaves_a_gap(monkeypatch: pytest.MonkeyPatch, generate: Any, content: Any) -> None:
    monkeypatch.setattr(iam, "_PAUSE", 0)
    monkeypatch.setattr(Script, "stopped", threading.Event(), raising=False)
    users, _, gaps = collect(iam.USERS, answers(generate, content))
    assert [type(found.mfa_enabled) for found in users] == [Unknown]
    assert [gap.fields for gap in gaps.all()] == [("access_keys", "console_access", "mfa_enabled", "credentials")]


def test_a_user_who_is_newer_than_the_report_is_unknown() -> None:
    users, _, gaps = collect(iam.USERS, answers({"State": "COMPLETE"}, {"Content": report({**ROW, "arn": f"{ARN}:user/bea"})}))
    assert isinstance(users[0].mfa_enabled, Unknown)
    assert isinstance(users[0].credentials, Unknown)
    assert gaps.all() == []


@pytest.mark.parametrize(("made", "known"), [("2026-05-01T00:00:00Z", True), ("2026-05-01T01:00:00Z", False)])
def test_a_user_made_anew_since_the_report_is_unknown(made: str, known: bool) -> None:
    content = "arn,user_creation_time,mfa_active\n" + f"{ARN}:user/ann,2026-05-01T00:00:00+00:00,true"
    given = answers({"State": "COMPLETE"}, {"Content": content})
    given[LIST] = {"UserDetailList": [{**USER, "CreateDate": made}]}
    (found,), *_ = collect(iam.USERS, given)
    assert isinstance(found.mfa_enabled, Unknown) is not known


@pytest.mark.parametrize(("more", "expected"), [("N/A", []), ("", []), ("1 more access key", [Unknown])])
def test_credentials_that_the_report_has_no_room_for_are_unknown(more: str, expected: list[type]) -> None:
    found = user({**ROW, "password_enabled": "false", "additional_credentials_info": more})
    assert [type(item) for item in list_of(found.credentials)] == expected
    assert [type(item) for item in list_of(found.access_keys)] == expected


def answers(generate: Any, content: Any) -> dict[str, Any]:
    return {LIST: {"UserDetailList": [USER]}, GENERATE: generate, REPORT: content}


# -- documents -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "known"),
    [
        ({"Statement": [STATEMENT]}, True),
        ('{"Statement": []}', True),
        (None, False),
        ({"$redacted": {"why": "x"}}, False),
        ("?", False),
    ],
)
def test_documents_of_inline_policies(document: Any, known: bool) -> None:
    item = {**USER, "UserPolicyList": [{"PolicyName": "p", "PolicyDocument": document}]}
    found: Any = iam.build_user(PLACE, Answer(item, LIST), Got({REPORT: NOT_READ})).inline_policies
    assert isinstance(found[0].policy, Unknown) is not known
    assert isinstance(found[0].grants, Unknown) is not known


@pytest.mark.parametrize(
    ("versions", "full"),
    [
        ([{"IsDefaultVersion": False, "Document": {"Statement": []}}, {"IsDefaultVersion": True, "Document": {"Statement": STATEMENT}}], True),
        ([{"IsDefaultVersion": False, "Document": {"Statement": STATEMENT}}], None),
        ([], None),
        ([{"Document": {"Statement": STATEMENT}}], None),
    ],
)  # fmt: skip
def test_only_the_default_version_counts(versions: list[Any], full: bool | None) -> None:
    item = {"PolicyName": "p", "Arn": f"{ARN}:policy/team/p", "PolicyVersionList": versions}
    found = iam.build_policy(PLACE, Answer(item, LIST), Got({"iam:ListPolicyTags": NOT_READ}))
    assert found.name == "p"
    assert isinstance(found.policy, Unknown) if full is None else found.policy.full_admin is full  # type: ignore[union-attr]


# -- roles and groups ----------------------------------------------------------------------------------------------

ROLE = {
    "RoleName": "r",
    "Arn": f"{ARN}:role/r",
    "Path": "/",
    "AssumeRolePolicyDocument": {"Statement": [{"Effect": "Allow", "Principal": {"Service": "a"}, "Action": "sts:AssumeRole"}]},
}


@pytest.mark.parametrize(
    ("listed", "wanted"),
    [
        ({"Roles": [{"Arn": f"{ARN}:role/r", "MaxSessionDuration": 7200}]}, 7200),
        ({"Roles": [{"Arn": f"{ARN}:role/r"}]}, Unknown),
        ({"Roles": [{"Arn": f"{ARN}:role/s", "MaxSessionDuration": 7200}]}, Unknown),
        (Denied, Unknown),
    ],
)
def test_the_session_duration_comes_from_the_list_of_roles(listed: Any, wanted: Any) -> None:
    roles, script, _ = collect(iam.ROLES, {LIST: {"RoleDetailList": [ROLE, ROLE]}, "iam:ListRoles": listed})
    assert {role.max_session_duration == wanted or type(role.max_session_duration) is wanted for role in roles} == {True}
    assert sum(name == "iam:ListRoles" for name, *_ in script.asked) == 1


def test_roles_linked_to_services_are_left_out() -> None:
    linked = {**ROLE, "Path": "/aws-service-role/autoscaling.amazonaws.com/"}
    roles, *_ = collect(iam.ROLES, {LIST: {"RoleDetailList": [linked, ROLE]}}, frozenset({"trust"}))
    assert [role.arn for role in roles] == [f"{ARN}:role/r"]


def test_only_of_roles_is_that_path_reserved() -> None:
    users, *_ = collect(iam.USERS, {LIST: {"UserDetailList": [{**USER, "Path": "/aws-service-role/"}]}}, frozenset({"groups"}))
    assert [found.name for found in users] == ["ann"]


def test_attached_policies_and_groups_that_are_not_told_are_unknown() -> None:
    told = {name: value for name, value in USER.items() if name not in ("GroupList", "AttachedManagedPolicies")}
    found = iam.build_user(PLACE, Answer(told, LIST), Got({REPORT: NOT_READ}))
    for name in ("groups", "managed_policies", "customer_policies", "has_administrator_access"):
        assert isinstance(getattr(found, name), Unknown), name
    assert found.inline_policies == []


def test_a_role_without_a_boundary_and_one_with() -> None:
    bounded = {**ROLE, "PermissionsBoundary": {"PermissionsBoundaryArn": f"{ARN}:policy/b"}}
    found = [iam.build_role(PLACE, Answer(item, LIST), Got({"iam:ListRoles": NOT_READ})) for item in (ROLE, bounded)]
    assert [role.permissions_boundary for role in found] == [None, f"{ARN}:policy/b"]


def test_members_that_could_not_be_read() -> None:
    group = {"GroupName": "g", "Arn": f"{ARN}:group/g", "Path": "/"}
    groups, *_ = collect(iam.GROUPS, {LIST: {"GroupDetailList": [group]}})
    assert [type(member) for member in groups[0].members] == [Unknown]
    groups, *_ = collect(iam.GROUPS, {LIST: {"GroupDetailList": [group]}, "iam:GetGroup": {"Users": []}})
    assert groups[0].members == []
