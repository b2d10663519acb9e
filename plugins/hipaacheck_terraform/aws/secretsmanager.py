"""AWS Secrets Manager: a secret with its policy and rotation. Values of secrets are never read.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/secretsmanager_secret and its companions.
Until provider version 4 rotation could be declared on the secret itself, so both forms are read.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.policy import Policy
from hipaacheck_assets.aws.secretsmanager import Rotation, Secret, has_customer_key
from hipaacheck_assets.truth import Truth, all_of
from hipaacheck_terraform.arguments import KMS_KEYS
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.documents import of_family
from hipaacheck_terraform.estate import Estate, Family

SECRET = ("aws_secretsmanager_secret",)
_POLICY = "aws_secretsmanager_secret_policy"
_COMPANIONS = {_POLICY: "secret_arn", "aws_secretsmanager_secret_rotation": "secret_id"}


def secrets(estate: Estate) -> Iterator[Secret]:
    """One asset per secret, and one per secret that only companions name."""
    for family in estate.families(SECRET, ("arn", "id", "name"), _COMPANIONS):
        secret = family.resource
        key = estate.link(secret, "kms_key_id", KMS_KEYS)
        window = secret.integer("recovery_window_in_days")
        yield Secret(
            **estate.common(secret, secret.text("name")),
            origins={
                field: found[0].address
                for field in ("policy", "rotation")
                if len(found := family.children.get(f"aws_secretsmanager_secret_{field}", [])) == 1
            },
            arn=secret.text("arn"),
            kms_key=key,
            has_customer_key=all_of([has_customer_key(key), *_replicas(estate, secret)]),
            rotation=_rotation(estate, family),
            policy=_policy(estate, family),
            recovery_window_days=30 if window is None else window,
        )


def _replicas(estate: Estate, secret: Resource) -> list[Truth]:
    """Whether each copy in another region has a key of the customer's."""
    found = secret.blocks("replica")
    if isinstance(found, Unknown):
        return [found] if secret.declares("replica") and not secret.stub else []
    return [
        item if isinstance(item, Unknown) else has_customer_key(estate.link(item, "kms_key_id", KMS_KEYS, secret))
        for item in found
    ]


def _rotation(estate: Estate, family: Family) -> Rotation | None | Unknown:
    companion = family.one("aws_secretsmanager_secret_rotation")
    if isinstance(companion, Unknown):
        return companion
    if companion is not None:
        return _rules(companion.block("rotation_rules"), _enabled(companion))
    return _own_rotation(estate, family.resource)


def _enabled(companion: Resource) -> bool | Unknown:
    """A rotation resource turns rotation on, unless `rotation_enabled` (since provider 6) says otherwise."""
    value = companion.flag("rotation_enabled")
    if value is None or (isinstance(value, Unknown) and not companion.declares("rotation_enabled")):
        return True
    return value


def _own_rotation(estate: Estate, secret: Resource) -> Rotation | None | Unknown:
    """The arguments of the secret itself. Computed but not declared means that no companion set them either, so: none."""
    function = estate.link(secret, "rotation_lambda_arn", ("aws_lambda_function", "aws_lambda_alias"))
    if isinstance(function, Unknown) and function.refers is None:
        return function if secret.stub or secret.declares("rotation_lambda_arn") else None
    return None if function is None else _rules(secret.block("rotation_rules"), True)


def _rules(rules: Block | None | Unknown, enabled: bool | Unknown) -> Rotation:
    if not isinstance(rules, Block):
        return Rotation(enabled=enabled, after_days=rules, schedule=rules)
    days = rules.integer("automatically_after_days")
    return Rotation(enabled=enabled, after_days=None if days == 0 else days, schedule=rules.text("schedule_expression"))


def _policy(estate: Estate, family: Family) -> Policy | None | Unknown:
    """The policy. An empty document on the secret itself takes it away."""
    own = family.resource.text("policy")
    emptied = isinstance(own, str) and own.strip() == "{}" and family.one(_POLICY) is None
    return None if emptied else of_family(estate, family, _POLICY)
