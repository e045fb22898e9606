"""The cases app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Case files: notes, plans, consent, assignment, import."""

    name = "cases"
