"""What a scan may ask: GETs that its collectors declare, permissions to read, and nothing that returns data or secrets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import hipaacheck_azure
from hipaacheck import PluginError
from hipaacheck.app import needed_fields
from hipaacheck_azure.operations import OPERATIONS
from hipaacheck_azure.permissions import operations, permissions
from hipaacheck_azure.reader import Account, Reader
from hipaacheck_azure.services.table import COLLECTORS
from hipaacheck_azure.source import collectors
from tests.support.cli import builtin_pack, hipaacheck

ALL = sorted(operations(dict.fromkeys(COLLECTORS, frozenset({"*"})), groups=True))
VERSION = re.compile(r"20\d\d-\d\d-\d\d(-preview)?")
ACTION = re.compile(r"Microsoft\.\w+(/\w+)+/[Rr]ead")
CONSENT = re.compile(r"\w+\.Read(Basic)?(\.\w+)*")
ACTIONS = re.compile(r"/(list\w*|regenerate\w*|get\w+|show\w*|export\w*|download\w*)(/|\?|$)", re.IGNORECASE)
"""Steps of a path that ask for an action, such as `listKeys`."""
SECRETS = re.compile(
    r"vault\.azure\.net|/(appsettings|connectionstrings|publishingcredentials|accesskeys|authkeys|host/default)", re.IGNORECASE
)


@pytest.mark.parametrize("name", ALL)
def test_every_path_reads_configuration(name: str) -> None:
    operation = OPERATIONS[name]
    assert not ACTIONS.search(operation.path)
    assert not SECRETS.search(operation.path)
    assert (operation.version is None) == name.startswith("graph:")
    if operation.version is None:
        assert operation.path.startswith("/v1.0/")
        assert CONSENT.fullmatch(operation.permission)
    else:
        assert VERSION.fullmatch(operation.version)
        assert ACTION.fullmatch(operation.permission)


def test_the_only_method_is_get() -> None:
    """The SDK's own policy that registers resource providers by a POST is left out as well."""
    sources = [path.read_text("utf-8") for path in Path(hipaacheck_azure.__file__).parent.rglob("*.py")]
    assert {method for text in sources for method in re.findall(r'HttpRequest\(\s*"(\w+)"', text)} == {"GET"}
    assert not [text for text in sources if re.search(r"\.(post|put|patch|delete|begin_\w+)\(", text)]


def test_a_path_that_is_not_declared_is_refused() -> None:
    account = Account(id="s", tenant="t")
    reader = Reader(None, account, "azure.storage.account", frozenset())  # type: ignore[arg-type]
    with pytest.raises(PluginError, match=r"the collector of azure\.storage\.account calls Microsoft\.Storage/storageAccounts"):
        reader.pages("Microsoft.Storage/storageAccounts")


def test_every_declared_operation_is_in_the_table() -> None:
    declared = {
        operation
        for found in collectors(dict.fromkeys(COLLECTORS, frozenset({"*"}))).values()
        for collector in found
        for operation in collector.calls(frozenset({"*"}))
    }
    assert declared <= set(OPERATIONS)
    assert set(OPERATIONS) - set(ALL) == set(), "a path that nothing asks for"


def test_the_printed_role_is_what_a_scan_calls() -> None:
    printed = hipaacheck("iam-policy", "azure").json()
    called = operations({name: fields for name, fields in needed_fields(builtin_pack().controls).items() if name in COLLECTORS})
    assert printed["role"]["Actions"] == permissions(called, graph=False)
    assert printed["graph"] == permissions(called, graph=True)
    assert printed["role"]["DataActions"] == []
    assert "Microsoft.Storage/storageAccounts/read" in printed["role"]["Actions"]


def test_less_is_printed_for_fewer_controls() -> None:
    printed = hipaacheck("iam-policy", "azure", "--select", "azure.storage").json()
    assert {action.partition("/")[0] for action in printed["role"]["Actions"]} == {
        "Microsoft.Insights",
        "Microsoft.Resources",
        "Microsoft.Storage",
    }
    assert printed["graph"] == ["Organization.Read.All"]
    wider = hipaacheck("iam-policy", "azure", "--select", "azure.storage", "--org").json()
    assert "Microsoft.Management/managementGroups/descendants/read" in wider["role"]["Actions"]
