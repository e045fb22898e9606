"""Forty people who do not exist: names in several scripts, and how each story goes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Someone:
    """One fictional person.

    ``names``: latin and own spelling; ``story``: a key of :data:`cases.demo.stories.STORIES`;
    ``language``: of their notes; ``days``: how many days ago the case was opened.
    """

    names: tuple[str, ...]
    alias: str
    born: int
    language: str
    country: str
    story: str
    risk: str
    days: int
    worker: str
    kind: str = "leaver"


def _row(line: str) -> Someone:
    latin, own, alias, born, language, country, story, risk, days, worker, kind = (
        part.strip() for part in line.split("|")
    )
    names = tuple(name for name in (latin, own) if name)
    return Someone(names, alias, int(born), language, country, story, risk, int(days), worker, kind)


_TABLE = """
Shirin Hosseini|شیرین حسینی|Mahtab|1982|fa|Germany|appeal|high|212|mina|leaver
Mohammad Karimi|محمد کریمی||1975|fa|Germany|housing|medium|180|mina|leaver
Fatemeh Rezaei|فاطمه رضایی|Nasrin|1990|fa|Austria|first_days|immediate|9|mina|leaver
Alireza Mohammadi|علیرضا محمدی|Kian|1988|fa|Germany|counselling|medium|140|mina|leaver
Zahra Ahmadi|زهرا احمدی||1969|fa|France|family_search|low|300|mina|family
Hossein Jafari|حسین جعفری|Behnam|1971|fa|Albania|resettle|high|96|mina|leaver
Maryam Sadeghi|مریم صادقی||1994|fa|Germany|study|low|260|mina|leaver
Reza Ebrahimi|رضا ابراهیمی|Samad|1966|fa|Albania|health|high|75|mina|leaver
Narges Kazemi|نرگس کاظمی||1958|fa|Sweden|family_search|medium|44|mina|family
Yousef Ghasemi|یوسف قاسمی|Farid|1979|fa|Germany|work|low|320|mina|leaver
Leila Moradi|لیلا مرادی||1985|fa|Germany|appeal|high|120|mina|leaver
Hamid Nouri|حمید نوری|Jalal|1973|fa|France|first_days|immediate|5|mina|leaver
Parvin Azizi|پروین عزیزی||1951|fa|Iran|family_search|medium|88|mina|family
Saeed Bahrami|سعید بهرامی|Peyman|1981|fa|Albania|housing|medium|52|mina|leaver
Anna Weber||Sister Joy|1992|en|Germany|counselling|medium|150|omid|leaver
Jonas Richter||Brother Light|1987|en|Germany|work|low|275|omid|leaver
Emily Carter||Grace|1996|en|United Kingdom|first_days|high|12|omid|leaver
Daniel Hughes||Nathan|1978|en|United Kingdom|housing|medium|101|omid|leaver
Sophie Laurent||Claire|1983|en|France|health|high|66|omid|leaver
Lucas Moreau||Gabriel|1990|en|France|study|low|190|omid|leaver
Arta Krasniqi||Dritan|1989|en|Albania|resettle|medium|84|omid|leaver
Elira Hoxha|||1964|en|Albania|family_search|low|230|omid|family
Karwan Aziz|کاروان عەزیز|Hiwa|1984|en|Iraq|appeal|high|110|omid|leaver
Shilan Rashid|شیلان ڕەشید||1991|en|Sweden|counselling|medium|133|omid|leaver
Yusuf Demir||Salim|1977|en|Turkey|resettle|high|59|omid|leaver
Margaret Osei|||1955|en|United Kingdom|family_search|medium|71|omid|family
Thomas Berg||Elias|1986|en|Norway|work|low|340|omid|leaver
Ingrid Solberg||Hope|1993|en|Norway|first_days|immediate|3|omid|leaver
Ahmad Haddad|أحمد حداد|Nur|1980|en|Lebanon|appeal|high|125|sara|leaver
Khadija Mansour|خديجة منصور||1962|en|Tunisia|family_search|medium|93|sara|family
Ibrahim Saleh|إبراهيم صالح|Zayd|1976|en|Jordan|health|medium|160|sara|leaver
Miriam Cohen||Ruth|1988|en|United States|counselling|medium|205|sara|leaver
Caleb Foster||Josiah|1995|en|United States|study|low|245|sara|leaver
Abigail Turner||Patience|1998|en|United States|housing|high|38|sara|leaver
Mehdi Rostami|مهدی رستمی|Navid|1983|fa|Germany|work|low|290|sara|leaver
Azadeh Farahani|آزاده فراهانی||1987|fa|Netherlands|counselling|medium|115|sara|leaver
Kaveh Tehrani|کاوه تهرانی|Siavash|1970|fa|Albania|closed_well|low|410|sara|leaver
Nadia Petrova||Vera|1981|en|Bulgaria|closed_well|low|380|sara|leaver
Peter Lang|||1990|en|Austria|declined|low|150|sara|leaver
Sima Darvish|سیما درویش||1999|fa|Turkey|new_enquiry|high|1||leaver
"""

PEOPLE = tuple(_row(line) for line in _TABLE.strip().splitlines())
