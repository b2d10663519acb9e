"""Backup plans, vaults with their companions, and selections."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.backup import VaultLock, runs_daily
from tests.support.plans import asset, assets, resource

SELECTION = {"name": "s", "iam_role_arn": "arn:aws:iam::111122223333:role/backup", "plan_id": "p"}
COMPUTED = ("id", "condition", "not_resources")
A = resource("aws_efs_file_system.a", {"encrypted": True})
B = resource("aws_db_instance.b", {})


def selection(values: dict[str, Any], **more: Any) -> Any:
    declared = resource("aws_backup_selection.s", {**SELECTION, **values}, unknown=COMPUTED, **more)
    return assets(A, B, declared)["aws_backup_selection.s"]


@pytest.mark.parametrize(
    ("schedule", "daily"),
    [
        (None, True),
        ("cron(0 5 * * ? *)", True),
        ("cron(0 5 ? * * *)", True),
        ("cron(0 0/12 ? * MON-SUN *)", True),
        ("cron(0 5 ? * SUN *)", False),
        ("cron(0 5 1 * ? *)", False),
        ("cron(0 5 * 1 ? *)", False),
        ("rate(12 hours)", True),
        ("rate(1440 minutes)", True),
        ("rate(7 days)", False),
        ("rate(48 hours)", False),
        ("rate(2880 minutes)", False),
        ("cron(0 5 1-31 * ? *)", True),
        ("cron(0 5 1-30 * ? *)", False),
        ("cron(0 5 ? * MON,TUE,WED,THU,FRI,SAT,SUN *)", True),
        ("cron(0 5 ? JAN-DEC FRI-THU *)", True),
        ("cron(0 5 ? JAN-NOV FRI-THU *)", False),
        ("cron(0 5 ? * MON-FRI *)", False),
        ("cron(0 5 L * ? *)", False),
        ("cron(0 5 ? * 1-99999999999 *)", False),
        ("cron(0 5 * * ? 2030)", False),
    ],
)
def test_schedules(schedule: str | None, daily: bool) -> None:
    assert runs_daily(schedule) is daily


def test_a_schedule_that_cannot_be_read_is_unknown() -> None:
    assert isinstance(runs_daily("every night"), Unknown)


def test_rules_of_a_plan() -> None:
    daily = {"rule_name": "d", "target_vault_name": "v", "schedule": "cron(0 5 * * ? *)", "lifecycle": [{"delete_after": 35}]}
    weekly = {"rule_name": "w", "target_vault_name": "v", "schedule": "cron(0 5 ? * SUN *)", "lifecycle": []}
    plan = asset(
        resource("aws_backup_plan.a", {"name": "a", "rule": [daily, weekly]}, unknown={"rule": [{}, {"lifecycle": True}]})
    )
    assert [(rule.daily, rule.vault) for rule in plan.rules] == [(True, "v"), (False, "v")]
    assert plan.rules[0].delete_after == 35
    assert isinstance(plan.rules[1].delete_after, Unknown)


def test_no_lifecycle_keeps_for_ever() -> None:
    plan = asset(resource("aws_backup_plan.a", {"name": "a", "rule": [{"rule_name": "d", "lifecycle": [], "copy_action": []}]}))
    assert plan.rules[0].delete_after is None
    assert plan.rules[0].copies is False


def test_resources_named_by_reference() -> None:
    found = selection({}, refs={"resources": ["aws_efs_file_system.a.arn", "aws_db_instance.b.arn"]})
    assert [item.refers for item in found.resources] == ["aws_efs_file_system.a", "aws_db_instance.b"]
    assert found.covers_named is True


def test_of_references_chosen_by_a_variable_none_is_certain() -> None:
    found = selection({}, refs={"resources": ["var.production", "aws_efs_file_system.a.arn", "aws_db_instance.b.arn"]})
    assert isinstance(found.resources, Unknown)
    assert found.resources.refers is None


def test_resources_named_by_arn() -> None:
    assert selection({"resources": ["arn:aws:rds:us-east-1:111122223333:db:b"]}).resources == [
        "arn:aws:rds:us-east-1:111122223333:db:b"
    ]


def test_a_wildcard_may_be_anything() -> None:
    found = selection({"resources": ["arn:aws:ec2:*:*:volume/*"]})
    assert isinstance(found.resources[0], Unknown)
    assert found.covers_named is True


@pytest.mark.parametrize(
    "filters",
    [
        {"selection_tag": [{"type": "STRINGEQUALS", "key": "backup", "value": "yes"}]},
        {"condition": [{"string_equals": [{"key": "aws:ResourceTag/backup", "value": "yes"}]}]},
    ],
)
def test_filters_may_choose_anything_or_leave_out_what_is_named(filters: dict[str, Any]) -> None:
    alone = selection(filters)
    assert isinstance(alone.resources[0], Unknown)
    named = selection({**filters, "resources": ["arn:a"]})
    assert named.resources[0] == "arn:a"
    assert isinstance(named.covers_named, Unknown)


def test_tags_choose_beside_what_is_named_and_conditions_among_it() -> None:
    tags = {"selection_tag": [{"type": "STRINGEQUALS", "key": "backup", "value": "yes"}], "resources": ["arn:a"]}
    conditions = {"condition": [{"string_equals": [{"key": "aws:ResourceTag/backup", "value": "yes"}]}], "resources": ["arn:a"]}
    assert [type(item) for item in selection(tags).resources] == [str, Unknown]
    assert selection(conditions).resources == ["arn:a"]


def test_a_selection_without_any_choice_takes_everything() -> None:
    assert isinstance(selection({"resources": []}).resources[0], Unknown)


def test_exclusions_alone_may_choose_anything() -> None:
    assert isinstance(selection({"resources": [], "not_resources": ["arn:b"]}).resources[0], Unknown)


def test_exclusions_may_leave_out_what_is_named() -> None:
    assert isinstance(selection({"resources": ["arn:a"], "not_resources": ["arn:*"]}).covers_named, Unknown)


def test_empty_conditions_that_aws_gives_back_say_nothing() -> None:
    empty: dict[str, Any] = {"string_equals": [], "string_like": [], "string_not_equals": [], "string_not_like": []}
    existing = {"resources": ["arn:a"], "condition": [empty], "not_resources": []}
    found = asset(
        resource("aws_backup_selection.s", {**SELECTION, **existing}, unknown={"condition": [empty]}, actions=["no-op"])
    )
    assert found.covers_named is True


def vault(policy: dict[str, Any]) -> Any:
    statement = {"Effect": "Deny", "Principal": "*", "Action": "backup:DeleteRecoveryPoint", "Resource": "*", **policy}
    companion = resource(
        "aws_backup_vault_policy.v",
        {"policy": json.dumps({"Statement": [statement]})},
        refs={"backup_vault_name": "aws_backup_vault.v.name"},
    )
    return asset(resource("aws_backup_vault.v", {"name": "v"}, unknown=("id", "arn", "kms_key_arn")), companion)


@pytest.mark.parametrize(
    ("change", "denied"),
    [
        ({}, True),
        ({"Principal": {"AWS": "*"}, "Action": ["backup:Delete*"]}, True),
        ({"Effect": "Allow"}, False),
        ({"Action": "backup:StartCopyJob"}, False),
        ({"Principal": {"AWS": "arn:aws:iam::111122223333:role/a"}}, False),
    ],
)
def test_a_policy_that_denies_deletion(change: dict[str, Any], denied: bool) -> None:
    found = vault(change)
    assert found.denies_deletion is denied
    assert found.origins["denies_deletion"] == "aws_backup_vault_policy.v"


@pytest.mark.parametrize(
    "limit",
    [
        {"Condition": {"StringNotEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/breakglass"}}},
        {"Resource": "arn:aws:ec2:us-east-1::snapshot/*"},
    ],
)
def test_a_limited_denial_is_unknown(limit: dict[str, Any]) -> None:
    assert isinstance(vault(limit).denies_deletion, Unknown)


def test_a_vault_with_a_lock_and_without() -> None:
    locked = resource("aws_backup_vault_lock_configuration.v", {"backup_vault_name": "v", "min_retention_days": 35})
    found = assets(resource("aws_backup_vault.v", {"name": "v"}), resource("aws_backup_vault.w", {"name": "w"}), locked)
    assert found["aws_backup_vault.v"].lock == VaultLock(changeable_for_days=None, min_retention_days=35, max_retention_days=None)  # type: ignore[attr-defined]
    assert found["aws_backup_vault.w"].lock is None  # type: ignore[attr-defined]
    assert found["aws_backup_vault.w"].denies_deletion is False  # type: ignore[attr-defined]


def test_a_lock_of_a_vault_elsewhere_makes_a_stub() -> None:
    stub = asset(resource("aws_backup_vault_lock_configuration.v", {"backup_vault_name": "elsewhere"}))
    assert stub.id == "elsewhere"
    assert stub.lock is not None
    assert isinstance(stub.denies_deletion, Unknown)


def test_tags_known_only_after_apply_may_choose_anything() -> None:
    found = asset(resource("aws_backup_selection.s", SELECTION, unknown=(*COMPUTED, "selection_tag")))
    assert isinstance(found.resources[0], Unknown)
    assert isinstance(found.covers_named, Unknown)


TESTING = resource(
    "aws_backup_restore_testing_plan.t",
    {"name": "t", "schedule_expression": "cron(0 12 ? * MON *)", "tags_all": {"Team": "platform"}},
    unknown=("arn",),
)


def test_a_restore_testing_plan_with_its_selections() -> None:
    chosen = [
        resource(
            f"aws_backup_restore_testing_selection.{kind.lower()}",
            {"name": kind, "protected_resource_type": kind},
            refs={"restore_testing_plan_name": "aws_backup_restore_testing_plan.t.name"},
        )
        for kind in ("EBS", "RDS")
    ]
    found = asset(TESTING, *chosen)
    assert (found.name, found.schedule, found.resource_types) == ("t", "cron(0 12 ? * MON *)", ["EBS", "RDS"])
    assert isinstance(found.last_run, Unknown)
    assert asset(TESTING).resource_types == []


def test_a_selection_whose_plan_is_not_known_may_belong_to_any() -> None:
    stray = resource(
        "aws_backup_restore_testing_selection.s",
        {"name": "s", "protected_resource_type": "EBS"},
        refs={"restore_testing_plan_name": "var.name"},
    )
    assert [type(item) for item in assets(TESTING, stray)["aws_backup_restore_testing_plan.t"].resource_types] == [Unknown]  # type: ignore[attr-defined]
