"""Contacts, which later issues fill.

Here will stand the door (requests for help), relatives, safe contact points, tracing,
reconnection and relayed messages. It may import from cases; nothing but config imports it.
"""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """The app `contacts`, empty until the door opens."""

    name = "contacts"
    default_auto_field = "django.db.models.BigAutoField"
