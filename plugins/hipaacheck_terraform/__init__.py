"""Terraform and OpenTofu: plans as a source of assets. One mapper per asset type; no SDK, no network."""

from hipaacheck import SourceSpec, hookimpl


@hookimpl
def hipaacheck_sources() -> list[SourceSpec]:
    """`hipaacheck scan plan FILE…`"""
    return [
        SourceSpec(
            name="plan",
            summary="Terraform or OpenTofu plan in JSON (`terraform show -json`); '-' reads standard input",
            load="hipaacheck_terraform.plan:read",
            example="terraform show -json tfplan | hipaacheck scan plan - -f text -f sarif=out.sarif",
        )
    ]
