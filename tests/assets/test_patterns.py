"""Which actions and resources a pattern reaches."""

from __future__ import annotations

import pytest

from hipaacheck_assets.aws.patterns import every_action, every_key, every_of_service, everywhere, matches, whole_service


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("*", "kms:decrypt", True),
        ("kms:?ecrypt", "kms:decrypt", True),
        ("kms:**crypt", "kms:decrypt", True),
        ("kms:dec", "kms:decrypt", False),
        ("kms.decrypt", "kms:decrypt", False),
    ],
)
def test_patterns(pattern: str, text: str, expected: bool) -> None:
    assert matches(pattern, text) is expected


@pytest.mark.parametrize(
    ("pattern", "service"),
    [
        ("*", "*"),
        ("*:*", "*"),
        ("?*", "*"),
        ("s3:*", "s3"),
        ("s3:**", "s3"),
        ("s3:?*", "s3"),
        ("s?:*", "s?"),
        ("iam*", "iam*"),
        ("??:*", "??"),
        ("*:????", None),
        ("s3:????", None),
        ("s3:Get*", None),
        ("s3:*object", None),
        ("s3:getobject", None),
    ],
)
def test_whole_services(pattern: str, service: str | None) -> None:
    assert whole_service(pattern) == service
    assert every_action(pattern) is (service == "*")


@pytest.mark.parametrize(
    ("pattern", "all_", "buckets", "keys"),
    [
        ("*", True, True, True),
        ("arn:*", True, True, True),
        ("arn:aws-cn:*:*:*:*", True, True, True),
        ("arn:aws:s3:::*", False, True, False),
        ("arn:aws:s3:::phi*", False, False, False),
        ("arn:aws:s3:::${aws:PrincipalTag/bucket}", False, False, False),
        ("arn:aws:kms:*:*:*", False, False, True),
        ("arn:aws:kms:eu-west-1:${aws:PrincipalAccount}:key/*", False, False, True),
        ("arn:aws:kms:eu-west-1:111122223333:alias/*", False, False, False),
        ("arn:aws:kms:eu-west-1:111122223333:key/*ffff", False, False, False),
    ],
)
def test_everything(pattern: str, all_: bool, buckets: bool, keys: bool) -> None:
    assert everywhere(pattern) is all_
    assert every_of_service(pattern, "s3") is buckets
    assert every_key(pattern) is keys
