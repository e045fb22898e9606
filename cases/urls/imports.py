"""Addresses of an import. They hold its random id and nothing of the file."""

from django.urls import URLPattern, path

from cases.views import imports

urlpatterns: list[URLPattern] = [
    path("import/", imports.overview, name="imports"),
    path("import/sample-<slug:language>.csv", imports.sample, name="import_sample"),
    path("import/<uuid:run>/", imports.progress, name="import"),
    path("import/<uuid:run>/columns/", imports.columns, name="import_columns"),
    path("import/<uuid:run>/check/", imports.check_rows, name="import_check"),
    path("import/<uuid:run>/discard/", imports.discard_run, name="import_discard"),
]
