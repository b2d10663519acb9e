"""The asset type `acme.share`."""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown


class Share(Asset, frozen=True, kw_only=True, tag="acme.share"):
    """A file share."""

    encrypted: bool | Unknown
    """Whether files are encrypted at rest."""
    guests: list[str | Unknown] | Unknown
    """Accounts that get in without a password."""


SHARE = AssetType(name="acme.share", record=Share)
