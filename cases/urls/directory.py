"""Addresses of the directory of organisations that help."""

from django.urls import URLPattern, path

from cases.views import directory

urlpatterns: list[URLPattern] = [
    path("directory/", directory.partners, name="partners"),
    path("directory/new/", directory.add, name="add_partner"),
    path("directory/import/", directory.from_file, name="import_partners"),
    path("directory/sample.csv", directory.sample, name="partners_sample"),
    path("directory/<uuid:partner>/", directory.partner, name="partner"),
    path("directory/<uuid:partner>/change/", directory.change, name="change_partner"),
    path("directory/<uuid:partner>/service/", directory.service, name="partner_service"),
    path("directory/<uuid:partner>/agreement/", directory.agreement, name="partner_agreement"),
]
