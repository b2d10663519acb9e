"""Wildcards in IAM policies: which actions and which resources a pattern reaches. `*` is any text, `?` any one character.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html. Whether a pattern reaches *every*
action or resource is tried out on made-up ones of a shape that no narrower pattern is written for.
"""

from __future__ import annotations

import re
from functools import lru_cache

VARIABLE = re.compile(r"\$\{[^}]*\}")
"""A policy variable, `${aws:username}` or `${aws:PrincipalTag/team, 'none'}`."""
_SHORT, _LONG = "s3:sign", "elasticmapreduce:describereleaselabels"
_ACCOUNT, _REGION = "000000000000", "us-east-1"


def wild(text: str) -> bool:
    """Whether a text has wildcards."""
    return "*" in text or "?" in text


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    pattern = re.sub(r"\*+", "*", pattern)
    return re.compile("".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in pattern), re.DOTALL)


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern matches the whole text."""
    return pattern == text or (wild(pattern) and _compiled(pattern).fullmatch(text) is not None)


# -- actions, in lower case --------------------------------------------------------------------------------------


def every_action(pattern: str) -> bool:
    """Whether a pattern reaches every action of every service: `*`, `*:*`, `?*`."""
    return pattern == "*" or (not pattern.strip("*?:") and matches(pattern, _SHORT) and matches(pattern, _LONG))


def whole_service(pattern: str) -> str | None:
    """The service of which a pattern reaches every action: `s3` for `s3:*` and `s3:?*`, `*` for all. The service may have
    wildcards of its own (`s*:*`). Null for patterns that reach some actions only."""
    if not pattern.endswith(("*", "?")):
        return None
    if every_action(pattern):
        return "*"
    service, colon, rest = pattern.partition(":")
    if not colon:
        return pattern if pattern.endswith("*") else None
    return service if not rest.strip("*?") and matches(rest, "sign") and matches(rest, "describereleaselabels") else None


# -- resources ---------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def everywhere(pattern: str) -> bool:
    """Whether a pattern reaches every resource of every service: `*`, `arn:aws:*`, `arn:*:*:*:*:*`."""
    return pattern == "*" or (
        wild(pattern)
        and _reaches(pattern, f"arn:aws:nosuch:::{_NAME}")
        and _reaches(pattern, f"arn:aws:ec2:{_REGION}:{_ACCOUNT}:instance/{_NAME}")
    )


@lru_cache(maxsize=4096)
def every_of_service(pattern: str, service: str) -> bool:
    """Whether a pattern reaches every resource of a service, in every region of the account that it names."""
    if everywhere(pattern):
        return True
    if not wild(pattern) or wild(service):
        return False
    places = (f"{_REGION}:{_ACCOUNT}", f":{_ACCOUNT}", ":")
    return any(
        _reaches(pattern, f"arn:aws:{service}:{place}:{name}", (1, 4)) for place in places for name in (_NAME, f"/{_NAME}")
    )


@lru_cache(maxsize=4096)
def every_principal(pattern: str, kind: str) -> bool:
    """Whether a pattern reaches every `user`, `role`, `group` or `policy` of the account that it names."""
    return wild(pattern) and _reaches(pattern, f"arn:aws:iam::{_ACCOUNT}:{kind}/{_NAME}", (1, 4))


@lru_cache(maxsize=4096)
def every_key(pattern: str) -> bool:
    """Whether a pattern reaches every KMS key of the region and account that it names."""
    return wild(pattern) and _reaches(
        pattern, f"arn:aws:kms:{_REGION}:{_ACCOUNT}:key/0bd1c3a5-97e2-4f68-8a0c-5e7d9b1f2463", (1, 3, 4)
    )


_NAME = "zq-0-no-such-name"


def _reaches(pattern: str, arn: str, free: tuple[int, ...] = (1,)) -> bool:
    """Whether a pattern matches an ARN, whose parts at the places `free` are taken from the pattern where it names them."""
    pattern = VARIABLE.sub("0", pattern)
    named, parts = pattern.split(":", 5), arn.split(":", 5)
    if len(named) > 2 and named[2] != parts[2] and not wild(named[2]):
        return False
    if len(named) == 6:
        for place in free:
            if parts[place] and named[place] and not wild(named[place]):
                parts[place] = named[place]
    return matches(pattern, ":".join(parts))
