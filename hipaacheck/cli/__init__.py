"""The command line: parse, call `app`, print, exit. The one error boundary of the program is `run`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module

import click

from hipaacheck._version import __version__
from hipaacheck.cli.streams import complain, tell
from hipaacheck.errors import HipaacheckError

COMMANDS = {
    "scan": "hipaacheck.cli.scan:scan",
    "snapshot": "hipaacheck.cli.evidence:snapshot",
    "verify": "hipaacheck.cli.evidence:verify",
    "diff": "hipaacheck.cli.compare:diff",
    "history": "hipaacheck.cli.compare:history",
    "report": "hipaacheck.cli.report:command",
    "keys": "hipaacheck.cli.evidence:keys",
    "baseline": "hipaacheck.cli.baseline:baseline",
    "controls": "hipaacheck.cli.controls:controls",
    "register": "hipaacheck.cli.register:register",
    "safeguards": "hipaacheck.cli.safeguards:safeguards",
    "assets": "hipaacheck.cli.vocabulary:assets",
    "iam-policy": "hipaacheck.cli.iam_policy:iam_policy",
    "plugins": "hipaacheck.cli.vocabulary:plugins",
    "demo": "hipaacheck.cli.demo:demo",
}
"""Command → `module:attribute`, imported when used."""

EPILOG = """\b
Exit codes: 0 clean, 1 findings at or above --fail-on,
2 usage, configuration, control, waiver or register wrong,
3 incomplete: something selected could not be read or evaluated,
130 interrupted."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order they are introduced to people."""
        return list(COMMANDS)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names; a misspelt one is answered with the nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from hipaacheck.errors import nearest

            ctx.fail(f"no command '{args[0]}'{nearest(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        reference = COMMANDS.get(cmd_name)
        if reference is None:
            return None
        module, _, attribute = reference.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


@click.group(cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="hipaacheck", message="%(prog)s %(version)s")
def root() -> None:
    """Check infrastructure against the HIPAA Security Rule (45 CFR 164 subpart C)."""


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code. No error leaves here as a traceback, unless --debug asks for it."""
    debug = "--debug" in arguments
    try:
        return int(root.main(list(arguments), prog_name="hipaacheck", standalone_mode=False) or 0)
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        with suppress(OSError):
            if sys.stderr is not None:
                error.show()
        return 2
    except HipaacheckError as error:
        if debug:
            _trace()
        complain(str(error))
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        complain("interrupted; no report was written")
        return 130
    except (BrokenPipeError, SystemExit):  # click turns the one into the other
        from hipaacheck.output import discard_standard_output

        discard_standard_output()
        return 141
    except Exception as error:  # noqa: BLE001 - the error boundary
        if debug:
            _trace()
        if isinstance(error, OSError) and error.filename is None:  # printed, and the disk behind standard output is full
            from hipaacheck.output import standard_output_failed

            failed = standard_output_failed(error)
            complain(str(failed))
            return failed.exit_code
        complain(f"internal error: {type(error).__name__}: {error}. Run again with --debug and report what it shows.")
        return 3


def _trace() -> None:
    import traceback

    tell(traceback.format_exc())
