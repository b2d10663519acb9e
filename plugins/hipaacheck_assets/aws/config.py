"""AWS Config. https://docs.aws.amazon.com/config/latest/APIReference/"""

from __future__ import annotations

from hipaacheck import Asset, AssetType, Unknown


class Recorder(Asset, frozen=True, kw_only=True, tag="aws.config.recorder"):
    """The configuration recorder of one region. Live, a region without one is an asset with `recording` false."""

    recording: bool | Unknown
    """Whether changes of configuration are being recorded. A recorder records nothing until it is started."""
    all_supported: bool | Unknown
    """Whether every supported type of regional resource is recorded, future types included."""
    include_global: bool | Unknown
    """Whether global resources such as IAM users and roles are recorded. One region is enough for these."""
    delivery_bucket: str | None | Unknown
    """Bucket that the region's delivery channel writes the history to; null when the region has no channel."""


RECORDER = AssetType(name="aws.config.recorder", record=Recorder)
