"""Amazon ECR private repositories. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_Repository.html"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from hipaacheck import Asset, AssetType, Unknown
from hipaacheck_assets.aws.policy import Policy
from hipaacheck_assets.truth import Truth, all_of, any_of


class Repository(Asset, frozen=True, kw_only=True, tag="aws.ecr.repository"):
    """A private image repository."""

    arn: str | Unknown | None
    """ARN of the repository."""
    policy: Policy | Unknown | None
    """Repository policy; null when there is none, and only the own account may use the repository."""
    scan_on_push: bool | Unknown
    """The repository's own setting. AWS prefers the registry's scanning configuration, which `scanned` accounts for."""
    scanned: bool | Unknown
    """Whether images are scanned without being asked, by the repository's setting or by the registry's rules."""
    tag_mutability: str | Unknown
    """`MUTABLE`, `IMMUTABLE`, `MUTABLE_WITH_EXCLUSION` or `IMMUTABLE_WITH_EXCLUSION`."""
    encryption_type: str | Unknown
    """`AES256` (a key that S3 owns), `KMS` or `KMS_DSSE`."""
    kms_key: str | Unknown | None
    """KMS key; null when none is named, which with `KMS` means the key `aws/ecr`."""


REPOSITORY = AssetType(name="aws.ecr.repository", record=Repository)


class ScanRule(NamedTuple):
    """One rule of the registry's scanning configuration."""

    frequency: str | Unknown
    """`SCAN_ON_PUSH`, `CONTINUOUS_SCAN` or `MANUAL`."""
    filters: list[str | Unknown] | Unknown
    """Names with `*` for anything; without a `*` the filter matches every name that contains it."""


def scanned(name: str | Unknown | None, own: Truth, rules: Sequence[ScanRule | Unknown] | Unknown | None) -> Truth:
    """Whether a repository is scanned without being asked. `rules` is null when no registry configuration is known.

    A registry configuration overrides the repository's setting, but what AWS then does with a repository that no rule
    matches and whose own setting is on is not documented: unknown.
    """
    if rules is None:
        return own
    if isinstance(rules, Unknown):
        return rules
    matched = any_of(rule if isinstance(rule, Unknown) else _matches(name, rule) for rule in rules)
    if matched is False and own is not False:
        return Unknown("the registry's scanning rules do not name this repository")
    return matched


def _matches(name: str | Unknown | None, rule: ScanRule) -> Truth:
    automatic = rule.frequency if isinstance(rule.frequency, Unknown) else rule.frequency != "MANUAL"
    if isinstance(rule.filters, Unknown):
        return all_of([automatic, rule.filters])
    return all_of([automatic, any_of(_fits(name, item) for item in rule.filters)])


def _fits(name: str | Unknown | None, item: str | Unknown) -> Truth:
    if item == "*":
        return True
    if isinstance(item, Unknown):
        return item
    if not isinstance(name, str):
        return name if isinstance(name, Unknown) else False
    if "*" not in item:
        return item in name
    return re.fullmatch(".*".join(map(re.escape, item.split("*"))), name) is not None
