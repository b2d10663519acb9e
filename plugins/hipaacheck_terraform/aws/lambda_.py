"""Lambda functions with the permissions, URLs and asynchronous settings that other resources declare for them.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_function, `lambda_permission`,
`lambda_function_url`, `lambda_function_event_invoke_config` and `lambda_resource_policy`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.lambda_ import Function, FunctionUrl
from hipaacheck_assets.aws.policy import Policy, make_policy
from hipaacheck_assets.aws.statement import Condition, Statement
from hipaacheck_terraform.arguments import KMS_KEYS, flag, required
from hipaacheck_terraform.blocks import NOT_HERE, SENSITIVE, Block, Resource
from hipaacheck_terraform.documents import policy
from hipaacheck_terraform.estate import Estate, Family
from hipaacheck_terraform.secret_values import holds_secret

FUNCTION = ("aws_lambda_function",)
_PERMISSION = "aws_lambda_permission"
_URL = "aws_lambda_function_url"
_ASYNC = "aws_lambda_function_event_invoke_config"
_POLICY = "aws_lambda_resource_policy"
_COMPANIONS = {_PERMISSION: "function_name", _URL: "function_name", _ASYNC: "function_name", _POLICY: "resource_arn"}
_TARGETS = ("aws_sqs_queue", "aws_sns_topic", "aws_lambda_function", "aws_cloudwatch_event_bus", "aws_s3_bucket")
_SOURCES = (
    "aws_alb_target_group",
    "aws_api_gateway_authorizer",
    "aws_api_gateway_rest_api",
    "aws_apigatewayv2_api",
    "aws_cloudfront_distribution",
    "aws_cloudwatch_event_rule",
    "aws_cloudwatch_log_group",
    "aws_cognito_user_pool",
    "aws_config_config_rule",
    "aws_iot_topic_rule",
    "aws_lb_target_group",
    "aws_s3_bucket",
    "aws_scheduler_schedule",
    "aws_secretsmanager_secret",
    "aws_ses_receipt_rule",
    "aws_sfn_state_machine",
    "aws_sns_topic",
    "aws_sqs_queue",
)
_SERVICE = re.compile(r"[a-z0-9.-]+\.amazonaws\.com(\.cn)?")
_CONDITIONS = {
    "source_arn": ("arnlike", "aws:sourcearn"),
    "source_account": ("stringequals", "aws:sourceaccount"),
    "principal_org_id": ("stringequals", "aws:principalorgid"),
}
"""Arguments of a permission that narrow who may invoke. `function_url_auth_type` does not: it names how, not who."""


def functions(estate: Estate) -> Iterator[Function]:
    """One asset per function, and one per function that only permissions, URLs or settings name."""
    at_edge = _at_edge(estate)
    for family in estate.families(FUNCTION, ("function_name", "arn", "id"), _COMPANIONS):
        item = family.resource
        yield Function(
            **estate.common(item, item.text("function_name")),
            arn=item.text("arn"),
            runtime=item.text("runtime"),
            in_vpc=_in_vpc(estate, item),
            at_edge=at_edge(item),
            kms_key=estate.link(item, "kms_key_arn", KMS_KEYS),
            environment_names=_environment_names(item),
            secret_variables=_secret_variables(item),
            dead_letter_target=_within(estate, item, "dead_letter_config", "target_arn"),
            failure_destination=_failure_destination(estate, family),
            tracing=_within(estate, item, "tracing_config", "mode"),
            policy=_policy(estate, family),
            urls=[part if isinstance(part, Unknown) else _url(part) for part in family.all(_URL)],
            reserved_concurrency=_concurrency(item),
        )


def _concurrency(item: Resource) -> int | Unknown | None:
    """The provider's default, -1, stands for no limit of its own; 0 stops the function."""
    found = item.integer("reserved_concurrent_executions")
    return None if found == -1 else found


def _within(estate: Estate, item: Resource, name: str, attribute: str) -> str | Unknown | None:
    """An attribute of a nested block, as a link."""
    block = item.block(name)
    return estate.link(block, attribute, _TARGETS, of=item) if isinstance(block, Block) else block


def _in_vpc(estate: Estate, item: Resource) -> bool | Unknown:
    block = item.block("vpc_config")
    if not isinstance(block, Block):
        return False if block is None else block
    subnets = estate.links(block, "subnet_ids", ("aws_subnet", "aws_default_subnet"), of=item)
    if isinstance(subnets, Unknown):
        return True if estate.certain(block, "subnet_ids", ("aws_subnet", "aws_default_subnet"), item) else subnets
    doubts = [subnet for subnet in subnets if isinstance(subnet, Unknown) and subnet.refers is None]
    return doubts[0] if doubts and len(doubts) == len(subnets) else bool(subnets)


def _at_edge(estate: Estate) -> Callable[[Resource], bool | Unknown]:
    """A function from a function to whether a distribution runs it. Only a published version can be run so."""
    known: set[str] = set()
    doubt = estate.incomplete
    for distribution in estate.each("aws_cloudfront_distribution"):
        for link in _edge_links(estate, distribution):
            target = link.refers if isinstance(link, Unknown) else link.split(":function:")[-1].split(":")[0]
            if target is not None:
                known.add(target)
            elif isinstance(link, Unknown):
                doubt = link

    def find(item: Resource) -> bool | Unknown:
        if item.stub:
            return Unknown(NOT_HERE, f"{item.address}.at_edge")
        if item.address in known or item.text("function_name") in known:
            return True
        return False if doubt is None or flag(item, "publish", False) is False else doubt

    return find


