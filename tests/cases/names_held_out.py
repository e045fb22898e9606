"""Spellings of one name, a line each: written before the rules, and not used to make them."""

SAME = """
عباس / Abbas / Abas / عەباس
رحیم / Rahim / Raheem / رحيم
جعفر / Jafar / Jaafar / Ja'far / Djafar / Cafer
صدیقه / Sedigheh / Seddiqeh / Siddiqa / Sediqeh
منصور / Mansour / Mansoor / Mansur
ناصر / Naser / Nasser / Nasir
فرهاد / Farhad / Ferhad / Ferhat / فەرهاد
فریده / Farideh / Farida / فريدة
نرگس / Narges / Nargis / Nergis / نەرگس
کامران / Kamran / Kamraan / كامران
بهروز / Behrouz / Behruz / Behrooz
بهرام / Bahram / Behram / بەهرام
فرزانه / Farzaneh / Farzana / Ferzane
شهناز / Shahnaz / Chahnaz / Şehnaz
مجید / Majid / Majeed / Madjid / Mecid
وحید / Vahid / Wahid / Waheed / وحيد
ولید / Walid / Valid / Oualid / Waleed
سمیرا / Samira / Sameera / سميرة
نعیمه / Naimeh / Naima / Naeemeh / نعيمة
حلیمه / Halimeh / Halima / Haleema
رقیه / Roghayeh / Ruqayya / Roqayeh / Rukaya / Roghieh
مرضیه / Marzieh / Marziyeh / Marzia / Mardiya
راضیه / Razieh / Raziyeh / Radhia / Radia
طیبه / Tayyebeh / Tayebeh / Tayyiba / Tayeba
عزیز / Aziz / Azeez / عەزیز
لطیف / Latif / Lateef / Letif
شریف / Sharif / Shareef / Cherif / Chérif / Şerif
رشید / Rashid / Rasheed / Rachid / رشيد
بشیر / Bashir / Basheer / Bachir / بەشیر
یونس / Younes / Yunus / Younus / Yunes
یعقوب / Yaghoub / Yaqub / Yaghub / Yaqoob / Yakub
ایوب / Ayoub / Ayub / Ayyub / أيوب
زکریا / Zakaria / Zakariya / Zakariyya
عبدالحسین / Abdolhossein / Abdul Hussain / Abdelhussein / عبد الحسین
عبدالرضا / Abdolreza / Abdul Reza / Abdul-Rida
روح‌الله / روح الله / Ruhollah / Rouhollah / Rohullah / Ruhullah
نعمت‌الله / نعمت الله / Nematollah / Nematullah / Ne'matollah
شمس‌الدین / شمس الدین / Shamsoddin / Shamsuddin / Chamseddine / Shams al-Din
محمدرضا / محمد رضا / محمد‌رضا / Mohammadreza / Mohammad Reza / Muhammad Rida
غلامحسین / غلام حسین / Gholamhossein / Gholam Hossein / Ghulam Hussain
موسی‌زاده / موسی زاده / Mousazadeh / Musa Zadeh / Moosazadeh
قاسمی / Ghasemi / Qasemi / Qasimi / Gasemi
جعفری / Jafari / Jaafari / Djafari
نوری / Nouri / Noori / Nuri / نوري
علوی / Alavi / Alawi / علوي
رحیمی / Rahimi / Raheemi / Rahimy
مرادی / Moradi / Muradi / مورادی
شجاعی / Shojaei / Shojai / Shodjai / Shojaee
توکلی / Tavakoli / Tavakkoli / Tawakoli
صفوی / Safavi / Safawi
طباطبایی / Tabatabaei / Tabatabai / Tabatabaee
بختیاری / Bakhtiari / Bakhtiyari / Baxtiyari
افشار / Afshar / Afchar / Afşar
قاجار / Ghajar / Qajar / Gajar
کرمانی / Kermani / Kirmani / كرماني
اصفهانی / Esfahani / Isfahani / Esfehani
شاکری / Shakeri / Chakeri / Shakiri
دارا / Dara / Daraa
سوران / سۆران / Soran / Sooran
شوان / Shwan / Shvan / Şivan / Shiwan
دلشاد / Dilshad / Delshad / Dilşad / دڵشاد
آوا / Ava / Awa / ئاوا
ئاوات / آوات / Awat / Avat
گلاله / Golaleh / Gelale / Gulala / گەلاڵە
بهمن / Bahman / Behman / بەهمەن
هژار / Hazhar / Hejar / Hajar / هەژار
نازدار / Nazdar / Nazdaar
چیمن / Chiman / Çîmen / چیمەن
کیوان / Keyvan / Kayvan / Keivan / Kaiwan
پیمان / Peyman / Payman / Peiman / Paiman
ایمان / Iman / Eeman / Iymaan
کیمیا / Kimia / Kimiya / Kimiyah
ندا / Neda / Nida / Nada
هدی / Hoda / Huda / Houda / هدى
سهراب / Sohrab / Suhrab / Sohraab
رستم / Rostam / Rustam / Rüstem
فریبا / Fariba / Fareeba
شهریار / Shahriar / Shahryar / Chahriar / Shahriyar
مهرداد / Mehrdad / Mihrdad / Mehrdaad
گلناز / Golnaz / Gulnaz / Golnaaz
ژاله / Zhaleh / Jaleh / Jale / Zhala
فرشته / Fereshteh / Fareshteh / Fereshta / Ferechteh
اشرف / Ashraf / Achraf / Eşref
حکیم / Hakim / Hakeem / Hekim
حاتم / Hatam / Hatem / Hatim
صفیه / Safieh / Safia / Safiya / Safiyya
انور / Anvar / Anwar / Enver
کوثر / Kowsar / Kawthar / Kosar / Kauthar
فواد / فؤاد / Fouad / Fuad / Foad
مبینا / Mobina / Mubina / Mobeena
سکینه / Sakineh / Sakina / Sekineh / سكينة
عفت / Effat / Efat / Iffat
شهین / Shahin / Shaheen / Chahine / Şahin
توران / Touran / Turan / Tooran
ماهرخ / Mahrokh / Mahrukh / Mahrox
گوهر / Gohar / Gowhar / Gauhar
سید محمود / Seyed Mahmoud / Sayyid Mahmud / Seyyed Mahmood
حاج قاسم / Haj Ghasem / Hajj Qasim / Haji Qasem
"""

