"""The words that stand for kind, state, risk and safety of contact, in English and Persian."""

import re
from typing import Final

from cases.spreadsheets.words import folded

KINDS = {
    "leaver": "leaver | former member | ex-member | survivor | self | client | individual"
    "| جداشده | عضو سابق | جدا شده | ترک‌کننده | خود شخص | فرد | رهاشده",
    "family": "family | relative | relatives | parent | parents | family member | sibling | spouse"
    "| خانواده | بستگان | خویشاوند | فامیل | عضو خانواده | والدین | اقوام",
}
STATES = {
    "enquiry": "enquiry | inquiry | new | request | contact | first contact"
    "| پرسش | درخواست | جدید | استعلام | تماس اولیه | پرس‌وجو",
    "intake": "intake | assessment | in intake | waiting | pending | registered"
    "| پذیرش | ارزیابی | در انتظار | در حال پذیرش | ثبت‌نام",
    "active": "active | open | opened | ongoing | current | in progress | reopened"
    "| فعال | باز | جاری | در جریان | در حال انجام",
    "closed": "closed | close | done | finished | completed | ended | inactive"
    "| بسته | بسته شده | مختومه | پایان یافته | تمام شده | خاتمه یافته | غیرفعال",
    "declined": "declined | rejected | refused | not accepted | not eligible"
    "| رد شده | ردشده | رد | پذیرفته نشده | نپذیرفته",
}
RISKS = {
    "low": "low | l | minor | green | کم | پایین | کم‌خطر | کم خطر | خفیف | سبز",
    "medium": "medium | moderate | m | mid | middle | yellow | amber"
    "| متوسط | میانه | با خطر متوسط | زرد",
    "high": "high | h | severe | serious | orange"
    "| بالا | زیاد | پرخطر | پر خطر | شدید | خطر بالا | نارنجی",
    "immediate": "immediate | urgent | critical | very high | extreme | emergency | acute | red"
    "| فوری | فوریت | اضطراری | بحرانی | بسیار بالا | خیلی بالا | بسیار پرخطر | آنی | قرمز",
}
SAFETIES = {
    "safe": "safe | yes | y | ok | true | 1 | امن | ایمن | بله | آری | بلی | امن است",
    "no_voicemail": "no voicemail | no voice mail | no vm | no message | no messages"
    "| do not leave a message | no voicemails | safe no voicemail"
    "| بدون پیغام | بدون پیام | بدون پیام صوتی | بدون پیغام صوتی | پیغام نگذارید | پیام نگذارید",
    "unsafe": "unsafe | not safe | no | n | false | 0 | never | unknown | dangerous"
    "| ناامن | نا امن | خیر | نه | امن نیست | خطرناک | نامعلوم | نامشخص",
}


def _by_word(table: dict[str, str]) -> dict[str, str]:
    """Each accepted word, folded, with the value it stands for."""
    return {folded(w): value for value, words in table.items() for w in words.split("|")}


TABLES: Final = {"kind": KINDS, "state": STATES, "risk": RISKS, "contact_safety": SAFETIES}
CHOICES: Final = {name: _by_word(table) for name, table in TABLES.items()}
# What people write where they know nothing; in a name it is left alone.
_EMPTY = "n/a | none | unknown | not known | نامعلوم | نامشخص | ندارد | نمی‌دانیم"
NOTHING: Final = frozenset(map(folded, _EMPTY.split("|")))
DASHES: Final = re.compile(r"[-\u2010-\u2015_.?؟\s]*")


def is_nothing(text: str) -> bool:
    """Whether a cell only says that nothing is known. A coloured dot may say a lot: it does not."""
    return folded(text) in NOTHING or DASHES.fullmatch(text) is not None


def examples(name: str) -> str:
    """The words to offer for a field, the first in English and the first in Persian of each."""
    pairs = []
    for words in TABLES[name].values():
        english, *others = (word.strip() for word in words.split("|"))
        persian = next(word for word in others if not word.isascii())
        pairs.append(f"{english} ({persian})")
    return ", ".join(pairs)
