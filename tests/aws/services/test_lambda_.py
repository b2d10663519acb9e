"""Lambda functions, from answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_aws.collect import NOT_READ, Got
from hipaacheck_aws.reader import Place
from hipaacheck_aws.services.lambda_ import build
from hipaacheck_live.answers import Answer

PLACE = Place(account="123456789012", region="us-east-1", partition="aws")
ARN = "arn:aws:lambda:us-east-1:123456789012:function:intake"
DENIED = Unknown("access denied (AccessDeniedException)", "lambda:X")
NOTHING: dict[str, Any] = {
    "edge": None,
    "policies": None,
    "lambda:ListFunctionUrlConfigs": [],
    "lambda:ListFunctionEventInvokeConfigs": [],
    "lambda:GetFunctionConcurrency": Answer({}, "lambda:GetFunctionConcurrency"),
    "lambda:ListTags": Answer({"Tags": {"Team": "records"}}, "lambda:ListTags"),
}


def made(got: dict[str, Any] | None = None, **item: Any) -> Any:
    """The asset of a function that was answered so."""
    found = Answer({"FunctionName": "intake", "FunctionArn": ARN, **item}, "lambda:ListFunctions.Functions")
    return build(PLACE, found, Got({**NOTHING, **(got or {})}))


def hidden(kind: str) -> dict[str, Any]:
    """A value that was redacted."""
    return {"$redacted": {"why": f"marked sensitive: {kind}", "len": 9, "hmac": "00"}}


def policy(*statements: dict[str, Any]) -> Answer:
    """An answer of GetPolicy."""
    return Answer({"Policy": json.dumps({"Version": "2012-10-17", "Statement": list(statements)})}, "lambda:GetPolicy")


def test_what_is_absent() -> None:
    found = made()
    assert (found.id, found.name, found.region, found.tags.items) == (ARN, "intake", "us-east-1", {"Team": "records"})
    assert (found.in_vpc, found.at_edge, found.environment_names, found.secret_variables) == (False, False, [], [])
    assert (found.kms_key, found.dead_letter_target, found.failure_destination, found.tracing) == (None, None, None, None)
    assert (found.policy, found.urls, found.reserved_concurrency) == (None, [], None)


def test_what_is_not_read_is_unknown() -> None:
    found = made(dict.fromkeys(NOTHING, NOT_READ))
    for name in ("tags", "at_edge", "failure_destination", "policy", "urls", "reserved_concurrency"):
        assert getattr(found, name) == NOT_READ


def test_configuration() -> None:
    found = made(
        VpcConfig={"SubnetIds": ["subnet-1"], "SecurityGroupIds": [], "VpcId": "vpc-1"},
        DeadLetterConfig={"TargetArn": "arn:sqs"},
        TracingConfig={"Mode": "Active"},
    )
    assert (found.in_vpc, found.dead_letter_target, found.tracing) == (True, "arn:sqs", "Active")
    assert made(VpcConfig={"SubnetIds": [], "SecurityGroupIds": [], "VpcId": ""}).in_vpc is False
    assert isinstance(made(VpcConfig="odd").in_vpc, Unknown)
    assert made(CapacityProviderConfig={"LambdaManagedInstancesCapacityProviderConfig": {}}).in_vpc is True


def test_variables_are_judged_by_name_and_kind_of_value() -> None:
    found = made(
        Environment={
            "Variables": {
                "STAGE": hidden("value"),
                "DB_PASSWORD": hidden("value"),
                "DB_SECRET": hidden("pointer"),
                "DSN": hidden("secret (address with user and password)"),
            }
        }
    )
    assert found.environment_names == ["DB_PASSWORD", "DB_SECRET", "DSN", "STAGE"]
    assert found.secret_variables == ["DB_PASSWORD", "DSN"]


def test_variables_that_lambda_cannot_decrypt_are_unknown() -> None:
    found = made(Environment={"Error": {"ErrorCode": "AccessDeniedException", "Message": hidden("value")}})
    assert isinstance(found.environment_names, Unknown)
    assert isinstance(found.secret_variables, Unknown)


def test_the_policy_of_an_alias_counts() -> None:
    service = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "lambda:InvokeFunction",
        "Resource": ARN,
    }
    anyone = {"Effect": "Allow", "Principal": "*", "Action": "lambda:InvokeFunction", "Resource": f"{ARN}:live"}
    assert made({"policies": [policy(service)]}).policy.allows_public is False
    found = made({"policies": [policy(service), policy(anyone)]}).policy
    assert found.allows_public is True
    assert len(found.statements) == 2


def test_a_policy_that_is_not_read_is_never_private() -> None:
    allow = {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "lambda:InvokeFunction", "Resource": ARN}
    assert made({"policies": [DENIED]}).policy == DENIED
    found = made({"policies": [policy(allow), DENIED]}).policy
    assert found.allows_public == DENIED
    assert isinstance(made({"policies": [Answer({}, "lambda:GetPolicy")]}).policy, Unknown)


def test_urls() -> None:
    where = "lambda:ListFunctionUrlConfigs.FunctionUrlConfigs"
    urls = [
        Answer({"FunctionArn": ARN, "AuthType": "AWS_IAM"}, where),
        Answer({"FunctionArn": f"{ARN}:live", "AuthType": "NONE"}, where),
        Answer({"FunctionArn": f"{ARN}:odd"}, where),
        DENIED,
    ]
    found = made({"lambda:ListFunctionUrlConfigs": urls}).urls
    assert [(url.qualifier, url.authorization) for url in found[:2]] == [(None, "AWS_IAM"), ("live", "NONE")]
    assert isinstance(found[2].authorization, Unknown)
    assert found[3] == DENIED


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ([{"DestinationConfig": {"OnSuccess": {}, "OnFailure": {}}}], None),
        ([{"DestinationConfig": {}}, {"DestinationConfig": {"OnFailure": {"Destination": "arn:sqs"}}}], "arn:sqs"),
        ([{}], None),
    ],
)
def test_where_failures_go(settings: list[dict[str, Any]], expected: str | None) -> None:
    answers = [Answer(item, "lambda:ListFunctionEventInvokeConfigs") for item in settings]
    assert made({"lambda:ListFunctionEventInvokeConfigs": answers}).failure_destination == expected


def test_where_failures_go_may_be_unknown() -> None:
    assert made({"lambda:ListFunctionEventInvokeConfigs": [DENIED, DENIED]}).failure_destination == DENIED


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ([], False),
        ([f"{ARN}-other:3"], False),
        ([f"{ARN}:3"], True),
        ([DENIED, f"{ARN}:3"], True),
        ([DENIED, DENIED, f"{ARN}-other:3"], DENIED),
    ],
)
def test_at_edge(versions: list[Any], expected: Any) -> None:
    assert made({"edge": versions}).at_edge == expected


def test_reserved_concurrency() -> None:
    for values, expected in (({"ReservedConcurrentExecutions": 0}, 0), ({"ReservedConcurrentExecutions": 20}, 20), ({}, None)):
        answer = Answer(values, "lambda:GetFunctionConcurrency")
        assert made({"lambda:GetFunctionConcurrency": answer}).reserved_concurrency == expected
