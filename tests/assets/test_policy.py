"""Policy documents and the facts that follow from them, as a table: document → facts.

A row names the facts that it is about. `U` stands for unknown: alone for a fact that cannot be told, in a list for "there may
be more".
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_assets.aws.policy import parse_policy

U = Unknown("known only after apply")
BUCKET = "arn:aws:s3:::phi"
OBJECTS = "arn:aws:s3:::phi/*"
PLAIN = {"Bool": {"aws:SecureTransport": "false"}}


def allow(action: Any = "s3:GetObject", resource: Any = "*", **more: Any) -> dict[str, Any]:
    """An Allow statement."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def public(action: Any = "s3:GetObject", **condition: Any) -> dict[str, Any]:
    """A statement that allows an action to everyone, with `condition` as operators."""
    return allow(action, OBJECTS, Principal="*", **({"Condition": condition} if condition else {}))


def deny(action: Any = "s3:*", resource: Any = "*", condition: Any = PLAIN, **more: Any) -> dict[str, Any]:
    """A Deny statement for everyone, for requests without TLS unless `condition` says otherwise."""
    return {"Effect": "Deny", "Principal": "*", "Action": action, "Resource": resource, "Condition": condition, **more}


def not_action(*actions: str, resource: Any = "*", **more: Any) -> dict[str, Any]:
    """An Allow statement for all actions but these."""
    return {"Effect": "Allow", "NotAction": list(actions), "Resource": resource, **more}


def facts(document: Any) -> dict[str, Any]:
    """What follows from a document, with `U` for every unknown value."""
    policy = parse_policy(document, "test")
    if isinstance(policy, Unknown):
        return dict.fromkeys(("allows_public", "public_actions", "requires_tls", "full_admin", "wildcard_services"), U)
    named = {name: getattr(policy, name) for name in policy.__struct_fields__ if name != "statements"}
    return {name: [_plain(item) for item in value] if isinstance(value, list) else _plain(value) for name, value in named.items()}


def _plain(value: Any) -> Any:
    return U if isinstance(value, Unknown) else value


def check(statements: Any, expected: dict[str, Any]) -> None:
    """Compare the facts of a policy of these statements with those that a row names."""
    document = {"Version": "2012-10-17", "Statement": statements}
    found = facts(document)
    assert {name: found[name] for name in expected} == expected


NONE = {"allows_public": False, "public_actions": [], "requires_tls": False, "full_admin": False, "wildcard_services": []}

WHOLE: list[tuple[str, Any, dict[str, Any]]] = [
    ("no statements", [], NONE),
    ("one narrow statement, not in a list", allow("s3:GetObject", OBJECTS), NONE),
    ("an unknown statement", U, {**dict.fromkeys(NONE, U), "public_actions": [U], "wildcard_services": [U]}),
    (
        "an unknown statement and a full administrator",
        [U, allow("*")],
        {"full_admin": True, "wildcard_services": ["*", U], "allows_public": U},
    ),
    (
        "an effect that is not one",
        allow(Effect="Permit"),
        {**dict.fromkeys(NONE, U), "public_actions": [U], "wildcard_services": [U]},
    ),
]

