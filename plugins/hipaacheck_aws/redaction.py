"""Secrets leave an answer before anything else sees it.

Three nets: what the service's own model marks as sensitive; members that the models miss, listed here; and values that look like
a secret wherever they stand. A redacted value becomes `{"$redacted": {"why", "len", "hmac"}}`: equal values stay equal, and
nobody without the key can guess one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable
from typing import Any

from hipaacheck_aws.answers import REDACTED

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

_SECRETS: tuple[tuple[str, str], ...] = (
    ("access key", r"(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])"),
    ("private key", r"-----BEGIN [A-Z ]*PRIVATE KEY"),
    (
        "token",
        r"(?<=[\w-]{8})\.eyJ[\w-]{8,}+\.|\b(?:gh[pousr]_\w{30}|github_pat_\w{30}|glpat-[\w-]{20}|xox[abprs]-[\w-]{10}|sk_live_\w{10})",
    ),
    ("password", r"(?i:(?<![^\W_])(?:(?:password|passwd|pwd)\\*[\"']?\s*[=:]|secret\s*=)\s*\\*[\"']?[^\s;&${<%*\"',}\]]{2})"),
    ("account key", r"(?i:\b(?:accountkey\s*=|sharedaccesskey\s*=|aws_secret_access_key\\*[\"']?\s*[=:])\s*[^\s${<])"),
    ("signature", r"(?i:[?&]sig=[\w%+/=-]{16,}|x-amz-signature=)"),
    ("address with user and password", r"://[^/\s:@\"']*:[^/\s:@${<%\"'][^/\s:@\"']*@|https?://[\w.~-]{16,}@"),
)
_ANY = re.compile("|".join(f"(?P<g{number}>{pattern})" for number, (_, pattern) in enumerate(_SECRETS)))
_POINTER = re.compile(r"\s*($|arn:|/|\{\{|\$\{|((aws-)?(ssm|secretsmanager|sm)|vault|file):|(true|false)\s*$)", re.IGNORECASE)

_Match = Callable[[tuple[str, ...]], str | None]
Plan = Any
"""What to redact below a place: null for nothing, True for all of it, else `(members, items, values)` with plans below."""


def kind_of(text: str) -> str:
    """What a value is, as far as may be told: `secret (…)`, `pointer` (a path, ARN or placeholder), or `value`."""
    found = _ANY.search(text)
    if found is not None and found.lastgroup is not None:
        return f"secret ({_SECRETS[int(found.lastgroup[1:])][0]})"
    return "pointer" if _POINTER.match(text) else "value"


def redacted_kind(value: Any) -> str | None:
    """What `kind_of` said of a value that is redacted now; null when it is not redacted."""
    if isinstance(value, dict) and REDACTED in value:
        return str(value[REDACTED]["why"]).partition(": ")[2]
    return None


class Redactor:
    """Redacts answers. The key of the HMACs is this run's own unless one is given; it never leaves the process."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(32)
        self._plans: dict[str, Plan] = {}

    def redact(self, operation: str, shape: Any, answer: dict[str, Any]) -> dict[str, Any]:
        """The answer without secrets. `shape` is botocore's output shape of the operation."""
        plan = self._plans.get(operation, _MISSING)
        if plan is _MISSING:
            service = operation.partition(":")[0]
            own, names = _own(OWN_LIST.get(service, ())), _own(NO_SECRETS.get(service, ()))
            plan = self._plans[operation] = _plan(shape, own, names, ())
        found: dict[str, Any] = self._walk(answer, plan, None)
        return found

    def _walk(self, value: Any, plan: Plan, parent: Any) -> Any:
        kind = type(value)
        if kind is str:
            if isinstance(plan, str):
                return value if plan == "option" and _safe_option(parent) else self._mark(value, plan)
            found = _ANY.search(value) if len(value) > 7 else None
            return value if found is None else self._mark(value, "value")
        if kind is dict:
            if isinstance(plan, str):
                return {self._name(key): self._walk(item, plan, value) for key, item in value.items()}
            members, values = (plan[0], plan[2]) if plan else (_NONE, None)
            return {self._name(key): self._walk(item, members.get(key, values), value) for key, item in value.items()}
        if kind is list:
            below = plan if plan is None or isinstance(plan, str) else plan[1]
            return [self._walk(item, below, value) for item in value]
        if isinstance(plan, str) and value is not None and kind is not bool:
            return self._mark(value if kind is bytes else json.dumps(value, default=str), plan)
        if kind is bytes:
            return self._walk(value.decode("utf-8", "replace"), plan, parent)
        return value

    def _name(self, key: str) -> str:
        """The key of a map, such as that of a tag, unless it looks like a secret."""
        if (key.isalnum() and len(key) < 20) or _ANY.search(key) is None:
            return key
        return f"redacted {self._mark(key, 'value')[REDACTED]['hmac'][:16]}"

    def _mark(self, value: str | bytes, why: str) -> dict[str, Any]:
        raw = value.encode(errors="surrogatepass") if isinstance(value, str) else value
        text = value if isinstance(value, str) else value.decode("utf-8", "replace")
        digest = hmac.new(self._key, raw, hashlib.sha256).hexdigest()
        reason = {"model": "marked sensitive", "own": "may hold secrets", "option": "may hold secrets"}.get(
            why, "looks like a secret"
        )
        return {REDACTED: {"why": f"{reason}: {kind_of(text)}", "len": len(raw), "hmac": digest}}


_MISSING = object()
_NONE: dict[str, Plan] = {}


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
        return None if inner is None else (_NONE, inner, None)
    if shape.type_name == "map":
        inner = _plan(shape.value, own, names, (*path, "*"), above)
        return None if inner is None else (_NONE, None, inner)
    return None
