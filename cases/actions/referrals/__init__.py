"""Referrals: drafting, sending, following them up, and calling them back."""

from cases.actions.referrals.drafting import begin, change_draft, drop_draft
from cases.actions.referrals.following import progress, remind_on
from cases.actions.referrals.recalling import expire_over, recall, recall_under
from cases.actions.referrals.sending import Preview, preview, renew_link, send

__all__ = [
    "Preview",
    "begin",
    "change_draft",
    "drop_draft",
    "expire_over",
    "preview",
    "progress",
    "recall",
    "recall_under",
    "remind_on",
    "renew_link",
    "send",
]
