"""`hipaacheck iam-policy SOURCE`"""

from __future__ import annotations

import json
from typing import Any

import click

from hipaacheck import app
from hipaacheck.cli.streams import tell
from hipaacheck.config import read_config
from hipaacheck.pluginhost import PluginHost

EPILOG = """\b
Examples:
  hipaacheck iam-policy aws > policy.json
  hipaacheck iam-policy aws --select aws.s3
  hipaacheck iam-policy aws --org
  hipaacheck iam-policy azure > role.json"""


@click.command(epilog=EPILOG)
@click.argument("source")
@click.option("--select", multiple=True, metavar="WHAT", help="Only for these controls; as in scan.")
@click.option("--ignore", multiple=True, metavar="WHAT", help="Not for these controls.")
@click.option("--rules", multiple=True, metavar="DIR", help="Further controls; repeatable.")
@click.option("--no-builtin-rules", is_flag=True, help="Leave the built-in controls out.")
@click.option("--phi-only", is_flag=True, help="For scans with --phi-only, which read the tags of everything.")
@click.option(
    "--org", is_flag=True, help="For the account that a scan of a whole organization starts in, or for management groups."
)
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

    SOURCE is 'aws' or 'azure'. The policy names what the collectors of the selected controls declare to call, and nothing else:
    no scan calls more, and none of it returns customer data or secrets.
    """
    host = PluginHost()
    policy, note = app.least_privilege(
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
    if note is not None:
        tell(f"hipaacheck: {note}\n")
    return 0
