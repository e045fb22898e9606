"""Addresses of the cases app."""

from cases.urls import (
    briefs,
    consents,
    desk,
    directory,
    documents,
    files,
    imports,
    plan,
    procedures,
    referrals,
    tasks,
)

app_name = "cases"
urlpatterns = [
    *desk.urlpatterns,
    *imports.urlpatterns,
    *consents.urlpatterns,
    *plan.urlpatterns,
    *procedures.urlpatterns,
    *tasks.urlpatterns,
    *briefs.urlpatterns,
    *documents.urlpatterns,
    *directory.urlpatterns,
    *referrals.urlpatterns,
    *files.urlpatterns,
]
