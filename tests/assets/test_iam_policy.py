"""What IAM policies grant and whom trust policies let in, as tables."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.iam_policy import Grants, Trust, to_grants, to_trust
from hipaacheck_assets.aws.policy import parse_policy

U = Unknown("known only after apply")
GITHUB = "token.actions.githubusercontent.com"
PROVIDER = f"arn:aws:iam::111122223333:oidc-provider/{GITHUB}"
COGNITO = "cognito-identity.amazonaws.com"


def allow(action: Any, resource: Any = "*", **condition: Any) -> dict[str, Any]:
    """An Allow statement with `condition` as operators."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **({"Condition": condition} if condition else {})}


def deny(action: Any, resource: Any = "*", **condition: Any) -> dict[str, Any]:
    """A Deny statement with `condition` as operators."""
    return {**allow(action, resource, **condition), "Effect": "Deny"}


def trusts(federated: Any, **condition: Any) -> dict[str, Any]:
    """A trust statement for a federated principal."""
    principal = {"Federated": federated}
    return {
        "Effect": "Allow",
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": principal,
        **({"Condition": condition} if condition else {}),
    }


def grants(statements: Any) -> Grants:
    """The grants of a policy of these statements."""
    found = to_grants(parse_policy({"Statement": statements}, "test"))
    assert isinstance(found, Grants)
    return found


def trust(statements: Any) -> Trust:
    """What follows from a trust policy of these statements."""
    found = to_trust(parse_policy({"Statement": statements}, "test"))
    assert isinstance(found, Trust)
    return found


def _plain(value: Any) -> Any:
    return U if isinstance(value, Unknown) else value


