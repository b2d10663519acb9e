"""ACM certificates."""

from __future__ import annotations

from hipaacheck import Unknown
from tests.support.plans import asset, assets, resource

REQUEST = {"domain_name": "example.org", "validation_method": "DNS"}


def test_a_request_of_an_older_provider_has_the_documented_defaults() -> None:
    certificate = asset(resource("aws_acm_certificate.a", {**REQUEST, "options": []}))
    assert (certificate.origin, certificate.key_algorithm, certificate.transparency_logging) == (
        "AMAZON_ISSUED",
        "RSA_2048",
        True,
    )
    assert certificate.validation_method == "DNS"
    assert isinstance(certificate.not_after, Unknown)


def test_what_the_provider_computes_is_unknown() -> None:
    certificate = asset(resource("aws_acm_certificate.a", REQUEST, unknown=("arn", "key_algorithm", "options")))
    assert certificate.origin == "AMAZON_ISSUED"
    assert isinstance(certificate.key_algorithm, Unknown)


def test_options_are_on_when_they_are_left_out_and_unknown_when_they_are_not_known() -> None:
    left_out = asset(resource("aws_acm_certificate.a", REQUEST, unknown=("arn", "options")))
    declared = asset(resource("aws_acm_certificate.a", REQUEST, unknown=("arn",), refs={"options": "var.options"}))
    assert left_out.transparency_logging is True
    assert isinstance(declared.transparency_logging, Unknown)


def test_what_is_set_is_read() -> None:
    options = [{"certificate_transparency_logging_preference": "DISABLED"}]
    certificate = asset(resource("aws_acm_certificate.a", {**REQUEST, "key_algorithm": "RSA_1024", "options": options}))
    assert (certificate.key_algorithm, certificate.transparency_logging) == ("RSA_1024", False)


def test_an_imported_certificate_and_its_secret() -> None:
    values = {"certificate_body": "-----BEGIN", "private_key": "s3cr3t"}
    certificate = asset(resource("aws_acm_certificate.a", values, unknown=("arn", "domain_name"), sensitive=("private_key",)))
    assert (certificate.origin, certificate.transparency_logging) == ("IMPORTED", None)
    assert isinstance(certificate.key_algorithm, Unknown)
    assert "s3cr3t" not in repr(certificate)


def test_an_import_whose_body_is_known_only_after_apply() -> None:
    refs = {"certificate_body": "tls_self_signed_cert.a.cert_pem", "private_key": "tls_private_key.a.private_key_pem"}
    assert asset(resource("aws_acm_certificate.a", {}, refs=refs)).origin == "IMPORTED"


def test_a_certificate_of_a_private_authority() -> None:
    values = {"domain_name": "example.org"}
    certificate = resource(
        "aws_acm_certificate.a", values, refs={"certificate_authority_arn": "aws_acmpca_certificate_authority.c.arn"}
    )
    found = assets(certificate, resource("aws_acmpca_certificate_authority.c"))["aws_acm_certificate.a"]
    assert found.origin == "PRIVATE"  # type: ignore[attr-defined]
    unclear = resource("aws_acm_certificate.a", values, refs={"certificate_authority_arn": "local.authority"})
    assert isinstance(asset(unclear).origin, Unknown)
