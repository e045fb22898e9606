"""The file and the plan of an import, sealed under the uploader's personal key, for them alone."""

from django.utils.translation import gettext as _

from accounts.actions.errors import NotNow
from accounts.gate import Actor
from cases.actions.imports.plan import Plan
from cases.actions.imports.source import Source
from cases.models import ImportRun
from vault.binding import place
from vault.keyring import Keyring
from vault.suites import SealError

SOURCE, PLAN = "import.source", "import.plan"


def sealed(*, by: Actor, run: ImportRun, field: str, text: bytes) -> bytes:
    """Seal a text of this import for its uploader."""
    ring = by.keys()
    return ring.personal.seal(text, _place(run, field, ring))


def opened_source(*, by: Actor, run: ImportRun) -> Source:
    """The table of one's own import.

    :raises NotNow: when it is gone or was sealed under keys that are not open
    """
    return Source(_opened(by, run, SOURCE, run.sealed_source))


def opened_plan(*, by: Actor, run: ImportRun) -> Plan:
    """The plan of one's own import.

    :raises NotNow: when it is gone or was sealed under keys that are not open
    """
    return Plan.load(_opened(by, run, PLAN, run.sealed_plan))


def _place(run: ImportRun, field: str, ring: Keyring) -> bytes:
    return place(field, run.pk, ring.member, ring.serial, 1)


def _opened(by: Actor, run: ImportRun, field: str, blob: bytes | None) -> bytes:
    ring: Keyring | None = by.keys()
    while ring is not None:
        try:
            return ring.personal.open(bytes(blob or b""), _place(run, field, ring))
        except SealError:
            ring = ring.former
    raise NotNow(
        _("Your keys do not open this import any more. Discard it and upload the file again.")
    )