DECRYPT: list[tuple[str, Any, Any]] = [
    ("every key", allow("kms:Decrypt"), True),
    ("by a pattern", allow("kms:De*"), True),
    ("by everything", allow("*"), True),
    ("the other action", allow("kms:ReEncrypt*"), True),
    ("by leaving it out", {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, True),
    ("not by leaving it out", {"Effect": "Allow", "NotAction": ["iam:*", "kms:*"], "Resource": "*"}, False),
    ("every key of an account", allow("kms:Decrypt", "arn:aws:kms:*:111122223333:key/*"), True),
    ("one key", allow("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/1234"), False),
    (
        "every key but one",
        {"Effect": "Allow", "Action": "kms:Decrypt", "NotResource": "arn:aws:kms:us-east-1:111122223333:key/1"},
        True,
    ),
    (
        "every key but one, unknown which",
        {"Effect": "Allow", "Action": "kms:Decrypt", "NotResource": ["arn:aws:kms:us-east-1:111122223333:key/1", U]},
        U,
    ),
    ("every key of one's own account", allow("kms:Decrypt", "arn:aws:kms:*:${aws:PrincipalAccount}:key/*"), True),
    ("every key in a Chinese region", allow("kms:Decrypt", "arn:aws-cn:kms:cn-north-1:111122223333:key/*"), True),
    ("every resource of AWS", allow("kms:Decrypt", "arn:aws:*"), True),
    ("every resource, spelt with two stars", allow("kms:Decrypt", "**"), True),
    ("the account's own keys by a condition", allow("kms:Decrypt", StringEquals={"aws:ResourceAccount": "111122223333"}), True),
    ("keys with any alias", allow("kms:Decrypt", StringLike={"kms:ResourceAliases": "alias/*"}), True),
    ("keys with some alias", allow("kms:Decrypt", StringLike={"kms:ResourceAliases": "alias/phi-*"}), False),
    ("keys with a tag, if they have it", allow("kms:Decrypt", StringEqualsIfExists={"aws:ResourceTag/team": "a"}), True),
    ("keys with an unknown tag", allow("kms:Decrypt", StringEquals={"aws:ResourceTag/team": U}), U),
    ("denied by what it leaves out", [allow("kms:*"), {"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}], False),
    ("denied perhaps", [allow("kms:Decrypt"), deny("kms:Decrypt", Bool=U)], U),
    ("encryption only", allow(["kms:Encrypt", "kms:GenerateDataKey*"]), False),
    ("keys with a tag", allow("kms:Decrypt", StringEquals={"aws:ResourceTag/team": "a"}), False),
    ("through one service", allow("kms:Decrypt", StringEquals={"kms:ViaService": "s3.us-east-1.amazonaws.com"}), False),
    ("through all but one service", allow("kms:Decrypt", StringNotEquals={"kms:ViaService": "s3.us-east-1.amazonaws.com"}), True),
    ("with MFA", allow("kms:Decrypt", Bool={"aws:MultiFactorAuthPresent": "true"}), True),
    ("denied again", [allow("kms:*"), deny("kms:Decrypt"), deny("kms:ReEncryptFrom")], False),
    ("one of two denied again", [allow("kms:*"), deny("kms:Decrypt")], True),
    ("denied again at times", [allow("kms:Decrypt"), deny("kms:Decrypt", Bool={"aws:MultiFactorAuthPresent": "false"})], True),
    ("denied on one key", [allow("kms:Decrypt"), deny("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/1")], True),
    ("key unknown", allow("kms:Decrypt", U), U),
    ("key unknown, another action", allow("s3:GetObject", U), False),
    ("action unknown", allow(U), U),
    ("a statement unknown", [U], U),
    ("a statement unknown, another allows", [allow("kms:Decrypt"), U], U),
]

WEB: list[tuple[str, Any, Any]] = [
    ("GitHub, repository named", trusts(PROVIDER, StringLike={f"{GITHUB}:sub": "repo:example/app:*"}), False),
    (
        "GitHub, subject named exactly",
        trusts(PROVIDER, StringEquals={f"{GITHUB}:sub": "repo:example/app:ref:refs/heads/main"}),
        False,
    ),
    ("GitHub, no condition", trusts(PROVIDER), True),
    ("GitHub, audience only", trusts(PROVIDER, StringEquals={f"{GITHUB}:aud": "sts.amazonaws.com"}), True),
    ("GitHub, any subject", trusts(PROVIDER, StringLike={f"{GITHUB}:sub": "*"}), True),
    ("GitHub, any repository", trusts(PROVIDER, StringLike={f"{GITHUB}:sub": "repo:*"}), True),
    ("GitHub, organisations that begin alike", trusts(PROVIDER, StringLike={f"{GITHUB}:sub": "repo:ex*/app:*"}), True),
    ("GitHub, every repository of one organisation", trusts(PROVIDER, StringLike={f"{GITHUB}:sub": "repo:example/*"}), False),
    ("GitHub, a variable that is the subject", trusts(PROVIDER, StringEquals={f"{GITHUB}:sub": f"${{{GITHUB}:sub}}"}), True),
    ("GitHub, an environment's name", trusts(PROVIDER, StringEquals={f"{GITHUB}:environment": "production"}), True),
    ("GitHub, one organisation by number", trusts(PROVIDER, StringEquals={f"{GITHUB}:repository_owner_id": "1234"}), False),
    ("GitHub, one organisation if it says", trusts(PROVIDER, StringEqualsIfExists={f"{GITHUB}:repository_owner": "a"}), True),
    ("GitHub, provider in upper case", trusts(PROVIDER.replace("token", "Token")), True),
    (
        "Terraform Cloud, one organisation",
        trusts(
            "arn:aws:iam::111122223333:oidc-provider/app.terraform.io",
            StringLike={"app.terraform.io:sub": "organization:example:project:*:workspace:*:run_phase:*"},
        ),
        False,
    ),
    ("Cognito, pools that begin alike", trusts(COGNITO, StringLike={f"{COGNITO}:aud": "us-east-1:*"}), True),
    ("GitHub, one of the subjects open", trusts(PROVIDER, StringLike={f"{GITHUB}:sub": ["repo:example/app:*", "*"]}), True),
    ("GitHub, all but one subject", trusts(PROVIDER, StringNotLike={f"{GITHUB}:sub": "repo:example/app:*"}), True),
    ("GitHub, subject unknown", trusts(PROVIDER, StringLike={f"{GITHUB}:sub": U}), U),
    ("GitHub with the issuer of an enterprise", trusts(f"{PROVIDER}/example"), True),
    ("Cognito, identity pool named", trusts(COGNITO, StringEquals={f"{COGNITO}:aud": "us-east-1:1234"}), False),
    ("Cognito, signed in to any pool", trusts(COGNITO, **{"ForAnyValue:StringLike": {f"{COGNITO}:amr": "authenticated"}}), True),
    (
        "an EKS cluster of one's own",
        trusts("arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/1"),
        False,
    ),
    ("SAML", trusts("arn:aws:iam::111122223333:saml-provider/okta"), False),
    ("provider unknown", trusts(U), U),
    ("denied", {**trusts(PROVIDER), "Effect": "Deny"}, False),
    ("a service", {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}, False),
]


@pytest.mark.parametrize(("name", "statements", "expected"), DECRYPT, ids=[row[0] for row in DECRYPT])
def test_decryption_with_any_key(name: str, statements: Any, expected: Any) -> None:
    assert _plain(grants(statements).decrypts_any_key) == expected


@pytest.mark.parametrize(("name", "statements", "expected"), WEB, ids=[row[0] for row in WEB])
def test_any_web_identity(name: str, statements: Any, expected: Any) -> None:
    assert _plain(trust(statements).any_web_identity) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (allow("sts:AssumeRole"), True),
        (allow("sts:AssumeRole", "arn:aws:iam::*:role/*"), True),
        (allow("sts:AssumeRole", "arn:aws:iam::111122223333:role/audit-*"), False),
        (allow("sts:AssumeRole", "arn:aws-us-gov:iam::111122223333:role/*"), True),
        (allow("sts:AssumeRole", "arn:aws:iam::111122223333:*"), True),
        (allow("sts:AssumeRole", "arn:aws:iam::111122223333:user/*"), False),
        (allow("sts:AssumeRole", StringEquals={"aws:ResourceOrgID": "o-abcdef1234"}), True),
        (allow("sts:AssumeRole", StringEquals={"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}), False),
        (allow("sts:AssumeRole", U), U),
    ],
)
def test_assuming_any_role(statement: Any, expected: Any) -> None:
    assert _plain(grants(statement).assumes_any_role) == expected


BOUNDARY = "arn:aws:iam::111122223333:policy/boundary"
ESCALATION: list[tuple[str, Any, list[Any]]] = [
    ("by a pattern", allow("iam:Attach*"), ["iam:AttachGroupPolicy", "iam:AttachRolePolicy", "iam:AttachUserPolicy"]),
    ("one's own keys", allow("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}"), []),
    ("reading and passing", allow(["iam:Get*", "iam:PassRole"]), []),
    ("resource unknown", allow("iam:CreateAccessKey", U), [U]),
    ("denied again", [allow("iam:PutUserPolicy"), deny("iam:*")], []),
    ("every user of the account", allow("iam:PutUserPolicy", "arn:aws:iam::111122223333:user/*"), ["iam:PutUserPolicy"]),
    ("every role, where users count", allow("iam:PutUserPolicy", "arn:aws:iam::111122223333:role/*"), []),
    ("users of one path", allow("iam:PutUserPolicy", "arn:aws:iam::111122223333:user/staff/*"), []),
    (
        "in one's own account, as ever",
        allow("iam:PutUserPolicy", StringEquals={"aws:ResourceAccount": "1"}),
        ["iam:PutUserPolicy"],
    ),
    (
        "by leaving it out",
        {"Effect": "Allow", "NotAction": ["iam:A*", "iam:C*", "iam:U*", "iam:S*", "iam:PutR*", "iam:PutG*"], "Resource": "*"},
        ["iam:PutUserPolicy"],
    ),
    ("with a boundary", allow("iam:PutUserPolicy", StringEquals={"iam:PermissionsBoundary": BOUNDARY}), []),
    ("with any boundary", allow("iam:PutUserPolicy", StringLike={"iam:PermissionsBoundary": "*"}), ["iam:PutUserPolicy"]),
    (
        "denied without a boundary",
        [allow("iam:*"), deny("iam:*", StringNotEquals={"iam:PermissionsBoundary": BOUNDARY})],
        [],
    ),
    (
        "denied without any boundary",
        [allow("iam:PutUserPolicy"), deny("iam:*", StringNotLike={"iam:PermissionsBoundary": "*"})],
        ["iam:PutUserPolicy"],
    ),
    (
        "attaching one policy only",
        allow("iam:AttachUserPolicy", ArnEquals={"iam:PolicyARN": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
        [],
    ),
    (
        "attaching the administrator's policy",
        allow("iam:AttachUserPolicy", ArnEquals={"iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess"}),
        ["iam:AttachUserPolicy"],
    ),
    (
        "attaching any policy of AWS",
        allow("iam:AttachUserPolicy", ArnLike={"iam:PolicyARN": "arn:aws:iam::aws:policy/*"}),
        ["iam:AttachUserPolicy"],
    ),
]


@pytest.mark.parametrize(("name", "statements", "expected"), ESCALATION, ids=[row[0] for row in ESCALATION])
def test_escalation(name: str, statements: Any, expected: list[Any]) -> None:
    assert [_plain(item) for item in grants(statements).escalation_actions] == expected


@pytest.mark.parametrize(
    ("statements", "expected"),
    [(allow("*"), True), (allow("s3:*"), False), ([U, allow("*")], True), ([U], False), (allow(U), False)],
)
def test_full_administrators_are_known_or_not(statements: Any, expected: bool) -> None:
    assert grants(statements).surely_full_admin is expected


def test_anyone() -> None:
    everyone = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}
    assert trust(everyone).anyone is True
    assert trust({**everyone, "Condition": {"StringEquals": {"sts:ExternalId": "x"}}}).anyone is True
    assert trust({**everyone, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-abcdef1234"}}}).anyone is False


def test_what_is_unknown_stays_unknown() -> None:
    assert to_grants(U) is U
    assert to_trust(U) is U


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ({"Service": "ec2.amazonaws.com"}, False),
        ({"AWS": "arn:aws:iam::111122223333:root"}, True),
        ({"AWS": "111122223333"}, True),
        ({"AWS": "arn:aws:iam::111122223333:user/ann"}, True),
        ({"AWS": "arn:aws-us-gov:iam::111122223333:role/caller"}, False),
        ({"AWS": "arn:aws:sts::111122223333:assumed-role/caller/session"}, False),
        ({"AWS": "AROAABCDEFGHIJKLMNOPQ"}, False),
        ({"AWS": "*"}, True),
        ("*", True),
        ({"Service": "ec2.amazonaws.com", "AWS": "111122223333"}, True),
        ({"Federated": "arn:aws:iam::111122223333:saml-provider/okta"}, True),
        ({"Federated": "arn:aws:iam::111122223333:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE"}, False),
        ({"Federated": PROVIDER}, False),
        ({"Federated": "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/ABC"}, False),
        ({"Federated": "arn:aws:iam::111122223333:oidc-provider/login.example.org"}, True),
        ({"Federated": COGNITO}, True),
        ({"AWS": U}, U),
        ({"AWS": [U, "111122223333"]}, True),
        ({}, False),
    ],
)
def test_people(principal: Any, expected: Any) -> None:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}
    assert _plain(trust(statement).people) == expected
    assert trust({**statement, "Effect": "Deny"}).people is False


def test_everyone_but_some_may_be_people() -> None:
    assert trust({"Effect": "Allow", "Action": "sts:AssumeRole", "NotPrincipal": {"AWS": "111122223333"}}).people is True
