"""AWS Certificate Manager certificates. Private keys are never read.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/acm_certificate.
"""

from __future__ import annotations

from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.acm import Certificate
from hipaacheck_terraform.arguments import declared_block
from hipaacheck_terraform.blocks import Block, Resource
from hipaacheck_terraform.estate import Estate


def certificates(estate: Estate) -> Iterator[Certificate]:
    """One asset per certificate."""
    for resource in estate.each("aws_acm_certificate"):
        origin = _origin(estate, resource)
        yield Certificate(
            **estate.common(resource, resource.text("domain_name")),
            arn=resource.text("arn"),
            origin=origin,
            key_algorithm=_algorithm(resource, origin),
            transparency_logging=None if origin == "IMPORTED" else _logging(resource),
            validation_method=resource.text("validation_method"),
            not_after=Unknown("only known at run time", resource.address),
        )


def _origin(estate: Estate, resource: Resource) -> str | Unknown:
    """A certificate with a body is imported: the provider takes `certificate_body` never together with `domain_name`, and
    one of the two there must be."""
    body = resource.text("certificate_body")
    if isinstance(body, Unknown):
        return body if resource.declares("domain_name") else "IMPORTED"
    if body is not None:
        return "IMPORTED"
    authority = estate.link(resource, "certificate_authority_arn", ("aws_acmpca_certificate_authority",))
    if isinstance(authority, Unknown) and authority.refers is None:
        return authority
    return "AMAZON_ISSUED" if authority is None else "PRIVATE"


def _algorithm(resource: Resource, origin: str | Unknown) -> str | Unknown:
    """Versions before 4 do not have the argument; certificates that they request get RSA_2048."""
    value = resource.text("key_algorithm")
    if value is not None:
        return value
    return (
        "RSA_2048"
        if origin in ("AMAZON_ISSUED", "PRIVATE")
        else Unknown("follows from the imported certificate", resource.address)
    )


def _logging(resource: Resource) -> bool | Unknown:
    """On unless `options` opts out."""
    options = declared_block(resource, "options")
    if not isinstance(options, Block):
        return True if options is None else options
    value = options.text("certificate_transparency_logging_preference")
    return value if isinstance(value, Unknown) else value != "DISABLED"
