"""Addresses of consent: asking, withdrawing, and what two people decide."""

from django.urls import URLPattern, path

from cases.urls import codes  # noqa: F401  registers the converter
from cases.views import consent, decisions, withdrawing

urlpatterns: list[URLPattern] = [
    path("<code:code>/consent/", consent.consents, name="consents"),
    path("<code:code>/consent/take/", consent.take, name="take_consent"),
    path("<code:code>/consent/take/other/", consent.take_sharing, name="take_sharing"),
    path("<code:code>/consent/<uuid:consent>/sheet/", consent.sheet, name="consent_sheet"),
    path("<code:code>/consent/withdraw/", withdrawing.withdraw, name="withdraw"),
    path("<code:code>/consent/withdrawn/<uuid:pk>/", withdrawing.withdrawn, name="withdrawn"),
    path("<code:code>/consent/exception/", decisions.disclose, name="disclose"),
    path("<code:code>/consent/erasure/", decisions.erasure, name="erasure"),
    path("<code:code>/consent/decisions/<uuid:pk>/", decisions.decision, name="decision"),
    path("<code:code>/consent/decisions/<uuid:pk>/tell/", decisions.notice, name="notice"),
]
