"""What the demo's volunteer was given: briefs they have, and some they reported back on."""

from datetime import timedelta

from accounts.gate import Actor, open_for
from cases.actions.briefs.giving import give_brief
from cases.actions.briefs.reporting import report_back
from cases.actions.profiles import write_profile
from cases.briefs.papers import BriefWords
from cases.consents import client_day, consents_of, live_consent
from cases.demo.people import Someone
from cases.models import Brief, Case, Skill, Task
from vault.compartments import Opened

_MOST = 4
# What is to be done, what must be known for it, whom they meet, and what they report.
_ENGLISH = (
    "Go along to a viewing on Saturday",
    "A flat is shown at 11. Be there a quarter of an hour early, look at heating and locks, and let "
    "them ask the questions. Say you are a friend if somebody asks.",
    "A woman of about forty, in front of the library. She is told your first name only. No calls; "
    "if she does not come, wait twenty minutes and go.",
    "We saw it together. The lock of the balcony is broken; otherwise good. She would like it.",
)
_PERSIAN = (
    "همراهی برای دیدن خانه، روز شنبه",
    "خانه ساعت ۱۱ نشان داده می‌شود. یک ربع زودتر آنجا باشید، به گرمایش و قفل‌ها نگاه کنید و بگذارید "
    "خودشان بپرسند. اگر کسی پرسید، بگویید دوست هستید.",
    "زنی حدود چهل ساله، روبه‌روی کتابخانه. فقط نام کوچک شما را می‌داند. تماس نگیرید؛ اگر نیامد، بیست "
    "دقیقه صبر کنید و بروید.",
    "با هم دیدیم. قفل بالکن خراب است، باقی خوب بود. دلش می‌خواهد آنجا را بگیرد.",
)


def write_volunteer(by: Actor) -> None:
    """What the volunteer can do, and when."""
    skills = (Skill.ALONG, Skill.DRIVE, Skill.FORMS)
    write_profile(
        by=by, languages=("fa", "de", "en"), skills=skills, weekdays=(0, 2, 5), away_until=None
    )


def write_brief(opened: Opened[Case], someone: Someone, *, by: Actor, volunteer: Actor) -> None:
    """Give a brief where somebody goes to see a home; each second one is reported on."""
    case, count = opened.record, Brief.objects.count()
    task = Task.objects.open().filter(case=case, priority=Task.Priority.HIGH).first()
    agreed = live_consent(consents_of(opened), client_day(""))
    fits = someone.story == "housing" and not case.is_ended
    if task is None or agreed is None or not fits or count >= _MOST:
        return
    title, text, reach, report = _PERSIAN if someone.language == "fa" else _ENGLISH
    words = BriefWords(title, text, reach, task.due + timedelta(days=1))
    brief = give_brief(by=by, opened=opened, task=task, to=volunteer.member, words=words)
    theirs = open_for(volunteer, Brief, pk=brief.pk) if count % 2 else None
    if theirs is not None:
        report_back(by=volunteer, opened=theirs, done=True, text=report)
