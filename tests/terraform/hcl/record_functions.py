"""Writes what the real Terraform gives for every call in functions.json.

Needs a `terraform` binary (1.11) on the path; the tests do not. To add a case, append `{"call": …, "arguments": […]}` to functions.json
and run `python -m tests.terraform.hcl.record_functions`: every entry gets `value`, or `error: true` where Terraform refuses the call.
Arguments are JSON; `{"$set": […]}`, `{"$list": […]}` and `{"$map": {…}}` stand for values of those types, and sets are recorded as lists.
"""

from __future__ import annotations

import base64
import json
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("functions.json")
BATCH = 100
TYPES = {"$set": "toset", "$list": "tolist", "$map": "tomap"}


def main() -> None:
    """Records all calls of the table anew."""
    cases = json.loads(TABLE.read_text())
    results = record([expression(case["call"], case["arguments"]) for case in cases])
    rows = []
    for case, result in zip(cases, results, strict=True):
        row = {"call": case["call"], "arguments": case["arguments"], **result}
        rows.append(json.dumps(row, ensure_ascii=True))
    TABLE.write_text("[\n" + ",\n".join(rows) + "\n]\n")


def expression(name: str, arguments: list[Any]) -> str:
    """The call as one line of HCL."""
    return f"{name}({', '.join(hcl(argument) for argument in arguments)})"


def hcl(value: Any) -> str:
    """A JSON value as HCL."""
    if isinstance(value, dict):
        if len(value) == 1 and (wanted := TYPES.get(next(iter(value)))):
            return f"{wanted}({hcl(next(iter(value.values())))})"
        return "{" + ", ".join(f"{text(key)} = {hcl(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(hcl(item) for item in value) + "]"
    return text(value) if isinstance(value, str) else json.dumps(value)


def text(value: str) -> str:
    """A string as an HCL literal."""
    quoted = json.dumps(value, ensure_ascii=False)
    quoted = re.sub(r"\\(.)", lambda found: {"b": "\\u0008", "f": "\\u000c"}.get(found[1], found[0]), quoted)
    return quoted.replace("${", "$${").replace("%{", "%%{")


def record(expressions: list[str]) -> list[dict[str, Any]]:
    """What Terraform gives for each. The console answers the last line only, so many calls go into one list."""
    given: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, len(expressions), BATCH):
            items = [f'try(base64encode(jsonencode({item})), "!")' for item in expressions[start : start + BATCH]]
            line = f"base64encode(jsonencode([{', '.join(items)}]))"
            done = subprocess.run(["terraform", "console"], input=line, capture_output=True, text=True, cwd=folder, check=True)
            given += json.loads(base64.b64decode(json.loads(done.stdout)))
    return [{"error": True} if item == "!" else {"value": json.loads(base64.b64decode(item))} for item in given]


if __name__ == "__main__":
    main()
