"""Addresses of the cases app."""

from cases.urls import consents, desk, files, imports, plan

app_name = "cases"
urlpatterns = [
    *desk.urlpatterns,
    *imports.urlpatterns,
    *consents.urlpatterns,
    *plan.urlpatterns,
    *files.urlpatterns,
]
