"""The few words that follow no rule: titles, particles, and names written against the rules."""

from typing import Final

# A title, in either script, with the word it is compared by. It may be missing on either side.
_TITLES: Final = {
    "سید": "سید سیده seyed seyyed seyyid sayed sayyed sayyid sayid seid syed seyedeh sayyida",
    "حاج": "حاج حاجی حاجیه haj hajj haji hajji hajiyeh hadj hadji hac",
    "دکتر": "دکتر dr doctor doktor docteur",
    "مهندس": "مهندس eng ing mohandes muhandis",
    "شیخ": "شیخ sheikh shaikh shaykh sheik cheikh scheich",
    "ملا": "ملا molla mulla mullah mollah mela",
    "استاد": "استاد ostad ustad prof professor",
    "کربلایی": "کربلایی karbalai karbalaei karbalayi",
    "مشهدی": "مشهدی mashhadi mashdi",
    "خانم": "خانم khanom khanum mrs ms miss frau mme",
    "آقا": "اقا اقای agha aqa agha aga mr herr",
    "مرحوم": "مرحوم مرحومه marhum marhoum",
}
TITLES: Final = {word: title for title, words in _TITLES.items() for word in words.split()}

# The article and "son of", "daughter of": nobody is found by them alone.
ARTICLES: Final = frozenset(["al", "el", "il", "ol", "ul", "ال"])
KINSHIP: Final = frozenset(["bin", "ben", "ibn", "bint", "bent", "بن", "ابن", "بنت"])

# Left: as typed, normalised. Right: the spelling it sounds like.
_ALIASES: Final = """
mehmet محمد|mehmed محمد|md محمد|mohd محمد|muhd محمد|ahmet احمد|hatice خدیجه
eshagh اسحاق|eshaq اسحاق|ishaq اسحاق|ishak اسحاق|ishagh اسحاق|اسحق اسحاق
رحمن رحمان|عبدالرحمن عبدالرحمان|اسمعیل اسماعیل|هرون هارون|ابرهیم ابراهیم|یس یاسین
عثمن عثمان|سلیمن سلیمان|لقمن لقمان|داود داوود|فاتیمه فاطمه|حوسین حسین|hisen حسین|hesen حسن
brahim ابراهیم|miriam مریم|zeynep زینب|cengiz چنگیز|recep رجب|halit خالد|halil خلیل|murat مراد
daniel دانیال|danial دانیال|khwaja خواجه|khawaja خواجه
"""
ALIASES: Final = dict(pair.split() for pair in _ALIASES.replace("\n", "|").split("|") if pair)

# Arabic names in ی that are read as -a (alef maqsura), where the dots do not tell.
_READ_AS_A: Final = """
موسی عیسی مصطفی مرتضی یحیی لیلی کبری صغری مجتبی سلمی هدی یسری بشری نجوی سلوی منی ندی
لبنی ضحی مثنی مقتدی عظمی حسنی کسری متی
"""
READ_AS_A: Final = frozenset(_READ_AS_A.split())

# Names that are spelt alike but for the last letter, and are not one.
APART: Final = (frozenset({"زهرا", "زهره"}), frozenset({"zahra", "zohreh"}))
