"""AWS Certificate Manager: certificates, never their private keys. https://docs.aws.amazon.com/acm/latest/APIReference/"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hipaacheck import Unknown
from hipaacheck_assets.aws.acm import Certificate
from hipaacheck_aws.collect import Collector, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, tags

_KEY_TYPES = ["RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"]
"""All that there are: left to itself, ACM lists RSA keys of up to 2048 bits only."""
_NEVER_ISSUED = ("PENDING_VALIDATION", "VALIDATION_TIMED_OUT", "FAILED")


def _find(reader: Reader) -> list[Answer | Unknown]:
    return reader.pages(
        "acm:ListCertificates",
        "CertificateSummaryList",
        CertificateKeyPairOrigins=["AWS_MANAGED", "ACME", "CUSTOMER_PROVIDED"],
        Includes={"keyTypes": _KEY_TYPES},
    )


def _arn(item: Answer) -> dict[str, Any]:
    return {"CertificateArn": item.known("CertificateArn")}


def build(place: Place, item: Answer, got: Got) -> Certificate:
    """One asset per certificate."""
    arn = item.known("CertificateArn")
    answer = got["acm:DescribeCertificate"]
    found = answer.sure("Certificate", answer.block("Certificate")) if isinstance(answer, Answer) else answer
    common = place.common(
        arn, item.text("DomainName"), got.read("acm:ListTagsForCertificate", lambda answer: tags(answer, "Tags"))
    )
    if not isinstance(found, Answer):
        return Certificate(
            **common,
            arn=arn,
            origin=found,
            key_algorithm=found,
            transparency_logging=found,
            validation_method=found,
            not_after=found,
        )
    origin, algorithm = found.required("Type"), found.required("KeyAlgorithm")
    return Certificate(
        **common,
        arn=arn,
        origin=origin,
        key_algorithm=algorithm if isinstance(algorithm, Unknown) else algorithm.replace("-", "_"),
        transparency_logging=None if origin == "IMPORTED" else _logging(found),
        validation_method=_validation(found),
        not_after=_not_after(found),
    )


def _logging(found: Answer) -> bool | Unknown:
    options = found.sure("Options", found.block("Options"))
    if isinstance(options, Unknown):
        return options
    value = options.required("CertificateTransparencyLoggingPreference")
    return value if isinstance(value, Unknown) else value == "ENABLED"


def _validation(found: Answer) -> str | Unknown | None:
    """That of the first domain. Only certificates that Amazon issues have any."""
    domains = found.blocks("DomainValidationOptions")
    if isinstance(domains, Unknown):
        return domains
    if not domains:
        return None
    return domains[0] if isinstance(domains[0], Unknown) else domains[0].required("ValidationMethod")


def _not_after(found: Answer) -> datetime | Unknown | None:
    """A certificate that was never issued has no end."""
    value = found.moment("NotAfter")
    return value if found.text("Status") in _NEVER_ISSUED else found.sure("NotAfter", value)


CERTIFICATES = Collector(
    asset_type="aws.acm.certificate",
    operations=("acm:ListCertificates",),
    find=_find,
    details=(
        detail("acm:DescribeCertificate", arguments=_arn),
        detail("acm:ListTagsForCertificate", "tags", arguments=_arn),
    ),
    build=build,
)
