"""Addresses of legal procedures. They hold codes and random ids, and no day."""

from django.urls import URLPattern, path

from cases.urls import codes  # noqa: F401  registers the converter
from cases.views import procedures

_ONE = "<code:code>/procedures/<uuid:procedure>"

urlpatterns: list[URLPattern] = [
    path("rules/", procedures.rules, name="legal_rules"),
    path("rules/waiting/", procedures.waiting, name="procedures_waiting"),
    path("<code:code>/procedures/", procedures.procedures, name="procedures"),
    path("<code:code>/procedures/begin/", procedures.begin, name="begin_procedure"),
    path(f"{_ONE}/step/", procedures.step, name="procedure_step"),
    path(f"{_ONE}/stop/", procedures.stop, name="procedure_stop"),
    path(f"{_ONE}/start/", procedures.start, name="procedure_start"),
    path(f"{_ONE}/day/", procedures.own_day, name="procedure_day"),
    path(f"{_ONE}/confirm/", procedures.confirm, name="procedure_confirm"),
    path(f"{_ONE}/end/", procedures.end, name="procedure_end"),
    path(f"{_ONE}/act/", procedures.act, name="procedure_act"),
]
