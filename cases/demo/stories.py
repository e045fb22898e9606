"""What happens in the demo's cases: notes by language, in order, and the state they lead to."""

from dataclasses import dataclass

# (share of the case's age that has passed, type of note, English, Persian)
Line = tuple[float, str, str, str]


@dataclass(frozen=True)
class Story:
    """The course of a case: where it stands, its notes, its safety rule, days to the next review."""

    state: str
    lines: tuple[Line, ...]
    rule: tuple[str, str] = ("", "")
    review_in: int | None = 14
    decision: str = "go_on"


_FIRST: Line = (
    0.0,
    "call",
    "First call. Left three weeks ago with one bag. Stays with a cousin, who is kind but afraid. "
    "Wants to know what we keep and who reads it. I explained, and read the consent text aloud.",
    "تماس اول. سه هفته پیش با یک ساک بیرون آمده و پیش یکی از بستگان می‌ماند که مهربان است ولی "
    "می‌ترسد. می‌پرسد چه چیزی نگه می‌داریم و چه کسی آن را می‌خواند. توضیح دادم و متن رضایت را "
    "بلند خواندم.",
)
_INTAKE: Line = (
    0.12,
    "meeting",
    "Intake meeting with interpreter. We went through housing, papers, health and contact with the "
    "family, slowly and with breaks. Sleeps badly. Two papers are missing: the birth certificate "
    "and the old residence card.",
    "جلسهٔ پذیرش همراه مترجم. دربارهٔ خانه، مدارک، سلامت و تماس با خانواده آرام و با استراحت "
    "صحبت کردیم. بد می‌خوابد. دو مدرک کم است: شناسنامه و کارت اقامت قدیمی.",
)

