"""Addresses of the cases app."""

from cases.urls import desk, files, imports, plan

app_name = "cases"
urlpatterns = [
    *desk.urlpatterns,
    *imports.urlpatterns,
    *plan.urlpatterns,
    *files.urlpatterns,
]
