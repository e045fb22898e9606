"""Addresses of the cases app."""

from cases.urls import desk, files, imports

app_name = "cases"
urlpatterns = [*desk.urlpatterns, *imports.urlpatterns, *files.urlpatterns]
