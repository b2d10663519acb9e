"""Live AWS as a source of assets, through boto3. Nothing of it is imported before an account is scanned."""

from hipaacheck import SourceOption, SourceSpec, hookimpl


@hookimpl
def hipaacheck_sources() -> list[SourceSpec]:
    """`hipaacheck scan aws`"""
    return [
        SourceSpec(
            name="aws",
            summary="a live AWS account, several, or a whole organization",
            load="hipaacheck_aws.source:read",
            assets="aws.",
            runtime=True,
            targets=None,
            options=(
                SourceOption(
                    name="aws-profile", metavar="NAME", help="Profile of the AWS configuration.  [default: AWS_PROFILE]"
                ),
                SourceOption(
                    name="region",
                    metavar="NAME",
                    multiple=True,
                    help="Only this region; repeatable.  [default: all enabled ones]",
                ),
                SourceOption(
                    name="account", metavar="ID", multiple=True, help="This account, by a role in it; repeatable.  [default: own]"
                ),
                SourceOption(name="org", help="Every active account of the organization, by a role in each."),
                SourceOption(
                    name="role-name",
                    metavar="NAME",
                    default="OrganizationAccountAccessRole",
                    help="Role to assume in other accounts. 'hipaacheck iam-policy aws' prints what it needs.",
                ),
                SourceOption(name="external-id", metavar="TEXT", help="External id that the role asks for."),
            ),
            privileges="hipaacheck_aws.permissions:privileges",
            example="hipaacheck scan aws --org --role-name HipaacheckAudit -f json=findings.json",
        )
    ]
