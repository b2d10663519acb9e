"""`hipaacheck iam-policy SOURCE`"""

from __future__ import annotations

import json
from typing import Any

import click

from hipaacheck import app
from hipaacheck.cli.streams import complain, tell
from hipaacheck.config import read_config
from hipaacheck.pluginhost import PluginHost

EPILOG = """\b
Examples:
  hipaacheck iam-policy aws > policy.json
  hipaacheck iam-policy aws --select aws.s3
  hipaacheck iam-policy aws --org"""

_MANAGED, _INLINE = 6144, 10240
"""Characters without white space that AWS takes in a managed policy, and in all inline policies of a role.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""


@click.command(epilog=EPILOG)
@click.argument("source")
@click.option("--select", multiple=True, metavar="WHAT", help="Only for these controls; as in scan.")
@click.option("--ignore", multiple=True, metavar="WHAT", help="Not for these controls.")
@click.option("--rules", multiple=True, metavar="DIR", help="Further controls; repeatable.")
@click.option("--no-builtin-rules", is_flag=True, help="Leave the built-in controls out.")
@click.option("--phi-only", is_flag=True, help="For scans with --phi-only, which read the tags of everything.")
@click.option("--org", is_flag=True, help="For the account that a scan of the whole organization starts in.")
@click.option(
    "--role-name",
    metavar="NAME",
    default="OrganizationAccountAccessRole",
    show_default=True,
    help="With --org: the role to assume in the other accounts.",
)
@click.option("--config", metavar="FILE", help="Settings.  [default: ./hipaacheck.yaml when it exists]")
def iam_policy(source: str, **options: Any) -> int:
    """Print the least privilege that a scan needs.

    SOURCE is 'aws'. The policy names what the collectors of the selected controls declare to call, and nothing else: no scan
    calls more, and none of it returns customer data or secrets.
    """
    host = PluginHost()
    policy = app.least_privilege(
        host,
        source,
        read_config(options["config"]),
        rules=options["rules"],
        builtin_rules=not options["no_builtin_rules"],
        select=options["select"],
        ignore=options["ignore"],
        phi_only=options["phi_only"],
        options={"org": options["org"], "role_name": options["role_name"]},
    )
    click.echo(json.dumps(policy, indent=2))
    size = len(json.dumps(policy, separators=(",", ":")))
    if size > _INLINE:
        complain(f"{size:,} characters: put the statements into several managed policies of up to {_MANAGED:,} characters each")
    elif size > _MANAGED:
        tell(
            f"hipaacheck: {size:,} characters: attach it as an inline policy of the role (up to {_INLINE:,}), or put the "
            f"statements into two managed policies (up to {_MANAGED:,} each)\n"
        )
    return 0
