"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who signs in: members, roles, factors, key slots, admission, the gate, the audit log."""

    name = "accounts"
