"""What the demo's people want, how they were when they were asked, and what they do in danger."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.gate import Actor
from cases.actions.assessments import FIELD
from cases.actions.goals import set_goal
from cases.actions.questionnaires import begin_form, questionnaire_of
from cases.actions.safety_plans import write_safety_plan
from cases.models import Assessment, Case, Event, FormDefinition
from cases.planning import Answer, Answers, Carried, GoalWords, SafetyPlan, Step
from cases.questionnaires import Kind, Question, Questionnaire
from cases.starters import starter
from vault.compartments import Opened

Both = tuple[str, str]  # English, Persian


@dataclass(frozen=True)
class Wish:
    """A goal of the demo: what, how one knows, a step of theirs, a step of ours."""

    area: str
    text: Both
    sign: Both
    theirs: Both
    ours: Both


_FLAT = Wish(
    "housing",
    ("A room with a door that I can lock", "اتاقی که بتوانم درش را قفل کنم"),
    ("I hold the key", "کلید دست خودم است"),
    ("Look at the two rooms on the list", "دیدن دو اتاق فهرست"),
    ("Ask the housing office for the certificate", "گرفتن گواهی از ادارهٔ مسکن"),
)
_PAPERS = Wish(
    "legal",
    ("Be allowed to stay", "اجازهٔ ماندن داشته باشم"),
    ("The letter has come", "نامه رسیده است"),
    ("Bring the old papers to the lawyer", "بردن مدارک قدیمی نزد وکیل"),
    ("Prepare the hearing together", "آماده‌شدن برای جلسه"),
)
_WORK = Wish(
    "income",
    ("Earn my own money", "پول خودم را دربیاورم"),
    ("Three months' pay in a row", "سه ماه حقوق پشت سر هم"),
    ("Write down what I can do", "نوشتن کارهایی که بلدم"),
    ("Read the contract with them", "خواندن قرارداد با هم"),
)
_CALM = Wish(
    "health",
    ("Sleep through a night", "یک شب کامل بخوابم"),
    ("Five nights in a week", "پنج شب در هفته"),
    ("Walk every evening", "هر عصر پیاده‌روی"),
    ("Find a counsellor who speaks the language", "یافتن مشاور هم‌زبان"),
)
_FAMILY = Wish(
    "networks",
    ("Hear from my family again", "دوباره از خانواده‌ام خبر بگیرم"),
    ("One letter that was answered", "یک نامه که جواب گرفته باشد"),
    ("Write down all names, in every spelling", "نوشتن همهٔ نام‌ها با هر املایی"),
    ("Go through the questions of the search", "مرور پرسش‌های جست‌وجو"),
)
_WISHES = {
    "housing": _FLAT,
    "first_days": _FLAT,
    "appeal": _PAPERS,
    "resettle": _PAPERS,
    "work": _WORK,
    "study": _WORK,
    "health": _CALM,
    "counselling": _CALM,
    "family_search": _FAMILY,
}
_STANDS_OUT: tuple[Both, ...] = (
    ("Tired and watchful. Answers in few words.", "خسته و هوشیار. کوتاه جواب می‌دهد."),
    ("More at ease. Asks questions back.", "راحت‌تر شده و خودش هم می‌پرسد."),
    ("Plans ahead now, and says no when it is a no.", "حالا برنامه می‌ریزد و نه را نه می‌گوید."),
)
_SAFETY: dict[str, Both] = {
    "signs": ("Calls without a number; somebody waits below", "تلفن بی‌شماره؛ کسی پایین می‌ایستد"),
    "first": ("Go down to the shop at the corner", "رفتن به مغازهٔ سر خیابان"),
    "people": ("M., upstairs\nthe night line", "م.، طبقهٔ بالا\nخط شبانه"),
    "places": ("The station hall is open at night", "سالن ایستگاه شب‌ها باز است"),
    "take": ("Medicine, charger, small money", "دارو، شارژر، پول خرد"),
    "papers": ("Copies are with the lawyer", "رونوشت‌ها نزد وکیل است"),
    "phone": ("Location is off. Old number only for the doctor", "مکان خاموش است"),
    "word": ("“Is the library open?”", "«کتابخانه باز است؟»"),
}


def begin_demo_form(by: Actor) -> FormDefinition:
    """The form the demo asks with."""
    return begin_form(by=by, body=starter())


@dataclass(frozen=True, repr=False)
class DemoCase:
    """A case of the demo, and what its plan needs to know of it."""

    opened: Opened[Case]
    author: Actor
    story: str
    language: str
    days: int
    risk: str
    today: date

    def words(self, both: Both) -> str:
        """The text in the language of the case."""
        return both[self.language == "fa"]


def write_assessments(one: DemoCase, form: FormDefinition, seed: int) -> None:
    """Up to three assessments over the months, each a little better than the one before."""
    case, body, rows, contents = one.opened.record, questionnaire_of(form), [], []
    shares = [share for share in (0.2, 0.55, 0.9) if one.days * share > 8]
    for place, share in enumerate(shares):
        on = one.today - timedelta(days=round(one.days * (1 - share)))
        again = one.today + timedelta(days=seed * 5 % 41 - 2) if place == len(shares) - 1 else None
        row = Assessment(case=case, author=one.author.member, on=on, reassess_on=again)
        row.number = case.last_number = case.last_number + 1
        answers = _answers(one, form, body, (seed, place), on)
        rows.append(row)
        contents.append(
            one.opened.sealed(FIELD, row.pk, 1, replace(answers, reassess_on=again).dump())
        )
    Assessment.objects.bulk_create(rows)
    type(one.opened.record).content_model.objects.bulk_create(contents)
    _events(one, rows)


def _events(one: DemoCase, rows: list[Assessment]) -> None:
    events = []
    for row in rows:
        one.opened.record.last_number += 1
        number = one.opened.record.last_number
        told = {"kind": Event.Kind.ASSESSED, "author": one.author.member, "on": row.on}
        events.append(Event(case=one.opened.record, number=number, **told))
    Event.objects.bulk_create(events)


def _answers(
    one: DemoCase, form: FormDefinition, body: Questionnaire, at: tuple[int, int], on: date
) -> Answers:
    given = [
        Answer(question.id, value)
        for number, question in enumerate(body.questions)
        if (value := _value(question, at[0] + number, at[1]))
    ]
    moment = timezone.make_aware(datetime.combine(on, time(10, 30)))
    return Answers(
        form=str(form.form),
        form_version=form.version,
        asked=body,
        answers=tuple(given),
        stands_out=one.words(_STANDS_OUT[at[1]]),
        by=str(one.author.pk),
        at=moment.isoformat(timespec="seconds"),
    )


def _value(question: Question, seed: int, step: int) -> str:
    """An answer that drifts from one assessment to the next, more often to the good end."""
    if question.kind == Kind.SCALE:
        level = min(5, max(1, 1 + seed % 3 + step * (1, 0, 1, -1, 1)[seed % 5]))
        return str(level if question.better == "high" else 6 - level)
    if question.kind == Kind.NUMBER:
        return str(200 + 150 * (seed % 4) + 180 * step)
    if question.kind == Kind.YES_NO:
        return ("no", "yes")[(seed + step) % 3 == 0]
    return "1" if question.kind == Kind.CHOICE and step else ""


def write_wishes(one: DemoCase) -> None:
    """A goal with a step of theirs and one of ours, and a safety plan where it is dangerous."""
    wish = _WISHES.get(one.story)
    if wish is None:
        return
    steps = (
        Step(text=one.words(wish.theirs), done=one.days > 100),
        Step(
            text=one.words(wish.ours),
            who=str(one.author.pk),
            due=one.today + timedelta(days=one.days % 17 - 2),
        ),
    )
    goal = GoalWords(wish.area, one.words(wish.text), one.words(wish.sign), steps)
    set_goal(by=one.author, opened=one.opened, words=goal)
    if one.risk in {"high", "immediate"}:
        parts = {name: one.words(both) for name, both in _SAFETY.items()}
        plan = SafetyPlan(**parts, agreed=one.days > 20, carried=Carried.SHEET.value)  # type: ignore[arg-type]
        write_safety_plan(by=one.author, opened=one.opened, plan=plan, version=0)
