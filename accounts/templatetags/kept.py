"""Forms say whose they are, so that text kept for one member is never handed to another."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def csrf_token(context: Any) -> SafeString:
    """Django's own hidden token, and beside it the id of the member the form was made for."""
    token = context.get("csrf_token")
    if token in {None, "", "NOTPROVIDED"}:
        return SafeString("")
    owner = getattr(context.get("member"), "pk", None)
    whose = format_html('<input type="hidden" name="kept_for" value="{}">', owner) if owner else ""
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">{}', token, whose
    )
