"""Addresses of the cases app."""

from cases.urls import consents, desk, documents, files, imports, plan

app_name = "cases"
urlpatterns = [
    *desk.urlpatterns,
    *imports.urlpatterns,
    *consents.urlpatterns,
    *plan.urlpatterns,
    *documents.urlpatterns,
    *files.urlpatterns,
]
from cases.urls import desk, files, imports, tasks

app_name = "cases"
urlpatterns = [*desk.urlpatterns, *imports.urlpatterns, *tasks.urlpatterns, *files.urlpatterns]
