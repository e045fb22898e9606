"""The fields a column can be mapped to: their labels, and the headings people give them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Field:
    """One field of an imported case; several columns may feed it if it `repeats`."""

    name: str
    label: str | Promise
    headings: tuple[str, ...]
    repeats: bool = False


def _field(name: str, label: str | Promise, headings: str, *, repeats: bool = False) -> Field:
    """A field with its known headings, written as one text with bars between them."""
    return Field(name, label, tuple(part.strip() for part in headings.split("|")), repeats)


_ALL = (
    _field(
        "full_name",
        _("Full name"),
        "full name | name | client | client name | complete name | person | names"
        "| نام و نام خانوادگی | نام کامل | نام و شهرت | نام و فامیل | اسم و فامیل | مددجو"
        "| نام مددجو | مراجع | نام مراجع | اسم و تخلص",
    ),
    _field(
        "given",
        _("Given name"),
        "given name | given names | given | first name | first names | forename | christian name"
        "| fname | نام | اسم | نام کوچک | اسم کوچک",
    ),
    _field(
        "family",
        _("Family name"),
        "family name | family | last name | surname | lname | second name"
        "| نام خانوادگی | فامیل | فامیلی | نام فامیل | شهرت | تخلص",
    ),
    _field(
        "aliases",
        _("Other names"),
        "other names | other name | alias | aliases | also known as | aka | nickname | nicknames"
        "| known as | former name | former names | maiden name | birth name"
        "| نام مستعار | نام‌های مستعار | نام دیگر | نام‌های دیگر | نام‌های قبلی | نام قبلی | لقب"
        "| نام پیشین | معروف به",
        repeats=True,
    ),
    _field(
        "reference",
        _("Your own reference"),
        "reference | own reference | your reference | ref | ref no | reference number | id"
        "| case id | client id | case no | case number | case code | case | code | file number"
        "| file no | file | no | number | nr"
        "| شماره پرونده | کد پرونده | کد | شناسه | شماره | ردیف پرونده | کد مددجو | پرونده",
    ),
    _field(
        "kind",
        _("Leaver or family"),
        "kind | type | case type | case kind | client type | category | leaver or family"
        "| نوع | نوع پرونده | گونه | دسته",
    ),
    _field(
        "state",
        _("State"),
        "state | status | case status | case state | stage | phase | current status"
        "| وضعیت | وضعیت پرونده | حالت | مرحله",
    ),
    _field(
        "risk",
        _("Risk"),
        "risk | risk level | level of risk | danger | danger level | risk rating | urgency"
        "| خطر | سطح خطر | میزان خطر | درجه خطر | ریسک | سطح ریسک",
    ),
    _field(
        "birth",
        _("Birth"),
        "birth | date of birth | birth date | dob | d o b | birthday | born | year of birth"
        "| birth year | yob | born on | age | birth or estimate"
        "| تاریخ تولد | تولد | سال تولد | متولد | زادروز | سن | سن تقریبی | تاریخ ولادت",
    ),
    _field(
        "sex",
        _("Sex as stated"),
        "sex | sex as stated | gender | m f | جنسیت | جنس",
    ),
    _field(
        "languages",
        _("Languages"),
        "languages | language | spoken languages | mother tongue | native language | speaks"
        "| preferred language | زبان | زبان‌ها | زبان مادری | زبان گفتاری",
        repeats=True,
    ),
    _field(
        "countries",
        _("Countries"),
        "countries | country | nationality | nationalities | country of origin | origin"
        "| citizenship | country of residence | current country"
        "| کشور | کشورها | ملیت | تابعیت | کشور مبدأ | کشور محل سکونت | کشور محل زندگی",
        repeats=True,
    ),
    _field(
        "phones",
        _("Phone"),
        "phone | phones | phone number | phone numbers | telephone | tel | mobile | cell"
        "| mobile number | mobile phone | cell phone | whatsapp | contact number"
        "| تلفن | شماره تلفن | تلفن همراه | موبایل | شماره موبایل | شماره تماس | همراه | واتساپ",
        repeats=True,
    ),
    _field(
        "emails",
        _("E-mail"),
        "email | e-mail | emails | mail | email address | e-mail address"
        "| ایمیل | پست الکترونیک | پست الکترونیکی | رایانامه | نشانی ایمیل | آدرس ایمیل",
        repeats=True,
    ),
    _field(
        "contact_safety",
        _("Safe to contact"),
        "safe to contact | contact safety | safe | safe contact | safe to call | safe contact y n"
        "| is it safe to contact | ok to contact"
        "| تماس امن | امن برای تماس | امنیت تماس | تماس امن است | ایمنی تماس | تماس ایمن",
    ),
    _field(
        "contact_hours",
        _("Contact hours"),
        "contact hours | contact time | contact times | best time | best time to call | hours"
        "| when to call | safe hours | safe times"
        "| ساعت تماس | ساعات تماس | زمان تماس | بهترین زمان تماس | زمان مناسب تماس",
    ),
    _field(
        "note",
        _("Note"),
        "note | notes | comment | comments | remark | remarks | description | history | summary"
        "| background | situation | case notes"
        "| یادداشت | یادداشت‌ها | توضیحات | توضیح | ملاحظات | شرح | شرح حال | سوابق | خلاصه",
        repeats=True,
    ),
    _field(
        "opened_on",
        _("Opened on"),
        "opened | opened on | date opened | opening date | open date | opened day | start"
        "| start date | intake date | date of intake | registered | registration date | date"
        "| created | first contact | date of first contact"
        "| تاریخ | تاریخ شروع | تاریخ باز شدن | تاریخ تشکیل پرونده | تاریخ تشکیل | تاریخ ثبت"
        "| تاریخ پذیرش | تاریخ افتتاح | شروع | اولین تماس | تاریخ مراجعه",
    ),
    _field(
        "due_on",
        _("Due or review day"),
        "due | due on | due date | due day | review | review day | review date | next review"
        "| next review date | follow up | follow-up date | next follow up | next step due"
        "| next contact | سررسید | تاریخ سررسید | موعد | مهلت | بازبینی | تاریخ بازبینی | پیگیری"
        "| تاریخ پیگیری | پیگیری بعدی | مرور بعدی | تاریخ مرور",
    ),
    _field(
        "assignee",
        _("Caseworker"),
        "caseworker | case worker | assignee | assigned to | assigned | worker | responsible"
        "| owner | case manager | social worker | handled by | caseworker username"
        "| مددکار | مسئول | مسئول پرونده | کارشناس | مددکار مسئول | مددکار پرونده | واگذار به"
        "| ارجاع به",
    ),
    _field(
        "consent_until",
        _("Consent until"),
        "consent until | consent | consent valid until | consent expires | consent expiry"
        "| consent end | consent ends | consent end date | consent to"
        "| رضایت تا | اعتبار رضایت | پایان رضایت | تاریخ پایان رضایت | رضایت | انقضای رضایت"
        "| اعتبار رضایت تا",
    ),
)

FIELDS: Final[Mapping[str, Field]] = MappingProxyType({field.name: field for field in _ALL})
NAME_FIELDS: Final = ("full_name", "given", "family", "aliases")