def _edge_links(estate: Estate, distribution: Resource) -> Iterator[str | Unknown]:
    for name in ("default_cache_behavior", "ordered_cache_behavior"):
        behaviors = distribution.blocks(name)
        for behavior in [behaviors] if isinstance(behaviors, Unknown) else behaviors:
            found = behavior if isinstance(behavior, Unknown) else behavior.blocks("lambda_function_association")
            for item in [found] if isinstance(found, Unknown) else found:
                link = item if isinstance(item, Unknown) else estate.link(item, "lambda_arn", FUNCTION, of=distribution)
                if link is not None:
                    yield link


def _variables(item: Resource) -> dict[str, Any] | Unknown:
    """Environment variables, with their values: to be judged here and never kept. Some plans leave out those that are
    marked sensitive, and only the mark is there."""
    block = item.block("environment")
    if not isinstance(block, Block):
        return {} if block is None else block
    variables = block.get("variables")
    if isinstance(variables, Unknown):
        return variables
    hidden = {name: Unknown(SENSITIVE, f"{item.address}.environment.{name}") for name in _sensitive_names(item)}
    return {**hidden, **(variables if isinstance(variables, dict) else {})}


def _environment_names(item: Resource) -> list[str | Unknown] | Unknown:
    variables = _variables(item)
    return variables if isinstance(variables, Unknown) else [str(name) for name in sorted(variables)]


def _secret_variables(item: Resource) -> list[str | Unknown] | Unknown:
    """Names of variables that look like secrets."""
    variables, marks = _variables(item), _sensitive_names(item)
    if isinstance(variables, Unknown):
        return variables
    out: list[str | Unknown] = []
    for name, value in sorted(variables.items()):
        answer = holds_secret(name, value, name in marks)
        if answer is not False:
            out.append(name if answer is True else answer)
    return out


def _sensitive_names(item: Resource) -> frozenset[str]:
    block = item.block("environment")
    marks = block.sensitive.get("variables") if isinstance(block, Block) and isinstance(block.sensitive, dict) else None
    return frozenset(name for name, mark in marks.items() if mark) if isinstance(marks, dict) else frozenset()


def _failure_destination(estate: Estate, family: Family) -> str | Unknown | None:
    """Where failures go: of the first asynchronous settings that say so."""
    found: list[str | Unknown] = []
    for part in family.all(_ASYNC):
        block: Block | Unknown | None = part
        for name in ("destination_config", "on_failure"):
            block = block.block(name) if isinstance(block, Block) else block
        value = (
            estate.link(block, "destination", _TARGETS, of=part)
            if isinstance(block, Block) and isinstance(part, Resource)
            else block
        )
        if isinstance(value, str | Unknown):
            found.append(value)
    decided = [value for value in found if isinstance(value, str) or value.refers is not None]
    return next(iter([*decided, *found]), None)


def _url(part: Resource) -> FunctionUrl:
    return FunctionUrl(
        origin=part.address,
        authorization=required(part, "authorization_type"),
        qualifier=part.text("qualifier"),
    )


# -- resource policy ---------------------------------------------------------------------------------------------


def _policy(estate: Estate, family: Family) -> Policy | Unknown | None:
    """The resource policy: statements of permissions, of policy resources, and those that open URLs bring with them."""
    statements: list[Statement | Unknown] = [
        part if isinstance(part, Unknown) else _statement(estate, part) for part in family.all(_PERMISSION)
    ]
    for part in family.all(_POLICY):
        document = part if isinstance(part, Unknown) else policy(estate, part)
        statements += [document] if isinstance(document, Unknown) else document.statements if document is not None else []
    for part in family.children.get(_URL, ()):
        if part.text("authorization_type") == "NONE":
            statements.append(_allow(["*"], ["lambda:invokefunctionurl"], []))
    return make_policy(statements) if statements else None


def _allow(principals: list[str | Unknown], actions: list[str | Unknown], conditions: list[Condition | Unknown]) -> Statement:
    return Statement(
        effect="Allow",
        principals=principals,
        not_principals=[],
        actions=actions,
        not_actions=[],
        resources=[],
        not_resources=[],
        conditions=conditions,
    )


def _statement(estate: Estate, permission: Resource) -> Statement:
    action, principal = required(permission, "action"), required(permission, "principal")
    if isinstance(principal, str) and _SERVICE.fullmatch(principal):
        principal = f"Service:{principal}"
    return _allow([principal], [action if isinstance(action, Unknown) else action.lower()], _conditions(estate, permission))


def _conditions(estate: Estate, permission: Resource) -> list[Condition | Unknown]:
    out: list[Condition | Unknown] = []
    for attribute, (operator, key) in _CONDITIONS.items():
        value = estate.link(permission, attribute, _SOURCES)
        if isinstance(value, Unknown) and value.refers is None:
            out.append(value)
        elif value is not None:
            out.append(Condition(operator=operator, key=key, values=[value]))
    return out
