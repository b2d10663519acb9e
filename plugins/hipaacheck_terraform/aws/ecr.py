"""Amazon ECR: repositories with their policies, and the registry's scanning configuration.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecr_repository
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.ecr import Repository, ScanRule, scanned
from hipaacheck_assets.aws.policy import Policy
from hipaacheck_terraform.arguments import KMS_KEYS, default, flag, required
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.documents import policy
from hipaacheck_terraform.estate import Estate, Family

_POLICY = "aws_ecr_repository_policy"
_SCANNING = "aws_ecr_registry_scanning_configuration"


def repositories(estate: Estate) -> Iterator[Repository]:
    """One asset per repository, and one per repository that only a policy names."""
    for family in estate.families(("aws_ecr_repository",), ("name", "id"), {_POLICY: "repository"}):
        repository = family.resource
        name = repository.text("name")
        own = _scan_on_push(repository)
        encryption, key = _encryption(estate, repository)
        policies = family.children.get(_POLICY, [])
        yield Repository(
            **estate.common(repository, name),
            origins={"policy": policies[0].address} if len(policies) == 1 else {},
            arn=repository.text("arn"),
            policy=_policy(estate, family),
            scan_on_push=own,
            scanned=own if repository.stub else scanned(name, own, _rules(estate, repository)),
            tag_mutability=default(repository.text("image_tag_mutability"), "MUTABLE"),
            encryption_type=encryption,
            kms_key=key,
        )


def _policy(estate: Estate, family: Family) -> Policy | Unknown | None:
    companion = family.one(_POLICY)
    return policy(estate, companion) if isinstance(companion, Resource) else companion


def _scan_on_push(repository: Resource) -> bool | Unknown:
    return flag(repository.block("image_scanning_configuration"), "scan_on_push", False)


def _encryption(estate: Estate, repository: Resource) -> tuple[str | Unknown, str | Unknown | None]:
    block = repository.block("encryption_configuration")
    if isinstance(block, Unknown):
        return block, block
    if block is None:
        return "AES256", None
    key = estate.link(block, "kms_key", KMS_KEYS, of=repository)
    return default(block.text("encryption_type"), "AES256"), key


def _rules(estate: Estate, repository: Resource) -> list[ScanRule | Unknown] | Unknown | None:
    """The rules of the registry that holds the repository. A registry is one account and region: the same provider
    means the same registry, another region another one, and else it cannot be told."""
    doubt: Unknown | None = None
    for registry in estate.each(_SCANNING):
        ours, theirs = estate.region(repository), estate.region(registry)
        if registry.provider == repository.provider and ours == theirs:
            rules = registry.blocks("rule")
            return rules if isinstance(rules, Unknown) else [item if isinstance(item, Unknown) else _rule(item) for item in rules]
        if ours == theirs or not isinstance(ours, str) or not isinstance(theirs, str):
            doubt = Unknown(f"{registry.address} may be of the same registry", registry.address)
    return doubt


def _rule(block: Block) -> ScanRule:
    filters = block.blocks("repository_filter")
    return ScanRule(
        frequency=required(block, "scan_frequency"),
        filters=filters if isinstance(filters, Unknown) else [_filter(item) for item in filters],
    )


def _filter(block: Block | Unknown) -> str | Unknown:
    return block if isinstance(block, Unknown) else required(block, "filter")
