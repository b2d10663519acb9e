"""AWS Lambda: functions. https://docs.aws.amazon.com/lambda/latest/api/

The policy is that of the function and of its aliases; what is granted on a numbered version alone is not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.lambda_ import Function, FunctionUrl
from hipaacheck_assets.aws.policy import Policy, make_policy, parse_policy
from hipaacheck_assets.secret_names import looks_secret_by_kind
from hipaacheck_aws.collect import Collector, Detail, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags
from hipaacheck_live.redaction import redacted_kind

_EDGE_REGION = "us-east-1"
"""Region of every function that CloudFront may run."""
_NO_POLICY = ("ResourceNotFoundException",)


def _find(reader: Reader) -> Iterator[Answer | Unknown]:
    """Functions, each with its unpublished version's configuration."""
    yield from reader.pages("lambda:ListFunctions", "Functions")


def _function(item: Answer) -> dict[str, Any]:
    return {"FunctionName": item.known("FunctionName")}


def build(place: Place, item: Answer, got: Got) -> Function:
    """One asset per function."""
    arn = item.known("FunctionArn")
    variables = _variables(item)
    return Function(
        **place.common(arn, item.known("FunctionName"), got.read("lambda:ListTags", lambda answer: tags(answer, "Tags"))),
        arn=arn,
        runtime=item.text("Runtime"),
        in_vpc=_in_vpc(item),
        at_edge=got.read("edge", lambda found: _at_edge(arn, found), False),
        kms_key=item.text("KMSKeyArn"),
        environment_names=variables if isinstance(variables, Unknown) else [*sorted(variables)],
        secret_variables=variables if isinstance(variables, Unknown) else _secrets(variables),
        dead_letter_target=_within(item, "DeadLetterConfig", "TargetArn"),
        failure_destination=got.read("lambda:ListFunctionEventInvokeConfigs", _failure_destination),
        tracing=_within(item, "TracingConfig", "Mode"),
        policy=got.read("policies", _policy),
        urls=got.read("lambda:ListFunctionUrlConfigs", lambda found: [_url(url) for url in found]),
        reserved_concurrency=got.read(
            "lambda:GetFunctionConcurrency", lambda answer: answer.integer("ReservedConcurrentExecutions")
        ),
    )


def _within(item: Answer, name: str, member: str) -> str | Unknown | None:
    block = item.block(name)
    return block.text(member) if isinstance(block, Answer) else block


def _in_vpc(item: Answer) -> bool | Unknown:
    """A function outside a VPC has no network configuration, or one without subnets. One on managed instances runs in the
    VPC of its capacity provider. https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-capacity-providers.html"""
    if isinstance(item.block("CapacityProviderConfig"), Answer):
        return True
    block = item.block("VpcConfig")
    subnets = block.texts("SubnetIds") if isinstance(block, Answer) else block
    return subnets if isinstance(subnets, Unknown) else bool(subnets)


# -- environment -------------------------------------------------------------------------------------------------


def _variables(item: Answer) -> dict[str, Any] | Unknown:
    """Environment variables; their values are redacted. Lambda gives an error in their place when it cannot decrypt them."""
    environment = item.block("Environment")
    if environment is None or isinstance(environment, Unknown):
        return {} if environment is None else environment
    if environment.values.get("Error") is not None:
        return Unknown("Lambda cannot decrypt the environment variables", environment.where)
    found = environment.block("Variables")
    return {} if found is None else found if isinstance(found, Unknown) else dict(found.values)


def _secrets(variables: dict[str, Any]) -> list[str | Unknown]:
    """Names of variables that look like secrets."""
    return [name for name, value in sorted(variables.items()) if looks_secret_by_kind(name, redacted_kind(value))]


# -- policy ------------------------------------------------------------------------------------------------------


def _policies(reader: Reader, item: Answer, got: Got) -> Any:
    """Answers with the policy of the function and of each alias that has one."""
    name = _function(item)
    found = [reader.call("lambda:GetPolicy", _NO_POLICY, **name)]
    for alias in reader.pages("lambda:ListAliases", "Aliases", **name):
        qualifier = alias if isinstance(alias, Unknown) else alias.required("Name")
        found.append(
            qualifier
            if isinstance(qualifier, Unknown)
            else reader.call("lambda:GetPolicy", _NO_POLICY, Qualifier=qualifier, **name)
        )
    return [answer for answer in found if answer is not None] or None


