"""AWS IAM Identity Center. https://docs.aws.amazon.com/singlesignon/latest/APIReference/"""

from __future__ import annotations

import re

from hipaacheck import Asset, AssetType, Unknown

_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def seconds(duration: str | Unknown) -> int | Unknown:
    """The seconds of a span of time in the form of ISO 8601, such as `PT8H`."""
    if isinstance(duration, Unknown):
        return duration
    found = _DURATION.fullmatch(duration)
    if found is None or not any(found.groups()):
        return Unknown(f"{duration!r} is no span of time")
    days, hours, minutes, rest = (int(part or 0) for part in found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + rest


class PermissionSet(Asset, frozen=True, kw_only=True, tag="aws.identitycenter.permission_set"):
    """A permission set: what people may do in the accounts that it is assigned to them for, and for how long at a time."""

    arn: str | None | Unknown
    """ARN."""
    session_duration: int | Unknown
    """Longest session in an account, in seconds; 3600 unless set."""


PERMISSION_SET = AssetType(name="aws.identitycenter.permission_set", record=PermissionSet)
