"""Addresses of a case's referrals. They hold random ids, never whom is asked or for what."""

from django.urls import URLPattern, path

from cases.urls import codes  # noqa: F401  registers the converter
from cases.views import attached, referrals, sending

urlpatterns: list[URLPattern] = [
    path("<code:code>/referrals/", referrals.referrals, name="referrals"),
    path("<code:code>/referrals/new/", referrals.new, name="refer"),
    path("<code:code>/referrals/<uuid:referral>/", referrals.referral, name="referral"),
    path("<code:code>/referrals/<uuid:referral>/change/", referrals.change, name="change_referral"),
    path("<code:code>/referrals/<uuid:referral>/step/", sending.step, name="step_referral"),
    path("<code:code>/referrals/<uuid:referral>/recall/", sending.recall, name="recall_referral"),
    path("<code:code>/referrals/<uuid:referral>/send/", sending.send, name="send_referral"),
    path(
        "<code:code>/referrals/<uuid:referral>/documents/<int:number>/",
        attached.attached,
        name="attached",
    ),
    path("<code:code>/referrals/<uuid:referral>/link/", sending.handover, name="handover"),
]
