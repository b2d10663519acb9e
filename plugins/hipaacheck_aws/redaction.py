"""Secrets leave an answer before anything else sees it.

Three nets: what the service's own model marks as sensitive; members that the models miss, listed here; and values that look like
a secret wherever they stand. A redacted value becomes `{"$redacted": {"why", "len", "hmac"}}`: equal values stay equal, and
nobody without the key can guess one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from hipaacheck_live import redaction
from hipaacheck_live.redaction import NONE, Plan

OWN_LIST: dict[str, tuple[str, ...]] = {
    "apigateway": ("variables.*", "stageVariables.*", "stageVariableOverrides.*"),
    "apigatewayv2": ("StageVariables.*",),
    "appstream": ("StreamingURL", "Password"),
    "autoscaling": ("UserData",),
    "batch": ("environment[].value", "command[]", "parameters.*"),
    "cloudformation": ("ParameterValue", "ResolvedValue", "OutputValue", "TemplateBody"),
    "codebuild": ("environmentVariables[].value", "buildspec"),
    "cognito-idp": ("ClientSecret", "client_secret"),
    "dms": ("ExtraConnectionAttributes",),
    "ec2": ("UserData", "CustomerGatewayConfiguration", "PreSharedKey"),
    "ecs": ("environment[].value", "command[]", "entryPoint[]"),
    "elasticbeanstalk": ("OptionSettings[].Value",),
    "emr": ("Args[]", "Properties.*"),
    "glue": ("ConnectionProperties.*", "DefaultArguments.*", "Arguments.*"),
    "lambda": ("Variables.*",),
    "sagemaker": ("Environment.*", "OnCreate[].Content", "OnStart[].Content"),
    "ssm": ("Parameters.*",),
    "sts": ("Credentials",),
    "workspaces": ("RegistrationCode",),
}
"""boto3's service → members that hold secrets, wherever they stand in its answers: a member's name, the items of a list
(`name[].member`, `name[]`) or the values of a map (`name.*`)."""

NO_SECRETS: dict[str, tuple[str, ...]] = {
    "backup": ("Tags",),
    "cloudfront": ("Comment",),
    "cognito-idp": ("ClientId",),
    "ecs": ("environment",),
    "s3": ("KMSMasterKeyID", "SSEKMSKeyId"),
}
"""boto3's service → members that its model marks as sensitive although they only name something, such as the id of a key, or
although only what is below them is (`OWN_LIST`)."""

_SAFE_OPTIONS = re.compile(
    r"aws:(autoscaling|ec2|elb|elbv2|elasticbeanstalk:(cloudwatch|managedactions|healthreporting|command|environment($|:)))"
)
"""Namespaces of Elastic Beanstalk options that hold settings of AWS, not of the application."""

_Match = Callable[[tuple[str, ...]], str | None]


class Redactor(redaction.Redactor):
    """Redacts answers of botocore."""

    def __init__(self, key: bytes | None = None) -> None:
        super().__init__(key)
        self._plans: dict[str, Plan] = {}

    def redact(self, operation: str, shape: Any, answer: dict[str, Any]) -> dict[str, Any]:
        """The answer without secrets. `shape` is botocore's output shape of the operation."""
        plan = self._plans.get(operation, _MISSING)
        if plan is _MISSING:
            service = operation.partition(":")[0]
            own, names = _own(OWN_LIST.get(service, ())), _own(NO_SECRETS.get(service, ()))
            plan = self._plans[operation] = _plan(shape, own, names, ())
        found: dict[str, Any] = self.walk(answer, plan)
        return found

    def exempt(self, plan: str, parent: Any) -> bool:
        """Options of Elastic Beanstalk tell beside each value what it is for."""
        return plan == "option" and _safe_option(parent)


_MISSING = object()


def _safe_option(parent: Any) -> bool:
    namespace = parent.get("Namespace") if isinstance(parent, dict) else None
    return isinstance(namespace, str) and _SAFE_OPTIONS.match(namespace) is not None


def _own(patterns: tuple[str, ...]) -> _Match:
    """Whether a path, such as `("Environment", "Variables", "*")`, ends as one of the patterns does."""
    ends = [tuple(part for part in re.split(r"\.|(?=\[\])", pattern) if part) for pattern in patterns]

    def match(path: tuple[str, ...]) -> str | None:
        if any(path[-len(end) :] == end for end in ends):
            return "option" if path[-3:] == ("OptionSettings", "[]", "Value") else "own"
        return None

    return match


def _plan(shape: Any, own: _Match, names: _Match, path: tuple[str, ...], above: tuple[str, ...] = ()) -> Plan:
    """The plan for a shape of botocore; null when nothing below is secret."""
    if shape is None:
        return None
    if (found := own(path)) is not None:
        return found
    if shape.metadata.get("sensitive") and names(path) is None:
        return "model"
    if shape.name in above:  # a recursive shape: its inner levels are scanned by value only
        return None
    above = (*above, shape.name)
    if shape.type_name == "structure":
        below = {name: _plan(member, own, names, (*path, name), above) for name, member in shape.members.items()}
        members = {name: plan for name, plan in below.items() if plan is not None}
        return (members, None, None) if members else None
    if shape.type_name == "list":
        inner = _plan(shape.member, own, names, (*path, "[]"), above)
        return None if inner is None else (NONE, inner, None)
    if shape.type_name == "map":
        inner = _plan(shape.value, own, names, (*path, "*"), above)
        return None if inner is None else (NONE, None, inner)
    return None
