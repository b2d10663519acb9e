"""No secret reaches the lines that are shown: by the providers' facts, by name, by looks, and nothing of a comment."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from hipaacheck_terraform.source import SCHEMA
from tests.support.declared import declared

HIDDEN = "hunter2"


def sensitive(facts: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of all arguments that a provider marks as sensitive."""
    for name, fact in facts.items():
        if "s" in fact:
            yield (*above, name)
        yield from sensitive(fact.get("n", {}), (*above, name))


TABLES = {type_: facts for path in SCHEMA.glob("*.json") for type_, facts in json.loads(path.read_bytes()).items()}
MARKED = [(type_, path) for type_, facts in TABLES.items() if not type_.startswith("data.") for path in sensitive(facts)]
FORMS = {
    "number": "1234",
    "text": f'"{HIDDEN}"',
    "call": f'join("", ["{HIDDEN}"])',
    "template": f'"${{var.a["x"]}}{HIDDEN}"',
    "object": f'{{ a = "{HIDDEN}" }}',
    "condition": f'var.a ? "{HIDDEN}" : null',
    "document": f'jsonencode({{\n  a = "{HIDDEN}"\n}})',
    "heredoc": f"<<-EOF\n{HIDDEN}\nEOF",
    "comment": f"var.a # {HIDDEN}",
}
READABLE_FORMS = {"comment": "var.a", "document": "jsonencode({"}


def nested(path: tuple[str, ...], value: str, end: str) -> str:
    """An argument within the blocks that its path names."""
    opening = "".join(f"{name} {{{end}" for name in path[:-1])
    return f"{opening}{path[-1]} = {value}{end}{f'}}{end}' * (len(path) - 1)}"


def test_tables_have_what_this_is_about() -> None:
    assert len(MARKED) > 300


@pytest.mark.parametrize("form", FORMS)
def test_arguments_that_providers_mark_as_sensitive(form: str, tmp_path: Path) -> None:
    resources = [
        f'resource "{type_}" "r{number}" {{\n{nested(path, FORMS[form], chr(10))}}}\n'
        for number, (type_, path) in enumerate(MARKED)
    ]
    found = declared(tmp_path, "".join(resources)).declared
    for number, (type_, path) in enumerate(MARKED):
        place = found[f"{type_}.r{number}"]
        shown = place.text[place.fields[".".join(path)]]
        assert HIDDEN not in "".join(place.text.values()), (type_, path)
        assert shown == f"{path[-1]} = {READABLE_FORMS.get(form, '(masked)')}", (type_, path)


def test_blocks_of_one_line(tmp_path: Path) -> None:
    resources = [
        f'resource "{type_}" "r{number}" {{\n  {nested(path, FORMS["text"], " ")}\n}}\n'
        f'resource "{type_}" "s{number}" {{ {nested(path, FORMS["text"], " ")} }}\n'
        for number, (type_, path) in enumerate(MARKED)
    ]
    found = declared(tmp_path, "".join(resources)).declared
    assert len(found) == 2 * len(MARKED)
    for address, place in found.items():
        assert HIDDEN not in "".join(place.text.values()), address
        assert place.fields, address


def line(code: str, tmp_path: Path, type_: str = "aws_instance") -> str:
    """The line of an argument or block as it is shown."""
    [place] = declared(tmp_path, f'resource "{type_}" "a" {{\n{code}\n}}\n').declared.values()
    return place.text[2]


MASKED = {
    'user_data = "x"': "user_data = (masked)",
    'db_password = "x"': "db_password = (masked)",
    'variables = { DB_PASSWORD = "x" }': "variables = (masked)",
    "variables = { DB_PIN = 1234 }": "variables = (masked)",
    'environment = [{ name = "DB_PASSWORD", value = "x" }]': "environment = (masked)",
    'anything = merge(var.a, { a = "x" })': "anything = (masked)",
    'anything = { for k, v in { a = "x" } : k => v }': "anything = (masked)",
    'policy = jsonencode({ a = "x" })': "policy = (masked)",
    'setting { value = "x" }': 'setting { value = "x" }',
    'command = ["--password", "x"]': "command = (masked)",
    'container_definitions = "[{\\"name\\": \\"x\\"}]"': "container_definitions = (masked)",
    'anything = "AKIAIOSFODNN7EXAMPLE"': "anything = (masked)",
    'anything = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"': "anything = (masked)",
    'anything = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc"': "anything = (masked)",
    'anything = "-----BEGIN RSA PRIVATE KEY-----\\nMIIE"': "anything = (masked)",
    'anything = "postgres://user:x@example.org/db"': "anything = (masked)",
    'anything = "https://user:p/w@example.org"': "anything = (masked)",
    'anything = "Server=a;Password=x;"': "anything = (masked)",
    'anything = "AccountName=a;AccountKey=x=="': "anything = (masked)",
    'anything = "Endpoint=sb://a/;SharedAccessKeyName=a;SharedAccessKey=x"': "anything = (masked)",
    'anything = "https://a.example.org/?sv=1&sig=abcdefgh1234"': "anything = (masked)",
    'anything = "Bearer abcdefgh1234"': "anything = (masked)",
    'anything = ["a", "ghp_abcdefghijklmnopqrstuvwxyz0123456789"]': "anything = (masked)",
    'anything = upper("AKIAIOSFODNN7EXAMPLE")': "anything = (masked)",
}
READABLE = [
    "encrypted = false",
    "password = var.x",
    "password = local.a.b",
    "password = random_password.a.result",
    'password = var.a["password"]',
    'password = data.aws_secretsmanager_secret_version.a["x"].secret_string',
    "password = jsondecode(data.aws_secretsmanager_secret_version.a.secret_string)",
    "manage_master_user_password = true",
    "minimum_password_length = 14",
    "password_reuse_prevention = 24",
    'http_tokens = "optional"',
    'kms_key_id = "alias/phi"',
    'secret_arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:db"',
    'ssl_policy = "ELBSecurityPolicy-2016-08"',
    'cidr_blocks = ["0.0.0.0/0", "::/0"]',
    'description = "x-${var.y}"',
    "tags = { A = var.a }",
    "tags = merge(local.tags, { A = var.a })",
    "variables = {\n  A = 1 }",
    "metadata_options {\n}",
    "versioning { enabled = false }",
    "source_policy_documents = [\n]",
    "a = b.c == 1 ? d.e : null",
]


