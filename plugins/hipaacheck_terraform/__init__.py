"""Terraform and OpenTofu: plans as a source of assets. One mapper per asset type; no SDK, no network."""

from hipaacheck import SourceOption, SourceSpec, hookimpl


@hookimpl
def hipaacheck_sources() -> list[SourceSpec]:
    """`hipaacheck scan plan FILE…` and `hipaacheck scan terraform DIR|FILE…`"""
    return [
        SourceSpec(
            name="plan",
            summary="a Terraform or OpenTofu plan in JSON (`terraform show -json`); '-' reads standard input",
            load="hipaacheck_terraform.plan:read",
            options=(
                SourceOption(
                    name="source-dir",
                    metavar="DIR",
                    help="The root module that the plan is of: findings point to its lines, and waivers in its comments count.  "
                    "[default: the plan's folder when it holds .tf files]",
                ),
            ),
            example="terraform show -json tfplan | hipaacheck scan plan - -f text -f sarif=out.sarif",
        ),
        SourceSpec(
            name="terraform",
            summary="Terraform or OpenTofu source: the root modules in folders, or those that files belong to",
            load="hipaacheck_terraform.source:read",
            expand="hipaacheck_terraform.roots:expand",
            targets="DIR|FILE",
            options=(
                SourceOption(
                    name="var-file", metavar="FILE", multiple=True, help="Values of variables, beside *.auto.tfvars; repeatable."
                ),
                SourceOption(name="var", metavar="NAME=VALUE", multiple=True, help="The value of a variable; repeatable."),
                SourceOption(name="workspace", metavar="NAME", help="What terraform.workspace is.  [default: unknown]"),
                SourceOption(
                    name="changed-since",
                    metavar="REV",
                    help="Only root modules with files that changed since this git revision, modules that they call included.",
                ),
                SourceOption(
                    name="time-limit", metavar="SECONDS", help="How long one root module may take to evaluate.  [default: 60]"
                ),
            ),
            example="hipaacheck scan terraform infra/ --var-file infra/prod.tfvars",
        ),
    ]
