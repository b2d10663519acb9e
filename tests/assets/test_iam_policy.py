"""What IAM policies grant and whom trust policies let in, as tables."""

from __future__ import annotations

from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.iam_policy import Grants, Trust, matches, to_grants, to_trust
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
        (allow("sts:AssumeRole", StringEquals={"aws:ResourceOrgID": "o-abcdef1234"}), False),
        (allow("sts:AssumeRole", U), U),
    ],
)
def test_assuming_any_role(statement: Any, expected: Any) -> None:
    assert _plain(grants(statement).assumes_any_role) == expected


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (allow("iam:Attach*"), ["iam:attachgrouppolicy", "iam:attachrolepolicy", "iam:attachuserpolicy"]),
        (allow("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}"), []),
        (allow(["iam:Get*", "iam:PassRole"]), []),
        (allow("iam:CreateAccessKey", U), [U]),
        ([allow("iam:PutUserPolicy"), deny("iam:*")], []),
    ],
)
def test_escalation(statements: Any, expected: list[Any]) -> None:
    assert [_plain(item) for item in grants(statements).escalation_actions] == expected


def test_anyone() -> None:
    everyone = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}
    assert trust(everyone).anyone is True
    assert trust({**everyone, "Condition": {"StringEquals": {"sts:ExternalId": "x"}}}).anyone is True
    assert trust({**everyone, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-abcdef1234"}}}).anyone is False


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("*", "kms:decrypt", True),
        ("kms:?ecrypt", "kms:decrypt", True),
        ("kms:dec", "kms:decrypt", False),
        ("kms.decrypt", "kms:decrypt", False),
    ],
)
def test_patterns(pattern: str, text: str, expected: bool) -> None:
    assert matches(pattern, text) is expected


def test_what_is_unknown_stays_unknown() -> None:
    assert to_grants(U) is U
    assert to_trust(U) is U
