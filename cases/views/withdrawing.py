"""Withdrawing consent: a page with a button for each, and the receipt."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from accounts.days import localise_digits, write_day
from accounts.gate import gate
from cases.actions.withdrawing import withdraw as withdraw_now
from cases.consents import live_consents
from cases.decided import read_withdrawals
from cases.forms.withdrawing import WithdrawalForm
from cases.models import Case, Consent, Withdrawal
from cases.reading import CasePage
from cases.texts import isolated, latest_text, sheet_words
from cases.views.pages import read, show, to
from vault.compartments import Opened


@gate("case.withdraw", opens=Case)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Take back one consent, or everything: one button each, and nothing that must be filled in."""
    if request.method == "POST":
        return to("withdrawn", opened.record, pk=_withdraw(request, opened).pk)
    page = read(request, opened)
    live = live_consents(page.consents, page.today)
    live = [one for one in live if one.row.purpose == Consent.Purpose.SHARING]
    return show(
        request, opened, "withdraw", tab="consents", page=page, live=live, form=WithdrawalForm()
    )


def _withdraw(request: Any, opened: Opened[Case]) -> Withdrawal:
    said, one = WithdrawalForm(request.POST).said(), _named(request, opened)
    return withdraw_now(by=request.actor, opened=opened, consent=one, **said)


def _named(request: Any, opened: Opened[Case]) -> Consent | None:
    """The consent whose button was pressed; None for everything."""
    named = request.POST.get("consent", "")
    if not named:
        return None
    try:
        return get_object_or_404(Consent, pk=UUID(named), case=opened.record)
    except ValueError as error:
        raise Http404 from error


@gate("case.withdraw", opens=Case)
@require_safe
def withdrawn(request: Any, opened: Opened[Case], pk: UUID) -> HttpResponse:
    """The receipt: what was taken back, recalled and stopped; to print for the client."""
    row = get_object_or_404(Withdrawal, pk=pk, case=opened.record)
    page, [one] = read(request, opened), read_withdrawals(opened, [row])
    request.shown["withdrawals"] = [str(pk)]
    words = sheet_words("receipt", _language(page))
    names = page.names([one.receipt.by]) if one.receipt else {}
    context = {
        "one": one,
        "words": words,
        "ended": _ended(one.receipt, words) if one.receipt else [],
        "on": write_day(row.on, words["language"]),
        "erase_on": _day(one.receipt, words["language"]),
        "by": names.get(one.receipt.by, "") if one.receipt else "",
        **_counted(one.receipt, words["language"]),
    }
    return show(request, opened, "withdrawn", tab="consents", page=page, **context)


def _language(page: CasePage) -> str:
    """The language in which the client was last asked."""
    asked = [one.terms.language for one in page.consents if one.terms.language]
    return asked[-1] if asked else get_language() or "en"


def _ended(receipt: Any, words: dict[str, str]) -> list[str]:
    """What was taken back, in the client's language."""
    text = latest_text(Consent.Purpose.SHARING, words["language"])
    lines = []
    for one in receipt.ended:
        told = text.between.join(text.categories.get(name, name) for name in one.categories)
        name = isolated(one.recipient_name)
        lines.append(f"{name}: {told}" if name else words["case"])
    return lines


def _counted(receipt: Any, language: str) -> dict[str, str]:
    """How much was recalled and stopped, in the client's digits; on paper no line names anybody."""
    parts = ("recalled", "stopped")
    found = {name: len(getattr(receipt, name)) if receipt else 0 for name in parts}
    return {name: localise_digits(count, language) for name, count in found.items()}


def _day(receipt: Any, language: str) -> str:
    return write_day(receipt.erase_on, language) if receipt and receipt.erase_on else ""
