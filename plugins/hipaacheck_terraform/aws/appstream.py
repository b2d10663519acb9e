"""Amazon AppStream 2.0: fleets.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/appstream_fleet
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.appstream import Fleet
from hipaacheck_terraform.arguments import default
from hipaacheck_terraform.blocks import Resource
from hipaacheck_terraform.estate import Estate


def fleets(estate: Estate) -> Iterator[Fleet]:
    """One asset per fleet. AppStream documents 0, never, as the default for idle users, and none for the other times."""
    for fleet in estate.each("aws_appstream_fleet"):
        yield Fleet(
            **estate.common(fleet, fleet.text("name")),
            arn=fleet.text("arn"),
            idle_disconnect_seconds=default(fleet.integer("idle_disconnect_timeout_in_seconds"), 0),
            disconnect_seconds=_seconds(fleet, "disconnect_timeout_in_seconds"),
            max_session_seconds=_seconds(fleet, "max_user_duration_in_seconds"),
        )


def _seconds(fleet: Resource, name: str) -> int | Unknown:
    found = fleet.integer(name)
    return Unknown("not declared, and AWS documents no default", f"{fleet.address}.{name}") if found is None else found