PUBLIC: list[tuple[str, Any, Any, list[Any]]] = [
    ("principal *", public(), True, ["s3:getobject"]),
    ("principal AWS *", allow(["s3:GetObject", "s3:PutObject"], Principal={"AWS": "*"}), True, ["s3:getobject", "s3:putobject"]),
    ("* among others", allow(Principal={"AWS": ["111122223333", "*"]}), True, ["s3:getobject"]),
    ("principal * of the kind *", allow(Principal={"*": "*"}), True, ["s3:getobject"]),
    ("every account, in China", allow(Principal={"AWS": "arn:aws-cn:iam::*:root"}), True, ["s3:getobject"]),
    ("every ARN", allow(Principal={"AWS": "arn:aws:iam::*"}), True, ["s3:getobject"]),
    ("every federated user", allow(Principal={"Federated": "*"}), True, ["s3:getobject"]),
    ("own account by number", allow(Principal={"AWS": 111122223333}), False, []),
    (
        "an origin access identity",
        allow(Principal={"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access E1"}),
        False,
        [],
    ),
    ("every role of one account", allow(Principal={"AWS": "arn:aws:iam::111122223333:role/*"}), False, []),
    ("a kind in the wrong case", allow(Principal={"aws": "*"}), U, [U]),
    ("a principal that is no text", allow(Principal={"AWS": [["*"]]}), U, [U]),
    ("own account", allow(Principal={"AWS": "arn:aws:iam::111122223333:root"}), False, []),
    ("a service", allow(Principal={"Service": "cloudtrail.amazonaws.com"}), False, []),
    ("everyone but one", allow(NotPrincipal={"AWS": "111122223333"}), True, ["s3:getobject"]),
    ("everyone but everyone", allow(NotPrincipal={"AWS": "*"}), False, []),
    ("everyone but somebody unknown", allow(NotPrincipal={"AWS": ["111122223333", U]}), U, [U]),
    ("everyone denied", deny(), False, []),
    ("every action but one", not_action("s3:DeleteBucket", Principal="*"), True, ["*"]),
    ("from one VPC endpoint", public(StringEquals={"aws:SourceVpce": "vpce-1"}), False, []),
    ("not from one VPC endpoint", public(StringNotEquals={"aws:SourceVpce": "vpce-1"}), True, ["s3:getobject"]),
    ("if the key is there at all", public(StringEqualsIfExists={"aws:SourceVpce": "vpce-1"}), True, ["s3:getobject"]),
    (
        "for all values, none included",
        public(**{"ForAllValues:StringEquals": {"aws:SourceVpce": "vpce-1"}}),
        True,
        ["s3:getobject"],
    ),
    ("within one organisation", public(StringEquals={"aws:PrincipalOrgID": "o-abcdef1234"}), False, []),
    ("within any organisation", public(StringLike={"aws:PrincipalOrgID": "o-*"}), True, ["s3:getobject"]),
    ("accounts that begin with 1", public(StringLike={"aws:PrincipalAccount": "1*"}), True, ["s3:getobject"]),
    (
        "some path of one organisation",
        public(**{"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-abcdef1234/*"}}),
        False,
        [],
    ),
    ("roles of one account", public(ArnLike={"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}), False, []),
    ("a role name in any account", public(ArnLike={"aws:PrincipalArn": "arn:aws:iam::*:role/backup"}), True, ["s3:getobject"]),
    (
        "an account of question marks",
        public(ArnLike={"aws:PrincipalArn": "arn:aws:iam::????????????:role/a"}),
        True,
        ["s3:getobject"],
    ),
    ("one source bucket", public(ArnEquals={"aws:SourceArn": BUCKET}), False, []),
    ("any source bucket", public(ArnLike={"aws:SourceArn": "arn:aws:s3:::*"}), True, ["s3:getobject"]),
    ("one source among any", public(StringLike={"aws:SourceAccount": ["111122223333", "*"]}), True, ["s3:getobject"]),
    ("one address range", public(IpAddress={"aws:SourceIp": "203.0.113.0/24"}), False, []),
    ("every address", public(IpAddress={"aws:SourceIp": "0.0.0.0/0"}), True, ["s3:getobject"]),
    ("every address in halves", public(IpAddress={"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}), True, ["s3:getobject"]),
    ("every IPv6 address", public(IpAddress={"aws:SourceIp": ["203.0.113.0/24", "::/0"]}), True, ["s3:getobject"]),
    ("outside an address range", public(NotIpAddress={"aws:SourceIp": "203.0.113.0/24"}), True, ["s3:getobject"]),
    ("a referer, which anyone can send", public(StringLike={"aws:Referer": "https://example.org/*"}), True, ["s3:getobject"]),
    ("an address that every VPC may have", public(IpAddress={"aws:VpcSourceIp": "10.0.0.0/8"}), True, ["s3:getobject"]),
    ("private addresses, which no request from outside has", public(IpAddress={"aws:SourceIp": "10.0.0.0/8"}), False, []),
    ("an address as text", public(StringLike={"aws:SourceIp": "203.0.113.7"}), True, ["s3:getobject"]),
    (
        "whatever the caller's account is",
        public(StringEquals={"aws:PrincipalAccount": "${aws:PrincipalAccount}"}),
        True,
        ["s3:getobject"],
    ),
    ("the account of the resource", public(StringEquals={"aws:PrincipalAccount": "${aws:ResourceAccount}"}), False, []),
    (
        "users of one account by name",
        public(ArnLike={"aws:PrincipalArn": "arn:aws:iam::111122223333:user/${aws:username}"}),
        False,
        [],
    ),
    (
        "a partition by a wildcard in an ARN",
        public(ArnLike={"aws:PrincipalArn": "arn:*:iam::111122223333:role/backup"}),
        False,
        [],
    ),
    (
        "a wildcard in a text, over which the path of any role may run",
        public(StringLike={"aws:PrincipalArn": "arn:*:iam::111122223333:role/backup"}),
        True,
        ["s3:getobject"],
    ),
    ("one source bucket of any account", public(ArnLike={"aws:SourceArn": "arn:aws:s3:*:*:phi"}), False, []),
    ("an access point of any account", public(ArnLike={"aws:SourceArn": "arn:aws:s3:*:*:accesspoint/a"}), True, ["s3:getobject"]),
    ("any hosted zone", public(ArnLike={"aws:SourceArn": "arn:aws:route53:::hostedzone/*"}), True, ["s3:getobject"]),
    ("through a mount target", public(Bool={"elasticfilesystem:AccessedViaMountTarget": "true"}), False, []),
    ("not through a mount target", public(Bool={"elasticfilesystem:AccessedViaMountTarget": "false"}), True, ["s3:getobject"]),
    ("an organisation that must not be named", public(Null={"aws:PrincipalOrgID": "true"}), True, ["s3:getobject"]),
    ("no value at all", public(StringEquals={"aws:SourceVpce": []}), U, [U]),
    (
        "the same test twice",
        public(StringLike={"aws:SourceVpce": "vpce-1", "AWS:SourceVpce": "*"}),
        U,
        [U],
    ),
    ("with TLS", public(Bool={"aws:SecureTransport": "true"}), True, ["s3:getobject"]),
    (
        "a service without the caller's account",
        public("kms:Decrypt", StringEquals={"kms:ViaService": "s3.us-east-1.amazonaws.com"}),
        True,
        ["kms:decrypt"],
    ),
    ("TLS and one VPC", public(Bool={"aws:SecureTransport": "true"}, StringEquals={"aws:SourceVpc": "vpc-1"}), False, []),
    ("principal unknown", allow(Principal=U), U, [U]),
    ("principal unknown or everyone", allow(Principal={"AWS": [U, "*"]}), True, ["s3:getobject"]),
    ("effect Deny, principal unknown", deny(Principal=U), False, []),
    ("condition value unknown", public(ArnEquals={"aws:SourceArn": U}), U, [U]),
    ("condition unknown", allow(Principal="*", Condition=U), U, [U]),
    ("tests of one operator unknown", public(StringEquals=U), U, [U]),
    ("actions unknown", allow(U, Principal="*"), True, [U]),
    ("excepted actions unknown", {"Effect": "Allow", "Principal": "*", "NotAction": U, "Resource": "*"}, True, [U]),
    ("a key in the wrong case", {"Effect": "Allow", "principal": "*", "Action": "s3:GetObject", "Resource": "*"}, U, [U]),
]

TLS: list[tuple[str, Any, Any]] = [
    ("everything denied", deny(), True),
    ("everything denied, as a boolean", deny(condition={"Bool": {"aws:SecureTransport": False}}), True),
    ("everything denied, if the key is there", deny(condition={"BoolIfExists": {"AWS:securetransport": "False"}}), True),
    ("bucket and objects", deny(resource=[BUCKET, OBJECTS]), True),
    ("a queue", deny("sqs:*", "arn:aws:sqs:us-east-1:111122223333:phi"), True),
    ("action *", deny("*"), True),
    ("action *:*", deny("*:*"), True),
    ("action ?*", deny("s3:?*"), True),
    ("actions that begin alike", deny("s3:*Object"), False),
    ("every service that begins alike", deny("s*:*"), False),
    ("everyone by a pattern that AWS refuses", deny(Principal={"AWS": "arn:aws:iam::*:root"}), False),
    ("everyone but one denied", {**deny(), "Principal": None, "NotPrincipal": "111122223333"}, False),
    ("all but one action denied", {**deny(), "Action": None, "NotAction": "s3:GetObject"}, False),
    ("all but one folder, the rest unknown", {**deny(resource=U), "NotResource": "arn:aws:s3:::phi/public/*"}, False),
    ("the bucket and something unknown", deny(resource=[BUCKET, U]), U),
    ("the same test twice", deny(condition={"Bool": {"aws:SecureTransport": "false", "AWS:SecureTransport": "true"}}), U),
    ("another statement besides", [allow(Principal={"AWS": "111122223333"}), deny()], True),
    ("requests with TLS denied", deny(condition={"Bool": {"aws:SecureTransport": "true"}}), False),
    ("only reading denied", deny("s3:GetObject"), False),
    ("only one account denied", deny(Principal={"AWS": "111122223333"}), False),
    ("only the bucket, not its objects", deny(resource=BUCKET), False),
    ("only objects of one folder", deny(resource="arn:aws:s3:::phi/public/*"), False),
    ("all but one folder", {**deny(), "Resource": None, "NotResource": "arn:aws:s3:::phi/public/*"}, False),
    ("only from one address", deny(condition={**PLAIN, "IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}), False),
    ("old versions of TLS only", deny(condition={"NumericLessThan": {"s3:TlsVersion": "1.2"}}), False),
    ("allowed with TLS, nothing denied", allow(Principal="*", Condition={"Bool": {"aws:SecureTransport": "true"}}), False),
    ("condition unknown", deny(condition=U), U),
    ("value unknown", deny(condition={"Bool": {"aws:SecureTransport": U}}), U),
    ("perhaps a second condition", deny(condition={**PLAIN, "StringEquals": U}), U),
    ("actions unknown", deny(U), U),
]

GRANTS: list[tuple[str, Any, Any, list[Any]]] = [
    ("every action on everything", allow("*"), True, ["*"]),
    ("every action of every service", allow("*:*"), True, ["*"]),
    ("in a list", allow(["s3:GetObject", "*"], ["*", BUCKET]), True, ["*"]),
    ("every action on one bucket", allow("*", BUCKET), False, []),
    ("denied", {**allow("*"), "Effect": "Deny"}, False, []),
    ("one service", allow("s3:*"), False, ["s3"]),
    ("case does not matter", allow("IAM:*"), False, ["iam"]),
    ("one service, spelt with two stars", allow("s3:**"), False, ["s3"]),
    ("two services, one of them twice", [allow(["s3:*", "ec2:*"]), allow("s3:*")], False, ["s3", "ec2"]),
    ("one service on every bucket", allow("s3:*", "arn:aws:s3:::*"), False, ["s3"]),
    ("one service on one bucket", allow("s3:*", [BUCKET, OBJECTS]), False, []),
    ("every action, spelt otherwise", allow("?*"), True, ["*"]),
    ("every action on every ARN", allow("*", "arn:aws:*"), True, ["*"]),
    ("every action on every ARN, part by part", allow("*", "arn:aws-us-gov:*:*:*:*"), True, ["*"]),
    ("every action on all of one service", allow("*", "arn:aws:s3:::*"), False, ["s3"]),
    ("every action on all but everything", {**allow("*"), "Resource": None, "NotResource": "*"}, False, []),
    ("every action but every action", not_action("*"), False, []),
    ("one service, spelt with a question mark", allow("s3:?*"), False, ["s3"]),
    ("services that begin alike", allow("s*:*"), False, ["s*"]),
    ("one service on everything in an account", allow("sqs:*", "arn:aws:sqs:*:111122223333:*"), False, ["sqs"]),
    ("one service on everything of another", allow("sqs:*", "arn:aws:sns:*:*:*"), False, []),
    ("one service that writes a slash", allow("apigateway:*", "arn:aws:apigateway:*::/*"), False, ["apigateway"]),
    ("actions unknown, all of one service", allow(U, "arn:aws:s3:::*"), False, [U]),
    ("actions unknown, one bucket", allow(U, BUCKET), False, []),
    ("actions that begin alike", allow(["s3:G*", "ec2:Describe*"]), False, []),
    ("every action but those of one service", not_action("iam:*"), False, ["*"]),
    ("every action but some, on one bucket", not_action("s3:Delete*", resource=BUCKET), False, []),
    ("resource unknown, actions narrow", allow("s3:GetObject", U), False, []),
    ("resource unknown, every action", allow("*", U), U, [U]),
    ("all but something unknown", {**allow("*"), "Resource": None, "NotResource": U}, U, [U]),
    ("one of two resources unknown", allow("s3:*", ["*", U]), False, ["s3"]),
    ("actions unknown", allow(U), U, [U]),
    ("excepted actions unknown", {"Effect": "Allow", "NotAction": U, "Resource": "*"}, False, [U]),
]


def _ids(rows: list[Any]) -> list[str]:
    return [row[0] for row in rows]


@pytest.mark.parametrize(("name", "statements", "expected"), WHOLE, ids=_ids(WHOLE))
def test_whole_documents(name: str, statements: Any, expected: dict[str, Any]) -> None:
    check(statements, expected)


@pytest.mark.parametrize(("name", "statements", "allows", "actions"), PUBLIC, ids=_ids(PUBLIC))
def test_what_is_public(name: str, statements: Any, allows: Any, actions: list[Any]) -> None:
    check(statements, {"allows_public": allows, "public_actions": actions})


@pytest.mark.parametrize(("name", "statements", "required"), TLS, ids=_ids(TLS))
def test_what_requires_tls(name: str, statements: Any, required: Any) -> None:
    check(statements, {"requires_tls": required})


@pytest.mark.parametrize(("name", "statements", "admin", "services"), GRANTS, ids=_ids(GRANTS))
def test_what_is_granted(name: str, statements: Any, admin: Any, services: list[Any]) -> None:
    check(statements, {"full_admin": admin, "wildcard_services": services})


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", "not JSON", '{"Statement"', "[" * 100000, '{"Statement": [], "Statement": []}']
)
def test_what_is_not_a_policy_is_unknown(text: str) -> None:
    assert isinstance(parse_policy(text, "test"), Unknown)


def test_json_text_and_decoded_documents_are_alike() -> None:
    document = {"Statement": [public(), deny(), allow("*")]}
    assert parse_policy(json.dumps(document), "test") == parse_policy(document, "test")
