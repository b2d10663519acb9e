"""Amazon AppStream 2.0. https://docs.aws.amazon.com/appstream2/latest/APIReference/"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown


class Fleet(Asset, frozen=True, kw_only=True, tag="aws.appstream.fleet"):
    """A fleet of instances that stream applications."""

    arn: str | Unknown | None
    """ARN of the fleet."""
    idle_disconnect_seconds: int | Unknown
    """Seconds without keyboard or mouse input after which a user is disconnected; 0 for never."""
    disconnect_seconds: int | Unknown
    """Seconds for which a session lives on after its user was disconnected."""
    max_session_seconds: int | Unknown
    """Seconds after which a session ends, whatever its user does."""


FLEET = AssetType(name="aws.appstream.fleet", record=Fleet)
