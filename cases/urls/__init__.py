"""Addresses of the cases app."""

from cases.urls import consents, desk, documents, files, imports, plan, procedures, tasks

app_name = "cases"
urlpatterns = [
    *desk.urlpatterns,
    *imports.urlpatterns,
    *consents.urlpatterns,
    *plan.urlpatterns,
    *procedures.urlpatterns,
    *tasks.urlpatterns,
    *documents.urlpatterns,
    *files.urlpatterns,
]
