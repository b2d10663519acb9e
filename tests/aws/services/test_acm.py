"""Certificates, from answers that the simulator does not give."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from hipaacheck import Unknown
from hipaacheck_aws.services.acm import CERTIFICATES
from tests.aws.services.scripted import Denied, collect

SUMMARY = {"CertificateArn": "arn:c", "DomainName": "www.example.org"}
ISSUED = {
    "Type": "AMAZON_ISSUED",
    "Status": "ISSUED",
    "KeyAlgorithm": "RSA-2048",
    "NotAfter": "2027-01-01T00:00:00Z",
    "Options": {"CertificateTransparencyLoggingPreference": "ENABLED"},
    "DomainValidationOptions": [{"DomainName": "www.example.org", "ValidationMethod": "DNS"}],
}


def certificate(described: Any) -> Any:
    (found,), script, _ = collect(
        CERTIFICATES,
        {
            "acm:ListCertificates": {"CertificateSummaryList": [SUMMARY]},
            "acm:DescribeCertificate": described if described is Denied else {"Certificate": {**ISSUED, **described}},
            "acm:ListTagsForCertificate": {"Tags": []},
        },
    )
    assert "EC_secp521r1" in script.asked[0][2]["Includes"]["keyTypes"]
    return found


def test_a_certificate() -> None:
    found = certificate({})
    assert (found.name, found.origin, found.key_algorithm) == ("www.example.org", "AMAZON_ISSUED", "RSA_2048")
    assert (found.transparency_logging, found.validation_method) == (True, "DNS")
    assert found.not_after == datetime(2027, 1, 1, tzinfo=UTC)


def test_an_imported_certificate() -> None:
    found = certificate({"Type": "IMPORTED", "DomainValidationOptions": None, "Options": None})
    assert (found.transparency_logging, found.validation_method) == (None, None)


@pytest.mark.parametrize(("status", "wanted"), [("PENDING_VALIDATION", None), ("FAILED", None), ("ISSUED", Unknown)])
def test_a_certificate_without_an_end(status: str, wanted: Any) -> None:
    found = certificate({"Status": status, "NotAfter": None}).not_after
    assert isinstance(found, Unknown) if wanted is Unknown else found is wanted


def test_a_certificate_that_may_not_be_described() -> None:
    found = certificate(Denied)
    values = (found.origin, found.key_algorithm, found.transparency_logging, found.validation_method, found.not_after)
    assert all(isinstance(value, Unknown) for value in values)
    assert found.name == "www.example.org"


@pytest.mark.parametrize("options", [None, {}])
def test_logging_that_is_not_told_is_unknown(options: Any) -> None:
    assert isinstance(certificate({"Options": options}).transparency_logging, Unknown)
