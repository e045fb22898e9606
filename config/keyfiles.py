"""The server's secrets: files that only the server reads, outside the database and its backups.

pepper        mixed into every passphrase, so a database alone cannot be guessed against
audit.key     chains the audit log
totp.key      encrypts the secrets of one-time codes
mail.key      encrypts the mail addresses of members
secret.key    Django's own signing key
recovery.pub  the organisation's recovery public key (not secret)
registrar.pub the registrar's public key that certificates are checked with (not secret)
"""

import os
import stat
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SECRETS = ("pepper", "audit.key", "totp.key", "mail.key", "secret.key")
SECRET_BYTES = 32


class KeyFiles:
    """The folder of key files.

    :param folder: where they are
    :param may_make: whether missing secrets are made (demo and tests) or stop the start
    """

    def __init__(self, folder: Path, *, may_make: bool) -> None:
        self.folder = folder
        self._may_make = may_make
        self._read: dict[str, bytes] = {}

    def __repr__(self) -> str:
        return "[key files]"

    def secret(self, name: str) -> bytes:
        """One secret of 32 bytes or more.

        :raises ImproperlyConfigured: in a sentence, where it is missing, short or open to others
        """
        if name not in self._read:
            self._read[name] = self._secret(self.folder / name, name)
        return self._read[name]

    def _secret(self, path: Path, name: str) -> bytes:
        if self._may_make:
            make_secret(path)
        if not path.is_file():
            raise ImproperlyConfigured(
                f"The key file {name} is missing from HOMEWARD_KEYS. `manage.py found` makes it."
            )
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise ImproperlyConfigured(
                f"The key file {name} can be read by others. Say: chmod 600 {name}"
            )
        found = path.read_bytes()
        if len(found) < SECRET_BYTES or len(set(found)) < SECRET_BYTES // 4:
            raise ImproperlyConfigured(
                f"The key file {name} is too weak. `manage.py found` makes it."
            )
        return found

    def public(self, name: str) -> bytes:
        """One public key.

        :raises ImproperlyConfigured: when the organisation was not founded yet
        """
        if name in self._read:
            return self._read[name]
        path = self.folder / name
        if not path.is_file():
            raise ImproperlyConfigured(
                f"The key file {name} is missing: the organisation is not founded yet. "
                "Say: manage.py found"
            )
        self._read[name] = path.read_bytes()
        return self._read[name]

    def has(self, name: str) -> bool:
        """Whether a file is there."""
        return (self.folder / name).is_file()

    def missing(self) -> list[str]:
        """The names of the secrets that are not there."""
        return [name for name in SECRETS if not self.has(name)]

    def put(self, name: str, content: bytes) -> None:
        """Write one file for the server alone, whole or not at all."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._read.pop(name, None)
        _write_new(self.folder / name, content)


def make_secret(path: Path) -> None:
    """Make a random secret where there is none yet; two starts at once agree on one."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    staged = path.with_name(f".{path.name}.{os.getpid()}")
    _write_new(staged, os.urandom(SECRET_BYTES))
    try:
        os.link(staged, path)
    except FileExistsError:
        pass
    finally:
        staged.unlink()


def _write_new(path: Path, content: bytes) -> None:
    staged = path.with_name(f"{path.name}.new")
    descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    staged.replace(path)
