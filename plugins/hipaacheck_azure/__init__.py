"""Live Azure and Entra ID as a source of assets, through the Azure SDK. Nothing of it is imported before a scan."""

from hipaacheck import SourceOption, SourceSpec, hookimpl


@hookimpl
def hipaacheck_sources() -> list[SourceSpec]:
    """`hipaacheck scan azure`"""
    return [
        SourceSpec(
            name="azure",
            summary="live Azure subscriptions and their Entra ID tenant",
            load="hipaacheck_azure.source:read",
            assets="azure.",
            runtime=True,
            targets=None,
            options=(
                SourceOption(
                    name="subscription",
                    metavar="ID",
                    multiple=True,
                    help="Only this subscription; repeatable.  [default: all that can be read]",
                ),
                SourceOption(name="management-group", metavar="NAME", help="Every subscription below this management group."),
                SourceOption(name="cloud", metavar="NAME", default="public", help="public, usgov or china."),
                SourceOption(name="authority-host", metavar="URL", help="Where tokens are given, in a cloud of one's own."),
                SourceOption(name="resource-manager", metavar="URL", help="Azure Resource Manager there."),
                SourceOption(name="graph", metavar="URL", help="Microsoft Graph there."),
            ),
            privileges="hipaacheck_azure.permissions:privileges",
            example="hipaacheck scan azure --management-group clinics -f json=findings.json",
        )
    ]
