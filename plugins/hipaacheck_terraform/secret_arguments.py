"""Which arguments may hold secrets, by their names. Used where a resource is recorded as evidence: rather one too many."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Named = Literal["all", "texts"] | None
"""What a name tells to be secret: everything below it, the texts that stand right there and in a map, or nothing."""

CLOUDS = ("aws_", "azurerm_", "azuread_")
"""Resource types whose arguments are known. What others hold (`random_password`, `kubernetes_secret`) may all be secret."""
_ALL = re.compile(
    r"passw|passphrase|passcode|secret|token|credential|pre_?shared|connection_(string|auth|properties)|extra_connection_attributes"
    r"|(private|access|api|account|shared|signing|client|storage|host|function|query|admin|instrumentation|insights|license|master"
    r"|(primary|secondary)(_readonly)?|auth|sas)_?keys?(_base64|_wo)?$"
    r"|key_(data|material)|(^|_)(pwd|pem|psk|pin|sas|otp|jwt|dsn|licen[sc]e)$|sas_(url|uri|key)|(webhook|service)_ur[il]$"
    r"|(user|custom)_?data(_base64)?$|startup_script|unattend|bootstrap|kube_?(admin_)?config|customer_gateway_configuration"
    r"|encrypted_data$|certificate_(body|chain|data|base64)|(^|_)trusted_ca$|^(app|protected|application)_settings$|site_credential"
    r"|registry_user"
)
_TEXTS = re.compile(
    r"(^|_)(contents?|body|payload|definitions?|templates?|manifest|values?|headers?|buildspec|hash|commands?|args|entry_?point|scripts?"
    r"|cmd|variables?)(_wo|_json|_xml|_base64|_64|_hex|_line|_inline|_overrides?)?$"
    r"|^((binary|string|json|raw)_)?data(_json)?$|^(environment|env(_vars?)?|settings?|input|output|document|properties|metadata"
    r"|query|specification|inline|interpreter|program|public_key|source_code|zip_file|yaml|xml|keepers|result)$|^triggers|_code_inline$"
    r"|^(default_|non_overridable_|execution_|job_|input_|hyper_?)?(parameters|arguments)(_content|_json)?$|^configuration_values$"
)
_HARMLESS = re.compile(
    r"_(arns?|ids?|names?|versions?|days|hours|minutes|seconds|age|enabled|length|polic(y|ies)|locations?|types?|number|mode|state"
    r"|status|strategy|count|validity|scopes?|format|methods?|expiration|expiry|expires|date|units|rotation|required|prefix"
    r"|permissions|prevention)$|^http_tokens$|^secretsmanager|^(container|task)_definitions?$|^match_values$"
)
_PLAIN_VALUES = re.compile(
    r"parameter_group$|^aws_(autoscaling_group|ecs_cluster|ecs_account_setting_default|lb_listener_rule|lb_ssl_negotiation_policy"
    r"|load_balancer_policy|iam_policy_document|ebs_snapshot_block_public_access|config_config_rule|cloudwatch_metric_alarm"
    r"|cloudtrail|cloudwatch_log_metric_filter)$"
    r"|^azurerm_(postgresql|mysql|mariadb)\w*_configuration$|^azurerm_lb"
)
"""Types of which `value` and `values` are settings of the cloud, or name something."""
_PLAIN_DOCUMENTS = frozenset({"azurerm_policy_definition.metadata", "azurerm_policy_definition.parameters"})
_SAFE_OPTIONS = re.compile(
    r"aws:(autoscaling|ec2|elb|elbv2|elasticbeanstalk:(cloudwatch|managedactions|healthreporting|command|environment($|:)))"
)
"""Namespaces of Elastic Beanstalk options that hold settings of AWS, not of the application."""
SETTINGS = frozenset(
    {
        *("required", "optional", "enabled", "disabled", "enable", "disable", "default", "none", "all", "true", "false"),
        *("hours", "minutes", "days", "seconds"),
    }
)
"""Words that are settings, whatever the name says."""
POINTER = re.compile(
    r"arn:aws[\w-]*:[\w-]+:[\w-]*:\d*:[^\s\"'{}]{1,512}|/subscriptions/[\w-]{1,64}(/[\w.()-]{1,128}){0,24}"
    r"|https://[\w-]{1,64}\.vault\.[\w.]{1,64}/(keys|secrets|certificates)/[\w-]{1,128}(/[0-9a-f]{32})?/?"
)
"""What only says where a key or a secret is."""
LOOKS_SECRET = re.compile(
    r"(?i:\b(?:bearer|basic)\s+[\w+/=.-]{12,})|\b(?:AIza[\w-]{30}|ya29\.[\w-]{10})|-----BEGIN\b"
    r"|(?i:\b(?:account_?key|shared_?access_?key|client_?secret|secret|token|api_?key|passphrase|passwd)\s*=\s*[^\s;&${<%]{2})"
    r"|(?<![\w+])(?=[\w/+]{0,39}\d)(?=[\w/+]{0,39}[A-Z])(?=[\w/+]{0,39}[a-z])[A-Za-z0-9/+]{40}(?![\w/+=])|[A-Za-z0-9+/]{100}"
)
"""Values that look like a secret, beyond those that every source redacts: AWS secret access keys, headers, encoded blobs."""


@lru_cache(maxsize=65536)
def named(name: str) -> Named:
    """What the name of an argument, or of a member of a JSON text (`secretOptions`), tells."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name[:256])
    words = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
    if _HARMLESS.search(words):
        return None
    if _ALL.search(words):
        return "all"
    return "texts" if _TEXTS.search(words) else None


def plain(type_: str, name: str, namespace: object) -> bool:
    """Whether what this argument holds is no secret for a resource of this type. `namespace` is what stands beside it."""
    if type_ == "aws_elastic_beanstalk_environment" and name == "value":
        return isinstance(namespace, str) and _SAFE_OPTIONS.match(namespace) is not None
    return (
        name in ("value", "values", "variable") and _PLAIN_VALUES.search(type_) is not None
    ) or f"{type_}.{name}" in _PLAIN_DOCUMENTS
