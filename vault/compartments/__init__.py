"""Compartments at work: create, open, read, write, give, revoke. Only here do grants come and go.

Whoever calls these holds a transaction and writes the audit row; see ``actions`` in the apps.
"""

from vault.compartments.erasing import erase
from vault.compartments.granting import (
    FEWEST_HOLDERS,
    TooFewHolders,
    _permission_id,
    forget_permissions,
    give,
    grant,
    is_tagged,
    new_rank,
    revoke,
    revoke_everywhere,
    tag_of,
    touch,
)
from vault.compartments.making import (
    Draft,
    create,
    discard_staged,
    draft,
    kinds,
    save,
)
from vault.compartments.opening import Opened, Place, StaleKey, open_grant

__all__ = [
    "FEWEST_HOLDERS",
    "Draft",
    "Opened",
    "Place",
    "StaleKey",
    "TooFewHolders",
    "_permission_id",
    "create",
    "discard_staged",
    "draft",
    "erase",
    "forget_permissions",
    "give",
    "grant",
    "is_tagged",
    "kinds",
    "new_rank",
    "open_grant",
    "revoke",
    "revoke_everywhere",
    "save",
    "tag_of",
    "touch",
]