DIFFERENT = """
عباس / عبید
Abbas / Basim
رحیم / رحمان
Rahim / Rahman
ناصر / نصیر
منیر / منار
Munir / Manar
فرید / Farhad
فریده / فرهاد
وحید / واحد
Walid / Vali
Rashid / Rushdi
Latif / Lotfi
شریف / اشرف
Sharif / Ashraf
Bashir / Bushra
بشیر / بشری
Younes / Yasin
Ayoub / Yaghoub
ایوب / یعقوب
Nouri / Nariman
Neda / Nadir
Hoda / Hadi
هدی / هادی
Dara / Darya
Sohrab / Sahar
Rostam / Ramin
Iman / Amin
ایمان / امین
Kimia / Kamal
Hakim / Hakam
حکیم / حاکم
Safieh / Safa
صفیه / صفا
Anvar / Noura
Fouad / Farid
Shahin / Shahnaz
سوران / سارا
Golnaz / Elnaz
Marzieh / Mozhdeh
Razieh / Reza
Keyvan / Kaveh
Peyman / Iman
Amineh / Mina
Salma / Salim
سلما / سلیم
Habib / Hibah
Tahereh / Tara
طاهره / طارا
Majid / Mojdeh
Morad / Marid
مراد / مرید
Zaki / Zakaria
Nasim / Nasima
جعفر / جابر
Jafar / Jabir
Hakim / Hashem
Omid / Hamid
امید / حمید
Saman / Samin
Samad / Saeed
"""
