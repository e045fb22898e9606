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
from vault.compartments.within import (
    carry_over,
    create_within,
    due_within,
    open_within,
    rewrap,
)

__all__ = [
    "FEWEST_HOLDERS",
    "Draft",
    "Opened",
    "Place",
    "StaleKey",
    "TooFewHolders",
    "_permission_id",
    "carry_over",
    "create",
    "create_within",
    "discard_staged",
    "draft",
    "due_within",
    "erase",
    "forget_permissions",
    "give",
    "grant",
    "is_tagged",
    "kinds",
    "new_rank",
    "open_grant",
    "open_within",
    "revoke",
    "revoke_everywhere",
    "rewrap",
    "save",
    "tag_of",
    "touch",
]
