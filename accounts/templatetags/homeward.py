"""What templates need beyond Django's own: days, digits, icons, risk, bars and form inputs."""

import datetime as dt

from django import template
from django.forms import BoundField, CheckboxInput, FileInput
from django.forms.widgets import ChoiceWidget
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext

from accounts import days
from accounts.icons import SHAPES, TURNING

register = template.Library()

RISKS = ("low", "medium", "high", "immediate")


def _language() -> str:
    return get_language() or "en"


def _as_day(value: object) -> dt.date | None:
    """Takes a day or a moment; gives the day it is here, or None for anything else."""
    if isinstance(value, dt.datetime):
        return _as_moment(value).date()
    return value if isinstance(value, dt.date) else None


def _as_moment(value: dt.datetime) -> dt.datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


@register.filter
def day(value: object) -> str:
    """Takes a day or moment; gives the day as people write it, or nothing."""
    found = _as_day(value)
    return days.write_day(found, _language()) if found else ""


@register.filter
def weekday(value: object) -> str:
    """Takes a day or moment; gives its weekday and day, without the year."""
    found = _as_day(value)
    return days.write_weekday(found, _language()) if found else ""


@register.filter
def near_day(value: object) -> str:
    """Takes a day or moment; gives "today", "in 3 days", or the day where it is far away."""
    found = _as_day(value)
    return days.near_day(found, timezone.localdate(), _language()) if found else ""


@register.filter
def moment(value: object) -> str:
    """Takes a moment; gives its day, hour and minute in local time."""
    if not isinstance(value, dt.datetime):
        return day(value)
    return days.write_moment(_as_moment(value), _language())


@register.filter
def near_moment(value: object) -> str:
    """Takes a moment; gives "today 9:12" or the like, in local time."""
    if not isinstance(value, dt.datetime):
        return near_day(value)
    return days.near_moment(_as_moment(value), timezone.localtime(), _language())


@register.filter
def digits(value: object) -> str:
    """Takes a number or text; gives it in the digits of the page's language."""
    return "" if value is None else days.localise_digits(value, _language())


@register.simple_tag
def icon(name: str) -> SafeString:
    """Takes an icon's name; gives it as inline SVG that screen readers pass over."""
    turns = " icon--turns" if name in TURNING else ""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        turns,
        mark_safe(SHAPES[name]),  # noqa: S308  our own drawing
    )


def _risk_word(level: str) -> str:
    """Takes a level of risk; gives its word in the page's language."""
    words = {
        "low": pgettext("risk", "low"),
        "medium": pgettext("risk", "medium"),
        "high": pgettext("risk", "high"),
        "immediate": pgettext("risk", "immediate"),
    }
    return words.get(level, pgettext("risk", "not assessed"))


@register.simple_tag
def risk_dots(level: object) -> SafeString:
    """Takes a level of risk; gives four dots and the word, so that colour never stands alone."""
    known = str(getattr(level, "value", level) or "")
    filled = RISKS.index(known) + 1 if known in RISKS else 0
    return format_html(
        '<span class="risk risk--{}">'
        '<span class="risk__dots" aria-hidden="true">{}</span> {}</span>',
        known if filled else "unknown",
        "●" * filled + "○" * (len(RISKS) - filled),
        _risk_word(known),
    )


@register.simple_tag
def bar(value: int, most: int, kind: str = "calm") -> SafeString:
    """Takes a number, the largest beside it and a meaning; gives a bar as inline SVG."""
    share = round(100 * min(max(value, 0) / most, 1)) if most > 0 else 0
    return format_html(
        '<svg class="bar bar--{}" viewBox="0 0 100 8" preserveAspectRatio="none" '
        'aria-hidden="true" focusable="false"><rect class="bar__way" width="100" height="8"/>'
        '<rect class="bar__fill" width="{}" height="8"/></svg>',
        kind,
        share,
    )


# Typed text takes the direction of its own letters; the browser neither stores nor sends it.
_QUIET = {"autocomplete": "off", "spellcheck": "false"}
_FREE_TEXT = {"text", "textarea", "search"}


@register.simple_tag
def input(field: BoundField) -> SafeString:
    """Takes a bound field; gives its input, quiet toward the browser and ready for any script."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput | ChoiceWidget | FileInput):
        return field.as_widget()
    wanted = dict(_QUIET)
    if field.widget_type in _FREE_TEXT:
        # A blank placeholder lets the style sheet start an empty field at the page's own side.
        wanted |= {"dir": "auto", "placeholder": " "}
    return field.as_widget(attrs={k: v for k, v in wanted.items() if k not in widget.attrs})


class _Filled(template.Node):
    """Wraps what stands inside in an element, and gives nothing at all where that is blank."""

    def __init__(self, nodelist: NodeList, arguments: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.arguments = arguments

    def render(self, context: Context) -> SafeString:
        inside = self.nodelist.render(context)
        if not inside.strip():
            return SafeString("")
        element, name, label = (part.resolve(context) for part in self.arguments)
        return format_html(
            '<{0} class="{1}" aria-label="{2}">{3}</{0}>', element, name, label, inside
        )


@register.tag
def filled(parser: Parser, token: Token) -> template.Node:
    """`{% filled "aside" "class" label %} ... {% endfilled %}`: an element, unless it is empty."""
    arguments = token.split_contents()[1:]
    if len(arguments) != 3:
        raise template.TemplateSyntaxError("filled takes an element, a class and a label")
    compiled = [parser.compile_filter(argument) for argument in arguments]
    nodelist = parser.parse(("endfilled",))
    parser.delete_first_token()
    return _Filled(nodelist, compiled)


@register.filter
def error_target(field: BoundField) -> str:
    """Takes a bound field; gives the id its error's link jumps to: in a group, the first choice."""
    return field.id_for_label or f"{field.auto_id}_0"
