"""AWS Security Hub. https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/securityhub_account"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck_assets.aws.securityhub import Hub
from hipaacheck_terraform.estate import Estate


def hubs(estate: Estate) -> Iterator[Hub]:
    """One asset per declared hub. Declaring it switches Security Hub on; there is no argument that leaves it off."""
    for hub in estate.each("aws_securityhub_account"):
        yield Hub(**estate.common(hub, None), arn=hub.text("arn"), enabled=True)
