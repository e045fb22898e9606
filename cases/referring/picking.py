"""What a referral can pick from a case, and the lines that leave with it."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from types import MappingProxyType

from cases.actions.files import CaseView
from cases.describing import birth_words, contact_words
from cases.papers import Category
from cases.referring.papers import Draft, Line

Take = Callable[[CaseView], str]


def _contacts(view: CaseView) -> str:
    """Those that may be used. An unsafe one never leaves: somebody would use it."""
    return "\n".join(contact_words(one) for one in view.identity.contacts if not one.is_unsafe)


#: each field, its category, and what it says
FIELDS: Mapping[str, tuple[Category, Take]] = MappingProxyType(
    {
        "names": (
            Category.IDENTITY,
            lambda view: "\n".join(name.shown for name in view.identity.names if name.shown),
        ),
        "aliases": (Category.IDENTITY, lambda view: "\n".join(view.identity.aliases)),
        "birth": (Category.IDENTITY, lambda view: birth_words(view.identity.birth)),
        "sex": (Category.IDENTITY, lambda view: view.identity.sex),
        "languages": (Category.IDENTITY, lambda view: ", ".join(view.identity.languages)),
        "countries": (Category.IDENTITY, lambda view: ", ".join(view.identity.countries)),
        "contacts": (Category.CONTACT, _contacts),
        "rule": (Category.CONTACT, lambda view: view.safety.contact_rule),
        "risk": (Category.SAFETY, lambda view: view.safety.risk_label),
    }
)


def lines_of(view: CaseView, draft: Draft) -> tuple[Line, ...]:
    """Exactly what would leave, in a fixed order. What is empty is left out.

    The rule for contact goes wherever a contact point goes.
    """
    picked = {*draft.fields, *(["rule"] if "contacts" in draft.fields else [])}
    lines = [
        Line(str(category.value), name, take(view))
        for name, (category, take) in FIELDS.items()
        if name in picked
    ]
    texts = {one.category: one.text for one in draft.texts}
    lines += [Line(code, "", texts[code]) for code in Category.values if code in texts]
    return tuple(line for line in lines if line.value.strip())


def fingerprint(draft: Draft, lines: tuple[Line, ...]) -> str:
    """What a page that showed these lines sends back, so that nothing else leaves than was seen."""
    shown = Draft(draft.partner, draft.partner_name, draft.kind, draft.need)
    parts = [shown.dump(), *(written(line) for line in lines)]
    return sha256(b"".join(len(part).to_bytes(8) + part for part in parts)).hexdigest()


def written(line: Line) -> bytes:
    """A line as bytes, injectively."""
    parts = [part.encode() for part in (line.category, line.field, line.value)]
    return b"".join(len(part).to_bytes(8) + part for part in parts)