@pytest.mark.parametrize(("code", "shown"), [item for item in MASKED.items() if item[1] is not None])
def test_what_is_masked(code: str, shown: str, tmp_path: Path) -> None:
    assert line(code, tmp_path) == shown


@pytest.mark.parametrize("code", READABLE)
def test_what_stays_readable(code: str, tmp_path: Path) -> None:
    assert line(code, tmp_path) == code.splitlines()[0]


NAMED = {
    ('"DB_PASSWORD"', '"x"'): "(masked)",
    ('"app_secret"', '"x"'): "(masked)",
    ("var.name", '"x"'): "(masked)",
    ('"DB_PASSWORD"', "var.x"): "var.x",
    ('"rds.force_ssl"', '"0"'): '"0"',
    ('"log_level"', '"debug"'): '"debug"',
}


@pytest.mark.parametrize(("pair", "shown"), NAMED.items())
def test_a_value_beside_its_name(pair: tuple[str, str], shown: str, tmp_path: Path) -> None:
    text = f'resource "aws_instance" "a" {{\n  parameter {{\n    name = {pair[0]}\n    value = {pair[1]}\n  }}\n}}\n'
    [place] = declared(tmp_path, text).declared.values()
    assert place.text[4] == f"    value = {shown}"


COMMENTS = {
    f"encrypted = false # was: {HIDDEN}": "encrypted = false",
    f"encrypted = false // was: {HIDDEN}": "encrypted = false",
    f"encrypted = /* {HIDDEN} */ false /* {HIDDEN} */ # {HIDDEN}": "encrypted =  false",
    f"encrypted /* = {HIDDEN} */ = false": "encrypted  = false",
    f"ebs_block_device {{ # {HIDDEN}\n}}": "ebs_block_device {",
    f'availability_zone = "a # b" # {HIDDEN}': 'availability_zone = "a # b"',
    f"password = var.x # {HIDDEN}": "password = var.x",
}


@pytest.mark.parametrize(("code", "shown"), COMMENTS.items())
def test_comments_are_left_out(code: str, shown: str, tmp_path: Path) -> None:
    assert " ".join(line(code, tmp_path).split()) == " ".join(shown.split())


def test_what_is_below_a_sensitive_block(tmp_path: Path) -> None:
    assert (
        line(f'kube_config {{ anything = "{HIDDEN}" }}', tmp_path, "azurerm_kubernetes_cluster")
        == "kube_config { anything = (masked) }"
    )


def test_a_comment_that_ends_before_an_argument(tmp_path: Path) -> None:
    text = f'resource "aws_instance" "a" {{ /* {HIDDEN}\n{HIDDEN} */ monitoring = true\n}} # {HIDDEN}\n'
    [place] = declared(tmp_path, text).declared.values()
    assert place.text == {1: 'resource "aws_instance" "a" {', 2: " monitoring = true"}


def test_windows_line_ends(tmp_path: Path) -> None:
    text = f'resource "aws_instance" "a" {{\n  password = "{HIDDEN}"\n  monitoring = true # {HIDDEN}\n}}\n'.replace("\n", "\r\n")
    [place] = declared(tmp_path, text).declared.values()
    assert place.text == {
        1: 'resource "aws_instance" "a" {',
        2: "  password = (masked)",
        3: "  monitoring = true",
    }


def test_blocks_that_occur_twice_dynamic_blocks_and_provisioners(tmp_path: Path) -> None:
    text = f"""resource "aws_instance" "a" {{
  ebs_block_device {{ password = "{HIDDEN}" }}
  ebs_block_device {{ password = "{HIDDEN}" }}
  dynamic "network_interface" {{ for_each = {{ password = "{HIDDEN}" }}
    content {{ password = "{HIDDEN}" }}
  }}
  provisioner "local-exec" {{ command = "login {HIDDEN}" }}
  connection {{ password = "{HIDDEN}" }}
}}
"""
    [place] = declared(tmp_path, text).declared.values()
    assert HIDDEN not in "".join(place.text.values())
    assert place.fields == {"network_interface": 4, "network_interface.password": 5}


def test_what_an_override_replaces_is_not_shown(tmp_path: Path) -> None:
    files = {
        "main.tf": f'resource "aws_db_instance" "a" {{ password = "{HIDDEN}" }}\n',
        "override.tf": 'resource "aws_db_instance" "a" {\n  password = var.x\n}\n',
    }
    [place] = declared(tmp_path, files).declared.values()
    assert place.text == {1: 'resource "aws_db_instance" "a" {'}


def test_lines_are_cut(tmp_path: Path) -> None:
    assert len(line(f'description = "{"ab " * 200}"', tmp_path)) == 200


def test_types_of_which_nothing_is_known_show_nothing(tmp_path: Path) -> None:
    [place] = declared(tmp_path, f'resource "unheard_of" "a" {{\n  x = "{HIDDEN}"\n}}\n').declared.values()
    assert (place.text, place.fields) == ({}, {})
