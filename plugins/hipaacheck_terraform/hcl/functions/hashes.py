"""Hash functions."""

from __future__ import annotations

import base64
import hashlib
import uuid

from hipaacheck_terraform.hcl.functions.arguments import Bodies, text
from hipaacheck_terraform.hcl.values import Value

NAMESPACES = {"dns": uuid.NAMESPACE_DNS, "url": uuid.NAMESPACE_URL, "oid": uuid.NAMESPACE_OID, "x500": uuid.NAMESPACE_X500}


def md5(value: Value) -> str:
    return hashlib.md5(text(value).encode(), usedforsecurity=False).hexdigest()


def sha1(value: Value) -> str:
    return hashlib.sha1(text(value).encode(), usedforsecurity=False).hexdigest()


def sha256(value: Value) -> str:
    return hashlib.sha256(text(value).encode()).hexdigest()


def sha512(value: Value) -> str:
    return hashlib.sha512(text(value).encode()).hexdigest()


def base64sha256(value: Value) -> str:
    return base64.b64encode(hashlib.sha256(text(value).encode()).digest()).decode()


def base64sha512(value: Value) -> str:
    return base64.b64encode(hashlib.sha512(text(value).encode()).digest()).decode()


def uuidv5(namespace: Value, name: Value) -> str:
    space = NAMESPACES.get(text(namespace)) or uuid.UUID(text(namespace))
    return str(uuid.uuid5(space, text(name)))


FUNCTIONS: Bodies = {
    "base64sha256": base64sha256,
    "base64sha512": base64sha512,
    "md5": md5,
    "sha1": sha1,
    "sha256": sha256,
    "sha512": sha512,
    "uuidv5": uuidv5,
}
