"""Lambda functions with permissions, URLs and asynchronous settings."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

FUNCTION = resource(
    "aws_lambda_function.a", {"function_name": "a", "runtime": "python3.13"}, unknown=("id", "arn", "tracing_config")
)


def permission(principal: str, refs: Any = None, **more: Any) -> Any:
    """A permission for the function."""
    return resource(
        "aws_lambda_permission.a",
        {"function_name": "a", "action": "lambda:InvokeFunction", "principal": principal, **more},
        refs=refs,
    )


def function(**given: Any) -> Any:
    """The asset of a function with these arguments."""
    return asset(resource("aws_lambda_function.a", {"function_name": "a", **given}))


def test_what_is_not_declared() -> None:
    found = asset(FUNCTION)
    assert (found.in_vpc, found.kms_key, found.environment_names, found.secret_variables) == (False, None, [], [])
    assert (found.dead_letter_target, found.failure_destination, found.policy, found.urls) == (None, None, None, [])
    assert isinstance(found.tracing, Unknown)


def test_reserved_concurrency() -> None:
    for given, expected in ((20, 20), (0, 0), (-1, None), (None, None)):
        assert function(reserved_concurrent_executions=given).reserved_concurrency == expected
    unknown = resource("aws_lambda_function.a", {"function_name": "a"}, unknown=("reserved_concurrent_executions",))
    assert isinstance(asset(unknown).reserved_concurrency, Unknown)


def test_only_names_of_variables_are_kept() -> None:
    found = function(environment=[{"variables": {"STAGE": "prod-value", "DB_PASSWORD": "hunter2"}}])
    assert found.environment_names == ["DB_PASSWORD", "STAGE"]
    assert found.secret_variables == ["DB_PASSWORD"]
    assert "hunter2" not in str(found)
    assert "prod-value" not in str(found)


def test_values_that_are_not_read_may_be_secrets_when_marked_or_named_so() -> None:
    given = {"function_name": "a", "environment": [{"variables": {"TABLE": None, "DB_PASSWORD": None, "DSN": "postgres"}}]}
    item = resource(
        "aws_lambda_function.a", given, unknown={"environment": [{"variables": {"TABLE": True, "DB_PASSWORD": True}}]}
    )
    item["change"]["change"]["after_sensitive"] = {"environment": [{"variables": {"DSN": True, "LEFT_OUT": True}}]}
    found = asset(item)
    assert all(isinstance(name, Unknown) for name in found.secret_variables)
    assert [str(name).split(" ")[0] for name in found.secret_variables] == ["DB_PASSWORD", "DSN", "LEFT_OUT"]
    assert found.environment_names == ["DB_PASSWORD", "DSN", "LEFT_OUT", "TABLE"]
    assert "postgres" not in str(found)


@pytest.mark.parametrize(
    ("subnets", "marks", "refs", "expected"),
    [
        (["subnet-1"], False, None, True),
        ([], False, None, False),
        (None, True, ["aws_subnet.a.id", "aws_subnet.a"], True),
        (None, True, ["local.subnets"], Unknown),
    ],
    ids=["literal", "empty", "of this plan", "not to be told"],
)
def test_subnets_make_a_function_part_of_a_vpc(subnets: Any, marks: bool, refs: Any, expected: Any) -> None:
    item = resource(
        "aws_lambda_function.a",
        {"function_name": "a", "vpc_config": [{"subnet_ids": subnets}]},
        unknown={"vpc_config": [{"subnet_ids": marks}]},
    )
    if refs:
        item["config"]["expressions"]["vpc_config"] = [{"subnet_ids": {"references": refs}}]
    found: Any = assets(item, resource("aws_subnet.a", {}))["aws_lambda_function.a"]
    assert found.in_vpc is expected if isinstance(expected, bool) else isinstance(found.in_vpc, expected)


def test_a_service_permission_with_its_source() -> None:
    found = asset(FUNCTION, permission("s3.amazonaws.com", source_arn="arn:aws:s3:::phi", source_account="111122223333"))
    (statement,) = found.policy.statements
    assert statement.principals == ["Service:s3.amazonaws.com"]
    assert statement.actions == ["lambda:invokefunction"]
    assert [condition.key for condition in statement.conditions] == ["aws:sourcearn", "aws:sourceaccount"]
    assert found.policy.allows_public is False


def test_a_source_of_this_plan_is_a_condition_and_any_other_may_be_null() -> None:
    bucket = resource("aws_s3_bucket.b", {"bucket": "b"})
    known: Any = assets(FUNCTION, bucket, permission("s3.amazonaws.com", refs={"source_arn": "aws_s3_bucket.b.arn"}))[
        "aws_lambda_function.a"
    ]
    doubtful = asset(FUNCTION, permission("s3.amazonaws.com", refs={"source_arn": "local.arn"}))
    assert known.policy.statements[0].conditions[0].key == "aws:sourcearn"
    assert isinstance(doubtful.policy.statements[0].conditions[0], Unknown)


@pytest.mark.parametrize(
    ("more", "public"),
    [
        ({}, True),
        ({"action": "lambda:InvokeFunctionUrl", "function_url_auth_type": "NONE"}, True),
        ({"principal_org_id": "o-1"}, False),
        ({"source_account": "111122223333"}, False),
    ],
    ids=["plain", "for a URL", "one organisation", "one account"],
)
def test_a_permission_for_everyone(more: Any, public: bool) -> None:
    assert asset(FUNCTION, permission("*", **more)).policy.allows_public is public


def test_permissions_join_by_reference_and_through_an_alias() -> None:
    alias = resource(
        "aws_lambda_alias.live",
        {"name": "live", "function_name": "a"},
        refs={"function_name": "aws_lambda_function.a.function_name"},
    )
    item = resource(
        "aws_lambda_permission.a",
        {"action": "lambda:InvokeFunction", "principal": "111122223333"},
        refs={"function_name": "aws_lambda_alias.live.function_name"},
    )
    assert asset(FUNCTION, alias, item).policy.statements[0].principals == ["111122223333"]


def test_a_lone_permission_makes_a_stub_that_is_still_public() -> None:
    found = asset(permission("*"))
    assert found.id == "a"
    assert found.policy.allows_public is True
    assert isinstance(found.in_vpc, Unknown)
    assert isinstance(found.urls[0], Unknown)


def test_a_permission_that_may_belong_anywhere_leaves_the_policy_open() -> None:
    item = resource(
        "aws_lambda_permission.a", {"action": "lambda:InvokeFunction", "principal": "*"}, refs={"function_name": "local.name"}
    )
    found: Any = assets(FUNCTION, item)
    assert isinstance(found["aws_lambda_function.a"].policy.allows_public, Unknown)
    assert found["aws_lambda_permission.a"].policy.allows_public is True


def test_a_policy_resource_adds_its_statements() -> None:
    text = json.dumps({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "lambda:InvokeFunction", "Resource": "*"}})
    item = resource("aws_lambda_resource_policy.a", {"policy": text}, refs={"resource_arn": "aws_lambda_function.a.arn"})
    found = asset(FUNCTION, permission("s3.amazonaws.com", source_account="111122223333"), item)
    assert len(found.policy.statements) == 2
    assert found.policy.allows_public is True


def test_an_open_url_lets_everyone_in() -> None:
    url = resource("aws_lambda_function_url.a", {"function_name": "a", "authorization_type": "NONE", "qualifier": "live"})
    found = asset(FUNCTION, url)
    assert [(item.authorization, item.qualifier) for item in found.urls] == [("NONE", "live")]
    assert found.policy.allows_public is True


def test_a_url_with_authentication_lets_nobody_in() -> None:
    found = asset(FUNCTION, resource("aws_lambda_function_url.a", {"function_name": "a", "authorization_type": "AWS_IAM"}))
    assert found.urls[0].authorization == "AWS_IAM"
    assert found.policy is None


def test_where_failed_events_go() -> None:
    given = {"function_name": "a", "destination_config": [{"on_failure": [{"destination": "arn:sqs"}]}]}
    without = {"function_name": "a", "qualifier": "live", "destination_config": []}
    parts = [
        resource("aws_lambda_function_event_invoke_config.b", without),
        resource("aws_lambda_function_event_invoke_config.a", given),
    ]
    found = asset(FUNCTION, *parts)
    assert (found.failure_destination, found.dead_letter_target) == ("arn:sqs", None)
    assert function(dead_letter_config=[{"target_arn": "arn:sns"}]).dead_letter_target == "arn:sns"


def edge(**more: Any) -> Any:
    """A distribution that runs a function."""
    behavior = {"viewer_protocol_policy": "https-only", "lambda_function_association": [{"event_type": "viewer-request", **more}]}
    return resource("aws_cloudfront_distribution.d", {"enabled": True, "default_cache_behavior": [behavior]}, unknown=MARKS)


MARKS = {"default_cache_behavior": [{"lambda_function_association": [{"lambda_arn": True}]}]}


def refer(distribution: Any, *references: str) -> Any:
    """The distribution, with an unknown function that these references lead to."""
    inner = [{"lambda_arn": {"references": list(references)}}]
    distribution["config"]["expressions"]["default_cache_behavior"] = [{"lambda_function_association": inner}]
    return distribution


@pytest.mark.parametrize(
    ("published", "references", "expected"),
    [
        (True, ["aws_lambda_function.a.qualified_arn", "aws_lambda_function.a"], True),
        (True, ["local.function"], Unknown),
        (False, ["local.function"], False),
    ],
    ids=["by reference", "not to be told", "never published"],
)
def test_a_distribution_makes_a_function_run_at_the_edge(published: bool, references: Any, expected: Any) -> None:
    function = resource("aws_lambda_function.a", {"function_name": "a", "publish": published})
    found: Any = assets(function, refer(edge(), *references))["aws_lambda_function.a"]
    assert found.at_edge is expected if isinstance(expected, bool) else isinstance(found.at_edge, expected)


def test_a_distribution_names_a_version_by_arn() -> None:
    distribution = edge(lambda_arn="arn:aws:lambda:us-east-1:111122223333:function:a:7")
    distribution["change"]["change"]["after_unknown"] = {}
    found: Any = assets(FUNCTION, distribution)["aws_lambda_function.a"]
    assert found.at_edge is True
    assert asset(FUNCTION).at_edge is False
