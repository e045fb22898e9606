"""A small sample to fill in, as a file that this import takes as it stands. Nobody in it exists."""

import csv
import io
from typing import Final

ENGLISH: Final = (
    ("Reference", "Given name", "Family name", "Other names", "Kind", "State", "Risk", "Birth",
     "Languages", "Countries", "Phone", "E-mail", "Safe to contact", "Contact hours",
     "Opened on", "Due date", "Caseworker", "Consent until", "Note"),
    ("A-1", "Roya", "Testpour", "Lily; Roya T.", "leaver", "active", "high", "1990-04-21",
     "Persian, English", "Iran", "+49 30 5550100", "roya@example.org", "no voicemail", "14-16",
     "2026-01-12", "", "", "", "Called from a friend's phone."),
    ("A-2", "Sam", "Sample", "", "family", "enquiry", "low", "about 1958",
     "English", "", "", "sam@example.org", "yes", "",
     "2026-02-03", "", "", "", "Looks for a sister."),
)  # fmt: skip
PERSIAN: Final = (
    ("شماره پرونده", "نام", "نام خانوادگی", "نام مستعار", "نوع", "وضعیت", "سطح خطر", "تاریخ تولد",
     "زبان", "کشور", "تلفن", "ایمیل", "تماس امن", "ساعت تماس",
     "تاریخ تشکیل پرونده", "سررسید", "مددکار", "رضایت تا", "یادداشت"),
    ("الف-۱", "رویا", "نمونه‌پور", "لیلی؛ رویا ن.", "جداشده", "فعال", "پرخطر", "۱۳۶۹/۰۲/۰۱",
     "فارسی، انگلیسی", "ایران", "+۴۹ ۳۰ ۵۵۵۰۱۰۰", "roya@example.org", "بدون پیغام", "۱۴ تا ۱۶",
     "۱۴۰۴/۱۰/۲۲", "", "", "", "از تلفن دوستش تماس گرفت."),
    ("الف-۲", "سام", "نمونه", "", "خانواده", "درخواست", "کم", "حدود ۱۳۳۷",
     "انگلیسی", "", "", "sam@example.org", "بله", "",
     "۱۴۰۴/۱۱/۱۴", "", "", "", "در جستجوی خواهرش است."),
)  # fmt: skip
SAMPLES: Final = {"en": ENGLISH, "fa": PERSIAN}


def sample_file(language: str) -> bytes:
    """The sample in this language (en or fa), as UTF-8 with the mark that Excel needs.

    :raises KeyError: for another language
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows(SAMPLES[language])
    return text.getvalue().encode("utf-8-sig")
