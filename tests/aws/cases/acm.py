"""ACM certificates."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from tests.support.aws import Case, Client
from tests.support.plans import NOW, resource

_ARN = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"


def seed(client: Client) -> None:
    """`www` is in order, `quiet` was kept out of the logs, `imported` ends soon and has a weak key."""
    with patch("moto.acm.models.utcnow", lambda: NOW.replace(tzinfo=None)):
        _seed(client("acm"))


def _seed(acm: Any) -> None:
    acm.request_certificate(DomainName="www.example.org", ValidationMethod="DNS", Tags=[{"Key": "Team", "Value": "web"}])
    acm.request_certificate(
        DomainName="quiet.example.org",
        ValidationMethod="DNS",
        Options={"CertificateTransparencyLoggingPreference": "DISABLED"},
    )
    certificate, key = _imported()
    acm.import_certificate(Certificate=certificate, PrivateKey=key)


def _imported() -> tuple[bytes, bytes]:
    """A certificate with a weak key that ends two weeks after the tests' present."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(65537, 1024)  # noqa: S505 - it is meant to be weak
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "imported.example.org")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=900))
        .not_valid_after(NOW + timedelta(days=14))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("imported.example.org")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
    return made.public_bytes(pem), private


CASE = Case(
    types=("aws.acm.certificate",),
    seed=seed,
    expected={
        "aws-acm-certificate-expiry": {"www.example.org": "pass", "imported.example.org": "fail"},
        "aws-acm-certificate-strong-key": {"www.example.org": "pass", "imported.example.org": "fail"},
        "aws-acm-certificate-transparency-logging": {
            "www.example.org": "pass",
            "quiet.example.org": "fail",
            "imported.example.org": "not_applicable",
        },
    },
    plan=(
        resource(
            "aws_acm_certificate.www",
            {
                "id": _ARN,
                "arn": _ARN,
                "domain_name": "www.example.org",
                "validation_method": "DNS",
                "key_algorithm": "RSA_2048",
                "certificate_body": None,
                "certificate_authority_arn": None,
                "options": [{"certificate_transparency_logging_preference": "ENABLED"}],
                "tags_all": {"Team": "web"},
            },
        ),
    ),
    differences={
        ("aws.acm.certificate", "arn"): "the simulator chooses the id",
        ("aws.acm.certificate", "not_after"): "exists only in an account",
    },
)
