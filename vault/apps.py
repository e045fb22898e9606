"""The vault app."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """All cryptography: a Django-free core, and the abstract models built on it."""

    name = "vault"