def _policy(found: list[Answer | Unknown]) -> Policy | Unknown:
    """All statements together. A policy that could not be read counts as a statement that is not known."""
    statements: list[Any] = []
    for answer in found:
        text = answer if isinstance(answer, Unknown) else answer.required("Policy")
        policy = text if isinstance(text, Unknown) else parse_policy(text, "lambda:GetPolicy.Policy")
        if isinstance(policy, Unknown) and len(found) == 1:
            return policy
        statements += [policy] if isinstance(policy, Unknown) else policy.statements
    return make_policy(statements)


# -- URLs, failures ------------------------------------------------------------------------------------------------


def _url(url: Answer | Unknown) -> FunctionUrl | Unknown:
    """The ARN ends with the alias, if the URL is of one: `arn:…:function:NAME:ALIAS`."""
    if isinstance(url, Unknown):
        return url
    arn = url.known("FunctionArn").split(":")
    return FunctionUrl(
        origin=":".join(arn),
        authorization=url.required("AuthType"),
        qualifier=arn[7] if len(arn) > 7 else None,
    )


def _failure_destination(found: list[Answer | Unknown]) -> str | Unknown | None:
    """Where failures go: of the first asynchronous settings that say so."""
    doubt: Unknown | None = None
    for settings in found:
        block: Answer | Unknown | None = settings
        for name in ("DestinationConfig", "OnFailure"):
            block = block.block(name) if isinstance(block, Answer) else block
        value = block.text("Destination") if isinstance(block, Answer) else block
        if isinstance(value, str):
            return value
        doubt = value if doubt is None else doubt
    return doubt


# -- edge ----------------------------------------------------------------------------------------------------------


def _edge(reader: Reader, item: Answer, got: Got) -> Any:
    """ARNs of versions that CloudFront runs; null where no function can be run so: it must be in us-east-1, and in the account
    of the distribution."""
    if reader.region != _EDGE_REGION:
        return None
    return reader.once("edge", lambda: list(_associated(reader)))


def _associated(reader: Reader) -> Iterator[str | Unknown]:
    for distribution in reader.pages("cloudfront:ListDistributions", "DistributionList.Items"):
        if isinstance(distribution, Unknown):
            yield distribution
            continue
        yield from _associations(distribution.block("DefaultCacheBehavior"))
        further = distribution.block("CacheBehaviors")
        behaviors = further.blocks("Items") if isinstance(further, Answer) else further
        for behavior in [behaviors] if isinstance(behaviors, Unknown) else behaviors or ():
            yield from _associations(behavior)


def _associations(behavior: Answer | Unknown | None) -> Iterator[str | Unknown]:
    block = behavior.block("LambdaFunctionAssociations") if isinstance(behavior, Answer) else behavior
    items = block.blocks("Items") if isinstance(block, Answer) else block
    for item in [items] if isinstance(items, Unknown) else items or ():
        yield item if isinstance(item, Unknown) else item.required("LambdaFunctionARN")


def _at_edge(arn: str, found: list[str | Unknown]) -> bool | Unknown:
    doubt: Unknown | None = None
    for version in found:
        if isinstance(version, Unknown):
            doubt = version if doubt is None else doubt
        elif version.rpartition(":")[0] == arn:
            return True
    return False if doubt is None else doubt


FUNCTIONS = Collector(
    asset_type="aws.lambda.function",
    operations=("lambda:ListFunctions",),
    find=_find,
    details=(
        Detail(name="edge", operations=("cloudfront:ListDistributions",), fields=("at_edge",), read=_edge),
        Detail(name="policies", operations=("lambda:GetPolicy", "lambda:ListAliases"), fields=("policy",), read=_policies),
        detail("lambda:ListFunctionUrlConfigs", "urls", arguments=_function, pages="FunctionUrlConfigs"),
        detail(
            "lambda:ListFunctionEventInvokeConfigs",
            "failure_destination",
            arguments=_function,
            pages="FunctionEventInvokeConfigs",
        ),
        detail("lambda:GetFunctionConcurrency", "reserved_concurrency", arguments=_function),
        detail("lambda:ListTags", "tags", arguments=lambda item: {"Resource": item.known("FunctionArn")}),
    ),
    build=build,
)

PERMISSIONS: dict[str, tuple[str, ...]] = {}
"""Every operation is called like its IAM action."""
