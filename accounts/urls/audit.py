"""Addresses of the audit log."""

from django.urls import URLPattern, path

from accounts.views import audit

urlpatterns: list[URLPattern] = [
    path("audit/", audit.audit_log, name="audit"),
    path("audit/verify/", audit.audit_verify, name="audit_verify"),
]
