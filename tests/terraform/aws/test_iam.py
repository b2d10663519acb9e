"""IAM policies, roles, users and groups with what is embedded in and attached to them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"
READ = "arn:aws:iam::aws:policy/ReadOnlyAccess"
EVERYTHING = json.dumps({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
TRUST = json.dumps(
    {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}]}
)
ROLE = resource(
    "aws_iam_role.a", {"name": "a", "assume_role_policy": TRUST}, unknown=("id", "arn", "inline_policy", "managed_policy_arns")
)
OTHER = resource("aws_iam_role.b", {"name": "b", "assume_role_policy": TRUST})
USER = resource("aws_iam_user.a", {"name": "alice"})
GROUP = resource("aws_iam_group.a", {"name": "clinicians"})
POLICY = resource("aws_iam_policy.p", {"name": "p", "policy": EVERYTHING})


def names(found: Any) -> list[str]:
    """Names of inline policies; `?` for one that is not known."""
    return ["?" if isinstance(item, Unknown) else str(item.name) for item in found]


def test_a_managed_policy_and_what_it_grants() -> None:
    found = asset(POLICY)
    assert found.policy.full_admin is True
    assert found.grants.decrypts_any_key is True
    assert found.grants.assumes_any_role is True
    assert "iam:AttachUserPolicy" in found.grants.escalation_actions


def test_a_document_known_only_after_apply_leaves_everything_unknown() -> None:
    found = asset(resource("aws_iam_policy.p", {"name": "p"}, refs={"policy": "aws_s3_bucket.a.arn"}))
    assert isinstance(found.policy, Unknown)
    assert isinstance(found.grants, Unknown)


def test_a_role_that_declares_nothing_else_has_nothing_else() -> None:
    role = asset(ROLE)
    assert role.inline_policies == []
    assert role.managed_policies == []
    assert role.has_administrator_access is False
    assert role.permissions_boundary is None
    assert role.max_session_duration == 3600
    assert role.trust.anyone is False


def test_arguments_declared_but_known_only_after_apply_stay_unknown() -> None:
    role = asset(
        resource(
            "aws_iam_role.a",
            {"name": "a"},
            refs={"assume_role_policy": "local.trust", "managed_policy_arns": "local.arns", "max_session_duration": "local.time"},
        )
    )
    assert isinstance(role.trust, Unknown)
    assert isinstance(role.managed_policies[0], Unknown)
    assert isinstance(role.has_administrator_access, Unknown)
    assert isinstance(role.max_session_duration, Unknown)


@pytest.mark.parametrize("kind", ["role", "user", "group"])
def test_embedded_and_attached_policies_join_by_reference_and_by_name(kind: str) -> None:
    base = resource(f"aws_iam_{kind}.a", {"name": "a", "assume_role_policy": TRUST})
    principal = assets(
        base,
        resource(f"aws_iam_{kind}_policy.x", {"name": "x", "policy": EVERYTHING}, refs={kind: f"aws_iam_{kind}.a.id"}),
        resource(f"aws_iam_{kind}_policy_attachment.x", {kind: "a", "policy_arn": ADMIN}),
    )[f"aws_iam_{kind}.a"]
    assert names(principal.inline_policies) == ["x"]  # type: ignore[attr-defined]
    assert principal.inline_policies[0].policy.full_admin is True  # type: ignore[attr-defined]
    assert principal.managed_policies == [ADMIN]  # type: ignore[attr-defined]
    assert principal.has_administrator_access is True  # type: ignore[attr-defined]


@pytest.mark.parametrize(("kind", "plural"), [("role", "roles"), ("user", "users"), ("group", "groups")])
def test_an_exclusive_attachment_names_many(kind: str, plural: str) -> None:
    one = resource(f"aws_iam_{kind}.a", {"name": "a", "assume_role_policy": TRUST})
    other = resource(f"aws_iam_{kind}.b", {"name_prefix": "b", "assume_role_policy": TRUST}, unknown=("id", "arn", "name"))
    spare = resource(f"aws_iam_{kind}.c", {"name": "c", "assume_role_policy": TRUST})
    literal = resource("aws_iam_policy_attachment.x", {"name": "x", plural: ["a", "elsewhere"], "policy_arn": ADMIN})
    reference = resource(
        "aws_iam_policy_attachment.y",
        {"name": "y", "policy_arn": READ},
        refs={plural: [f"aws_iam_{kind}.a.name", f"aws_iam_{kind}.b.name"]},
    )
    found: dict[str, Any] = dict(assets(one, other, spare, literal, reference))
    assert found[f"aws_iam_{kind}.a"].managed_policies == [ADMIN, READ]
    assert found[f"aws_iam_{kind}.b"].managed_policies == [READ]
    assert found[f"aws_iam_{kind}.c"].managed_policies == []
    assert found["elsewhere"].has_administrator_access is True
    assert isinstance(found["elsewhere"].managed_policies[-1], Unknown)


def test_an_attachment_that_may_name_any_role_leaves_them_in_doubt() -> None:
    attachment = resource("aws_iam_policy_attachment.x", {"name": "x", "policy_arn": ADMIN}, refs={"roles": "local.roles"})
    found: dict[str, Any] = dict(assets(ROLE, OTHER, attachment))
    assert isinstance(found["aws_iam_role.a"].has_administrator_access, Unknown)
    assert isinstance(found["aws_iam_role.b"].has_administrator_access, Unknown)
    assert found["aws_iam_policy_attachment.x"].has_administrator_access is True


def test_a_policy_of_the_same_plan_is_not_one_of_those_of_aws() -> None:
    attachment = resource("aws_iam_role_policy_attachment.x", {"role": "a"}, refs={"policy_arn": "aws_iam_policy.p.arn"})
    role: Any = assets(ROLE, POLICY, attachment)["aws_iam_role.a"]
    assert role.managed_policies[0].refers == "aws_iam_policy.p"
    assert role.has_administrator_access is False


def test_nested_blocks_of_a_role_count_once() -> None:
    nested = [{"name": "x", "policy": EVERYTHING}, {"name": "y", "policy": EVERYTHING}]
    role = resource(
        "aws_iam_role.a", {"name": "a", "assume_role_policy": TRUST, "inline_policy": nested, "managed_policy_arns": [READ]}
    )
    companion = resource("aws_iam_role_policy.x", {"name": "x", "role": "a", "policy": EVERYTHING})
    attachment = resource("aws_iam_role_policy_attachment.x", {"role": "a", "policy_arn": READ})
    found = asset(role, companion, attachment)
    assert names(found.inline_policies) == ["x", "y"]
    assert found.managed_policies == [READ]


def test_an_empty_nested_block_is_no_policy() -> None:
    block = [{"name": None, "policy": None}]
    assert (
        asset(resource("aws_iam_role.a", {"name": "a", "assume_role_policy": TRUST, "inline_policy": block})).inline_policies
        == []
    )


def test_a_nested_policy_is_read_from_the_document_it_refers_to() -> None:
    document = resource(
        "data.aws_iam_policy_document.d",
        {"statement": [{"effect": "Allow", "actions": ["*"], "resources": ["*"]}]},
        unknown=("json", "id"),
        actions=["read"],
    )
    role = resource(
        "aws_iam_role.a",
        {"name": "a", "assume_role_policy": TRUST, "inline_policy": [{"name": "x"}]},
        unknown={"arn": True, "inline_policy": [{"policy": True}]},
    )
    block = role["config"]["expressions"]["inline_policy"][0]
    block["policy"] = {"references": ["data.aws_iam_policy_document.d.json", "data.aws_iam_policy_document.d"]}
    assert asset(role, document).inline_policies[0].policy.full_admin is True


def test_exclusive_lists_say_all_there_is() -> None:
    doubtful = resource("aws_iam_role_policy.z", {"name": "z", "policy": EVERYTHING}, refs={"role": "local.role"})
    kept = resource("aws_iam_role_policy.x", {"name": "x", "role": "a", "policy": EVERYTHING})
    names_only = resource("aws_iam_role_policies_exclusive.a", {"role_name": "a", "policy_names": ["x", "elsewhere"]})
    attached = resource("aws_iam_role_policy_attachments_exclusive.a", {"role_name": "a", "policy_arns": [READ]})
    role: Any = assets(ROLE, doubtful, kept, names_only, attached)["aws_iam_role.a"]
    assert names(role.inline_policies) == ["x", "elsewhere"]
    assert isinstance(role.inline_policies[1].policy, Unknown)
    assert role.managed_policies == [READ]


def test_an_embedded_policy_of_a_role_elsewhere_makes_a_stub() -> None:
    found: dict[str, Any] = dict(
        assets(resource("aws_iam_role_policy.x", {"name": "x", "role": "elsewhere", "policy": EVERYTHING}))
    )
    stub = found["elsewhere"]
    assert names(stub.inline_policies) == ["x", "?"]
    assert isinstance(stub.trust_policy, Unknown)


def test_memberships_are_seen_from_both_sides() -> None:
    from_user = resource(
        "aws_iam_user_group_membership.a", {}, refs={"user": "aws_iam_user.a.name", "groups": ["aws_iam_group.a.name"]}
    )
    from_group = resource("aws_iam_group_membership.a", {"name": "m", "group": "night shift", "users": ["alice", "bob"]})
    night = resource("aws_iam_group.b", {"name": "night shift"})
    found: dict[str, Any] = dict(assets(USER, GROUP, night, from_user, from_group))
    assert {getattr(item, "refers", item) for item in found["aws_iam_user.a"].groups} == {"aws_iam_group.a", "night shift"}
    assert [item.refers for item in found["aws_iam_group.a"].members] == ["aws_iam_user.a"]
    assert found["aws_iam_group.b"].members == ["alice", "bob"]
    assert found["bob"].groups[0] == "night shift"


def test_a_user_alone_has_no_groups_keys_or_password() -> None:
    user = asset(USER)
    assert (user.groups, user.access_keys, user.console_access) == ([], [], False)


def test_keys_and_passwords_are_counted_but_not_read() -> None:
    used = resource(
        "aws_iam_access_key.a", {"user": "alice", "status": "Active"}, unknown=("id", "secret"), sensitive=("secret",)
    )
    idle = resource(
        "aws_iam_access_key.b",
        {"id": "AKIAEXAMPLE", "user": "alice", "status": "Inactive", "secret": "s3cr3t"},
        sensitive=("secret",),
    )
    user = asset(USER, used, idle, resource("aws_iam_user_login_profile.a", {"user": "alice", "password": "s3cr3t"}))
    assert [key.active for key in user.access_keys] == [True, False]
    assert user.access_keys[1].id == "AKIAEXAMPLE"
    assert user.console_access is True
    assert "s3cr3t" not in repr(user)


def test_an_empty_name_names_nobody() -> None:
    attachment = resource("aws_iam_policy_attachment.x", {"name": "x", "users": [""], "policy_arn": ADMIN})
    assert asset(USER, attachment).managed_policies == []


def test_two_embedded_policies_of_one_name_are_both_judged() -> None:
    narrow = json.dumps({"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]})
    one = resource("aws_iam_role_policy.x", {"name": "x", "role": "a", "policy": narrow})
    other = resource("aws_iam_role_policy.y", {"name": "x", "role": "a", "policy": EVERYTHING})
    assert [item.policy.full_admin for item in asset(ROLE, one, other).inline_policies] == [False, True]


def test_an_exclusive_list_that_may_be_of_any_role_leaves_them_in_doubt() -> None:
    exclusive = resource(
        "aws_iam_role_policy_attachments_exclusive.x", {"policy_arns": [ADMIN]}, refs={"role_name": "local.role"}
    )
    found: dict[str, Any] = dict(assets(ROLE, OTHER, exclusive))
    assert isinstance(found["aws_iam_role.a"].has_administrator_access, Unknown)
    assert isinstance(found["aws_iam_role.b"].has_administrator_access, Unknown)


def test_policies_of_aws_and_the_customers_own_are_told_apart() -> None:
    role = resource("aws_iam_role.r", {"name": "r", "managed_policy_arns": []})
    own = resource("aws_iam_policy.p", {"name": "p", "policy": "{}"})
    attached = [
        resource("aws_iam_role_policy_attachment.a", {"role": "r", "policy_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
        resource("aws_iam_role_policy_attachment.b", {"role": "r"}, refs={"policy_arn": "aws_iam_policy.p.arn"}),
    ]
    found: Any = assets(role, own, *attached)["aws_iam_role.r"]
    assert [item.refers for item in found.customer_policies] == ["aws_iam_policy.p"]
    assert found.has_administrator_access is False
