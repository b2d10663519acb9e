"""Terraform and OpenTofu: plans as a source of assets. One mapper per asset type; no SDK, no network."""

from hipaacheck import SourceSpec, hookimpl


@hookimpl
def hipaacheck_sources() -> list[SourceSpec]:
    """`hipaacheck scan plan FILE…` and `hipaacheck scan terraform DIR|FILE…`"""
    return [
        SourceSpec(
            name="plan",
            summary="Terraform or OpenTofu plan in JSON (`terraform show -json`); '-' reads standard input",
            load="hipaacheck_terraform.plan:read",
            example="terraform show -json tfplan | hipaacheck scan plan - -f text -f sarif=out.sarif",
        ),
        SourceSpec(
            name="terraform",
            summary="Terraform or OpenTofu source: the root modules in folders, or those that files belong to",
            load="hipaacheck_terraform.source:read",
            targets="DIR|FILE",
            example="hipaacheck scan terraform infra/ --var-file infra/prod.tfvars",
        ),
    ]
