"""The partner's address: a random locator and nothing else."""

from django.urls import URLPattern, path

from cases.views import shared

app_name = "shared"
urlpatterns: list[URLPattern] = [
    path("<slug:token>/", shared.shared, name="bundle"),
    path("<slug:token>/in/<slug:language>/", shared.shared, name="bundle_in"),
]
