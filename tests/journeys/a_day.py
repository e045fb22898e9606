"""What people write on one day, in each language, and the browsers they have before them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from cases.models import Case, Partner
from tests.journeys.visitor import Visitor
from tests.world import World

WORDS = {
    "en": {
        "first": "Call about the hearing",
        "need": "Please lodge the application with her.",
        "legal": "Registered last week, in Berlin.",
        "answer": "Yes. She can come on Thursday at ten.",
        "task": "Bring her the letter",
        "ending": "She was recognised.",
        "view": "I can go on by myself now.",
        "summary": "Everything was done that we agreed.",
    },
    "fa": {
        "first": "تماس دربارهٔ جلسه",
        "need": "لطفاً درخواست را همراه او ثبت کنید.",
        "legal": "هفتهٔ پیش در برلین نام‌نویسی شد.",
        "answer": "بله. پنج‌شنبه ساعت ده بیاید.",
        "task": "نامه را برایش ببر",
        "ending": "پناهندگی‌اش پذیرفته شد.",
        "view": "از این پس خودم می‌توانم ادامه بدهم.",
        "summary": "هر چه قرار گذاشته بودیم انجام شد.",
    },
}


@dataclass
class Day:
    """Mina's case, her browser and the other one; ``client`` is the client's language."""

    visitor: Visitor
    elsewhere: Visitor
    world: World
    language: str
    client: str
    case: Case
    partner: Partner
    link: str = ""
    secret: str = ""

    @property
    def words(self) -> dict[str, str]:
        """What people write on this day."""
        return WORDS[self.language]

    @property
    def now(self) -> Case:
        """The case as the database has it."""
        return Case.objects.get(pk=self.case.pk)

    def go(self, name: str, **more: object) -> None:
        """Open a page of the case."""
        self.visitor.go(reverse(f"cases:{name}", kwargs={"code": self.case.code, **more}))

    def sees(self, english: str) -> None:
        """Wait for a sentence of ours, in the language of the page."""
        with translation.override(self.language):
            words = gettext(english)
        assert self.language == "en" or words != english
        assert self.visitor.sees(words)

    def reads(self, words: str, visitor: Visitor | None = None) -> None:
        """Wait for what somebody wrote."""
        assert (visitor or self.visitor).sees(words)

    def look(self, name: str, visitor: Visitor | None = None) -> None:
        """Take a picture; nothing is there for axe-core to object to, nor cut."""
        visitor = visitor or self.visitor
        visitor.picture(f"{self.language}-day-{name}")
        assert visitor.scan() == []
        size = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        wide, window = visitor.browser.execute_script(f"return {size}")
        assert wide == window


def click(visitor: Visitor, css: str) -> None:
    """Click what is visible, in the middle of the window; no bar covers it there."""
    found = visitor.one(css)
    visitor.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
    found.click()


def submit(visitor: Visitor) -> None:
    """Press the one button that a form's page leads to."""
    click(visitor, "main form button.primary")
