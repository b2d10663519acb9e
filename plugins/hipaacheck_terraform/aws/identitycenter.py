"""AWS IAM Identity Center permission sets.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ssoadmin_permission_set.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck_assets.aws.identitycenter import PermissionSet, seconds
from hipaacheck_terraform.arguments import default
from hipaacheck_terraform.estate import Estate


def permission_sets(estate: Estate) -> Iterator[PermissionSet]:
    """One asset per permission set."""
    for resource in estate.each("aws_ssoadmin_permission_set"):
        yield PermissionSet(
            **estate.common(resource, resource.text("name")),
            arn=resource.text("arn"),
            session_duration=seconds(default(resource.text("session_duration"), "PT1H")),
        )
