"""The files that travel between the server and the offline machine: JSON, keys in base64.

None of them holds a secret in the clear. Each says what it is in ``homeward``.
"""

import base64
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from vault.ceremony import Applicant, Founding, OrganisationKeys, Wrap

PUBLIC, REQUESTS, CERTIFICATES = "public keys 1", "requests 1", "certificates 1"
WRAPS, MEMBER, SEALED = "recovery wraps 1", "member key 1", "sealed keys 1"


class WrongFile(Exception):
    """The file is not what was asked for; the message says what it should be."""


def text(raw: bytes) -> str:
    """Bytes in base64."""
    return base64.b64encode(raw).decode()


def raw(value: Any) -> bytes:
    """Bytes from base64.

    :raises ValueError: when it is none
    """
    return base64.b64decode(str(value), validate=True)


def write(path: Path, what: str, **content: Any) -> None:
    """Write one file, whole or not at all, for its owner alone."""
    staged = path.with_name(f"{path.name}.new")
    descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"homeward": what, **content}, file, ensure_ascii=False, indent=1)
        file.write("\n")
    staged.replace(path)


def read(path: Path, what: str) -> dict[str, Any]:
    """Read one file.

    :raises WrongFile: when it is missing or is not ``what``
    """
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        raise WrongFile(f"{path} cannot be read: it should be a file of {what[:-2]}.") from None
    if not isinstance(found, dict) or found.get("homeward") != what:
        raise WrongFile(f"{path} is another file: it should hold {what[:-2]}.")
    return found


def public_keys(keys: OrganisationKeys) -> dict[str, str]:
    """The public halves, as ``make`` writes them."""
    return {
        "recovery.pub": text(keys.recovery.public),
        "registrar.pub": text(keys.registrar.public),
    }


def packed_applicant(one: Applicant) -> dict[str, Any]:
    """Somebody to certify, for a file."""
    return {
        "member": str(one.member),
        "name": one.name,
        "serial": one.serial,
        "public": text(one.public),
    }


def applicant(found: dict[str, Any]) -> Applicant:
    """Somebody to certify, from a file.

    :raises KeyError, ValueError: when a part is missing or wrong
    """
    return Applicant(
        UUID(found["member"]), str(found["name"]), int(found["serial"]), raw(found["public"])
    )


def packed_founding(made: Founding, founders: Iterable[Applicant]) -> dict[str, Any]:
    """The certificates and the organisation's compartment, for a file."""
    rows = zip(founders, made.certificates, made.grants, strict=True)
    return {
        "coordinators": [
            {
                "member": str(one.member),
                "serial": one.serial,
                "certificate": text(certificate),
                "sealed_key": text(grant),
            }
            for one, certificate, grant in rows
        ],
        "recovery": text(made.recovery),
        "registrar": text(made.registrar),
        "key_check": text(made.key_check),
    }


def packed_wrap(one: Wrap) -> dict[str, Any]:
    """A sealed record key, for a file."""
    return {
        "kind": one.kind,
        "record": str(one.record),
        "epoch": one.epoch,
        "sealed_key": text(one.sealed_key),
    }


def wrap(found: dict[str, Any]) -> Wrap:
    """A sealed record key, from a file.

    :raises KeyError, ValueError: when a part is missing or wrong
    """
    return Wrap(
        str(found["kind"]), UUID(found["record"]), int(found["epoch"]), raw(found["sealed_key"])
    )
