"""Names of people who do not exist, in two scripts, and words for their notes."""

from cases.identity import Birth, ContactPoint, Identity, Name, Safety

_GIVEN = (
    ("Shirin", "شیرین"), ("Mohammad", "محمد"), ("Fatemeh", "فاطمه"), ("Alireza", "علیرضا"),
    ("Maryam", "مریم"), ("Hossein", "حسین"), ("Leila", "لیلا"), ("Reza", "رضا"),
    ("Nasrin", "نسرین"), ("Kaveh", "کاوه"), ("Parisa", "پریسا"), ("Dariush", "داریوش"),
    ("Zahra", "زهرا"), ("Bahram", "بهرام"), ("Golnaz", "گلناز"), ("Siavash", "سیاوش"),
    ("Mahin", "مهین"), ("Farhad", "فرهاد"), ("Sepideh", "سپیده"), ("Kamran", "کامران"),
    ("Niloufar", "نیلوفر"), ("Behzad", "بهزاد"), ("Soraya", "ثریا"), ("Arash", "آرش"),
    ("Roya", "رویا"), ("Masoud", "مسعود"), ("Azadeh", "آزاده"), ("Peyman", "پیمان"),
)  # fmt: skip
_FAMILY = (
    ("Hosseini", "حسینی"), ("Karimi", "کریمی"), ("Rezaei", "رضایی"), ("Mohammadi", "محمدی"),
    ("Ahmadi", "احمدی"), ("Moradi", "مرادی"), ("Jafari", "جعفری"), ("Rahimi", "رحیمی"),
    ("Ebrahimi", "ابراهیمی"), ("Ghorbani", "قربانی"), ("Sadeghi", "صادقی"), ("Bagheri", "باقری"),
    ("Kazemi", "کاظمی"), ("Nazari", "نظری"), ("Salehi", "صالحی"), ("Yousefi", "یوسفی"),
    ("Tavakoli", "توکلی"), ("Sharifi", "شریفی"), ("Zamani", "زمانی"), ("Khosravi", "خسروی"),
    ("Golestani", "گلستانی"), ("Parvizi", "پرویزی"), ("Shirazi", "شیرازی"), ("Tehrani", "تهرانی"),
    ("Mazandarani", "مازندرانی"), ("Kermani", "کرمانی"), ("Yazdani", "یزدانی"), ("Sabeti", "ثابتی"),
    ("Farahani", "فراهانی"), ("Lotfi", "لطفی"), ("Mirzaei", "میرزایی"),
)  # fmt: skip
_ALIASES = ("Mahtab", "Kian", "Sahar", "Omid", "Baran", "Nika", "Aram")
_RISKS = ("low", "medium", "high", "immediate", "")
_LANGUAGES = ("fa", "en", "ar", "ckb", "de")
_ENGLISH = "Came by train with one bag and the name of a cousin; wants to learn before deciding. "
_PERSIAN = "امروز درباره خانه و مدرسه پرسید و گفت که شب‌ها بهتر می‌خوابد. "


def name_of(number: int) -> tuple[str, str]:
    """The person of a number: given and family name, in Latin and in Persian letters."""
    given = _GIVEN[number % len(_GIVEN)]
    family = _FAMILY[number * 7 % len(_FAMILY)]
    return f"{given[0]} {family[0]}", f"{given[1]} {family[1]}"


def identity_of(number: int) -> Identity:
    """Who the case of a number is about."""
    latin, persian = name_of(number)
    return Identity(
        names=(Name(full=latin), Name(full=persian)),
        aliases=(_ALIASES[number % len(_ALIASES)],) if number % 3 == 0 else (),
        birth=Birth(year=1960 + number % 45, estimated=True),
        languages=(_LANGUAGES[number % len(_LANGUAGES)],),
        countries=("Germany",),
        contacts=(ContactPoint(value=f"+49 30 555 {number:06d}", safety="no_voicemail"),),
    )


def safety_of(number: int) -> Safety:
    """How safe they are."""
    return Safety(risk=_RISKS[number % len(_RISKS)], contact_rule="only in the morning")


def words(number: int, size: int) -> str:
    """The text of a note: ``size`` bytes, English and Persian in turns."""
    piece = f"{number}. " + (_PERSIAN if number % 2 else _ENGLISH)
    whole = piece * (size // len(piece) + 1)
    return whole.encode()[:size].decode(errors="ignore")
