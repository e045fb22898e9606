"""What a member signs in with: slots that open their seed, one-time codes, backup codes."""

from accounts.actions.factors.codes import (
    BACKUP_CODES,
    confirm_one_time,
    new_backup_codes,
    new_one_time_secret,
    one_time_secret,
    replace_one_time,
    verify_backup_code,
    verify_one_time,
)
from accounts.actions.factors.slots import (
    former_slot,
    make_slots,
    new_recovery_code,
    open_seed,
    open_seed_with_recovery,
    prepare_replacement,
    prepare_slots,
    set_passphrase,
    set_recovery_code,
)
from accounts.onetime import base32, otpauth_uri, qr_svg
from accounts.stretching import Busy

__all__ = [
    "BACKUP_CODES",
    "Busy",
    "base32",
    "confirm_one_time",
    "former_slot",
    "make_slots",
    "new_backup_codes",
    "new_one_time_secret",
    "new_recovery_code",
    "one_time_secret",
    "open_seed",
    "open_seed_with_recovery",
    "otpauth_uri",
    "prepare_replacement",
    "prepare_slots",
    "qr_svg",
    "replace_one_time",
    "set_passphrase",
    "set_recovery_code",
    "verify_backup_code",
    "verify_one_time",
]
