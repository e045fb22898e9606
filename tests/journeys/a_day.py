"""What people write on one day, in each language, and the browsers they have before them."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.models import Member
from cases.actions.tasks import NewTask, add_task
from cases.models import Case, Partner
from cases.tasks.words import TaskWords
from tests.cases.referrals.sharing import a_partner
from tests.cases.test_states import active
from tests.journeys.test_pages import speak
from tests.journeys.visitor import Visitor
from tests.world import World

TODAY = timezone.localdate()
PARTNER = "Refugee Law Clinic"
WORDS = {
    "en": {
        "first": "Call about the hearing",
        "need": "Please lodge the application with her.",
        "legal": "Registered last week, in Berlin.",
        "answer": "Yes. She can come on Thursday at ten.",
        "task": "Bring her the letter",
        "brief": "The letter lies at the front desk.",
        "report": "She has it, and was glad.",
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
        "brief": "نامه نزد پذیرش است.",
        "report": "به دستش رسید و خوشحال شد.",
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


def begun(visitor: Visitor, elsewhere: Visitor, world: World, language: str, client: str) -> Day:
    """An active case with one task for today, and a partner who may be told."""
    opened = active(world)
    partner = a_partner(world, PARTNER)
    partner.services.create(kind="legal_aid", country="DE", languages=",de,fa,")
    new = NewTask(TaskWords("call", WORDS[language]["first"], ""), TODAY)
    add_task(by=world.mina.actor, opened=opened, new=new)
    Member.objects.update(language=language)
    for browser in (visitor, elsewhere):
        speak(browser, language)
    return Day(visitor, elsewhere, world, language, client, opened.record, partner)


def click(visitor: Visitor, css: str) -> None:
    """Click what is visible, in the middle of the window; no bar covers it there."""
    found = visitor.one(css)
    visitor.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", found)
    found.click()


def submit(visitor: Visitor) -> None:
    """Press the one button that a form's page leads to."""
    click(visitor, "main form button.primary")


def open_shared(day: Day, secret: str) -> None:
    """What the partner does with the link and the words."""
    day.elsewhere.go(day.link)
    day.elsewhere.type("secret", secret)
    submit(day.elsewhere)


def registered_on() -> date:
    """A Wednesday; three weeks later is an ordinary Wednesday, on which Germany works."""
    on = TODAY - timedelta((TODAY.weekday() - 2) % 7)
    free = {"01-01", "05-01", "10-03", "12-24", "12-25", "12-26", "12-31"}
    while f"{on + timedelta(21):%m-%d}" in free:
        on -= timedelta(7)
    return on


def propose(day: Day) -> None:
    """Why it is closed, what the client says, what was done."""
    day.go("close")
    click(day.visitor, "input[name='reason'][value='goals_met']")
    day.visitor.type("clients_view", day.words["view"])
    day.visitor.type("summary", day.words["summary"])
    submit(day.visitor)
