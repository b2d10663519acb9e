"""Lines of configuration without what must not be shown: secrets by the name of their argument, or by how they look."""

from __future__ import annotations

import re

from hipaacheck_assets.secret_names import looks_secret

MASK = "(masked)"
_ARGUMENT = re.compile(r"""(["']?[\w.-]+["']?\s*[=:](?![=])\s*)(\S.*)""")
_NAME = re.compile(r"[\w.-]+")
_SENSITIVE = re.compile(
    r"(?i)password|passwd|secret|token|private_key|access_key|api_?key|credential|user_data|custom_data|connection_string"
    r"|certificate_body|shared_key|auth_key|passphrase|connection_auth|protected_settings"
)
_HARMLESS = re.compile(
    r"(?i)(_arn|_id|_ids|_name|_version|_days|_enabled|_length|_policy|_location|_url|_type|_number)$|^secretsmanager"
)
_REFERENCE = re.compile(
    r"(?:var|local|module|data|each|[a-z]\w*_\w+)\.[\w.\[\]\"*-]+\s*,?$|(?:true|false|null)\b|-?\d+\s*,?$|[{\[]\s*$"
)
_LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"')


def masked(line: str) -> str:
    """The line, with the value of every argument masked that may be a secret, and every text that looks like one."""
    found = _ARGUMENT.search(line)
    if found is not None and not _REFERENCE.match(found[2]):
        name = _NAME.search(found[1])
        own = name[0] if name is not None else ""
        if _SENSITIVE.search(own) and not _HARMLESS.search(own):
            return f"{line[: found.start()]}{found[1]}{MASK}"
    return _LITERAL.sub(lambda text: f'"{MASK}"' if looks_secret("", text[0][1:-1]) else text[0], line)