STORIES: dict[str, Story] = {
    "appeal": Story(
        "active",
        (
            _FIRST,
            _INTAKE,
            (
                0.45,
                "message",
                "The decision came: refused. The lawyer says an appeal has good prospects and must be "
                "lodged in time. We agreed to gather the two statements this week.",
                "رأی آمد: رد شد. وکیل می‌گوید اعتراض شانس خوبی دارد و باید به‌موقع ثبت شود. قرار شد "
                "این هفته دو شهادت‌نامه را جمع کنیم.",
            ),
            (
                0.8,
                "visit",
                "We read the draft of the appeal together. One date was wrong; corrected. "
                "Calmer than last time. Asked whether the family will be told: no, nobody is.",
                "پیش‌نویس اعتراض را با هم خواندیم. یک تاریخ اشتباه بود که درست شد. از دفعهٔ پیش "
                "آرام‌تر بود. پرسید آیا به خانواده خبر می‌دهند: نه، به هیچ‌کس.",
            ),
        ),
        ("call 14-16 only", "فقط ساعت ۱۴ تا ۱۶ تماس بگیرید"),
        3,
        "conditions",
    ),
    "housing": Story(
        "active",
        (
            _FIRST,
            _INTAKE,
            (
                0.5,
                "call",
                "The shelter can keep the room until the end of the month. Three flats seen, one "
                "landlord asks for a guarantor. I will ask the fund.",
                "خوابگاه تا آخر ماه اتاق را نگه می‌دارد. سه خانه دیده‌ایم و یکی از صاحب‌خانه‌ها "
                "ضامن می‌خواهد. از صندوق می‌پرسم.",
            ),
            (
                0.85,
                "message",
                "The fund agreed to stand as guarantor. Viewing on Thursday.",
                "صندوق ضمانت را پذیرفت. بازدید پنج‌شنبه است.",
            ),
        ),
        review_in=0,
    ),
    "first_days": Story(
        "intake",
        (
            _FIRST,
            (
                0.5,
                "call",
                "A car waited in front of the house yesterday. We moved the stay to the second "
                "address. New telephone, the old one is off and in a drawer.",
                "دیروز یک خودرو جلوی خانه منتظر بود. محل اقامت را به نشانی دوم بردیم. تلفن نو "
                "گرفت و تلفن قدیمی خاموش در کشو است.",
            ),
        ),
        (
            "never ring; write first, from the neutral number",
            "زنگ نزنید؛ اول از شمارهٔ خنثی بنویسید",
        ),
        1,
        "conditions",
    ),
    "counselling": Story(
        "active",
        (
            _FIRST,
            _INTAKE,
            (
                0.6,
                "visit",
                "Sixth session with the counsellor. Can now be in a full train without leaving at the "
                "next stop. The old prayers come back at night; we spoke about what they were for.",
                "جلسهٔ ششم با مشاور. حالا می‌تواند در قطار شلوغ بماند و ایستگاه بعد پیاده نشود. "
                "شب‌ها سرودهای قدیمی برمی‌گردند؛ حرف زدیم که برای چه بودند.",
            ),
        ),
        review_in=9,
    ),
    "family_search": Story(
        "active",
        (
            (
                0.0,
                "call",
                "A relative calls. Has heard nothing for eleven years and wants to know only whether "
                "they live. I explained that we can promise to ask, and nothing else.",
                "یکی از بستگان تماس گرفت. یازده سال است خبری ندارد و فقط می‌خواهد بداند زنده است یا "
                "نه. توضیح دادم که فقط می‌توانیم قول بدهیم بپرسیم و نه چیزی بیشتر.",
            ),
            (
                0.4,
                "meeting",
                "Brought letters and photographs. We wrote down the names in all spellings and what "
                "only the family would know.",
                "نامه و عکس آورد. نام‌ها را با همهٔ املاها نوشتیم و آنچه را فقط خانواده می‌داند.",
            ),
        ),
        ("no voicemail", "پیام صوتی نگذارید"),
        20,
    ),
    "resettle": Story(
        "active",
        (
            _FIRST,
            _INTAKE,
            (
                0.7,
                "message",
                "The embassy confirmed the interview. Ticket and escort are arranged; the cover story "
                "for the neighbours is a visit to the dentist in the capital.",
                "سفارت مصاحبه را تأیید کرد. بلیت و همراه آماده است؛ برای همسایه‌ها می‌گوییم نوبت "
                "دندان‌پزشک در پایتخت دارد.",
            ),
        ),
        (
            "shared telephone: say you are from the dentist",
            "تلفن مشترک است: بگویید از دندان‌پزشکی هستید",
        ),
        6,
        "conditions",
    ),
    "study": Story(
        "active",
        (
            _FIRST,
            _INTAKE,
            (
                0.75,
                "meeting",
                "Passed the language examination, level B1. Enrolled for the evening school. Laughed "
                "for the first time since I know her.",
                "امتحان زبان سطح B1 را قبول شد و برای مدرسهٔ شبانه ثبت‌نام کرد. از وقتی می‌شناسمش "
                "اولین بار خندید.",
            ),
        ),
        review_in=30,
    ),
    "health": Story(
        "active",
        (
            _FIRST,
            _INTAKE,
            (
                0.65,
                "visit",
                "At the cardiologist's: treatment was due years ago. Operation possible in spring if "
                "the insurance is confirmed. I call them tomorrow.",
                "نزد متخصص قلب بودیم: درمان سال‌ها پیش لازم بوده. اگر بیمه تأیید شود عمل در بهار "
                "ممکن است. فردا تماس می‌گیرم.",
            ),
        ),
        ("call mornings", "صبح‌ها تماس بگیرید"),
        -2,
    ),
    "work": Story(
        "active",
        (
            _FIRST,
            _INTAKE,
            (
                0.9,
                "call",
                "First month's pay. Keeps a notebook of what things cost. We may close soon, if that is "
                "the wish.",
                "حقوق ماه اول را گرفت. دفتری دارد که قیمت‌ها را می‌نویسد. اگر خودش بخواهد شاید به‌زودی "
                "پرونده را ببندیم.",
            ),
        ),
        review_in=45,
    ),
    "closed_well": Story(
        "closed",
        (
            _FIRST,
            _INTAKE,
            (
                0.9,
                "meeting",
                "Last meeting. Own flat, own friends, a brother found again. Knows where we are.",
                "دیدار آخر. خانهٔ خودش، دوستان خودش، و برادری که دوباره پیدا شد. می‌داند کجا هستیم.",
            ),
        ),
        review_in=None,
    ),
    "declined": Story(
        "declined",
        (
            (
                0.0,
                "call",
                "Asked for help with a debt that has nothing to do with our work. Given the address of "
                "the debt advice office.",
                "برای بدهی‌ای کمک خواست که به کار ما ربطی ندارد. نشانی مرکز مشاورهٔ بدهی را دادیم.",
            ),
        ),
        review_in=None,
        decision="",
    ),
    "new_enquiry": Story(
        "enquiry",
        (
            (
                0.0,
                "message",
                "Wrote through a friend. Wants to leave and does not know how. Can talk on Wednesday, "
                "when the others are at the assembly.",
                "از طریق یک دوست نوشت. می‌خواهد بیرون بیاید و نمی‌داند چطور. چهارشنبه که بقیه در "
                "نشست هستند می‌تواند حرف بزند.",
            ),
        ),
        ("only through the friend", "فقط از طریق دوست"),
        0,
        "",
    ),
}
