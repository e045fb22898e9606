"""Spellings of one name, a line each: the list the rules were made with (fictional use only)."""

SAME = """
محمد / Mohammad / Muhammad / Mohamed / Muhammed / Mohammed / محەمەد / Mohamad
حسین / Hossein / Husayn / Hussein / Hosein / Hussain / حوسێن / Hosseyn
حسن / Hasan / Hassan / Hesen / حەسەن
علی / Ali / Aly / عەلی / على
رضا / Reza / Rida / Ridha / Riza / Rezâ
فاطمه / Fatemeh / Fatima / Fatma / Fatimah / فاطمة / فاتمە / Fatemah
زهرا / Zahra / Zahraa / Zehra / زهراء / زەهرا
قاسم / Ghasem / Qasim / Gasem / Qasem / Kassem / Kasım
خدیجه / Khadijeh / Khadija / Khadidja / خديجة / Khadîja
مریم / Maryam / Mariam / Miriam / Meryem / مەریەم / Mariyam
عبدالله / عبد الله / Abdollah / Abdullah / Abd Allah / Abdallah / عبداللّه / عەبدوڵڵا
علیرضا / علی‌رضا / علی رضا / Ali Reza / Alireza / Ali-Reza
امیرحسین / امیر حسین / Amir Hossein / Amirhossein / Amir-Hussein
نژاد / Nejad / Nezhad / Nežad
جمشید / Jamshid / Djamchid / Cemşid / Jamsheed
شیرین / Shirin / Chirine / Shireen / Şirin / Şîrîn / Schirin / شیرین
یوسف / Yousef / Youssef / Yusuf / Yosef / يوسف / Yusef
اسماعیل / Esmail / Ismail / Esmaeil / Ismaeel / اسمعیل / إسماعيل
ابراهیم / Ebrahim / Ibrahim / Ibraheem / إبراهيم / ئیبراهیم / Brahim
احمد / Ahmad / Ahmed / أحمد / ئەحمەد / Ehmed / Ahmet
محمود / Mahmoud / Mahmud / Mahmood / مەحموود
مهدی / Mehdi / Mahdi / Mehdy / مهدي
سعید / Saeed / Said / Saeid / Sa'id / Saïd / سەعید
کریم / Karim / Kareem / Kerim / كريم / کەریم
حمید / Hamid / Hameed / حميد
حامد / Hamed / Haamed
لیلا / Leila / Leyla / Layla / Laila / ليلا / لیلی
سارا / Sara / Sarah / سارة
مینا / Mina / Meena / مينا
امین / Amin / Amine / Ameen / أمين
اکبر / Akbar / أكبر / ئەکبەر / Ekber
اصغر / Asghar / Asgar / Asqar
داوود / داود / Davoud / Dawood / Davood / Dawud / Daoud / Davud
جواد / Javad / Jawad / Djavad / Cevad
نوید / Navid / Naveed / Nawid
پروین / Parvin / Parveen / Parwin / پەروین / Perwîn
پرویز / Parviz / Parwiz / Parveez / Perviz
خسرو / Khosrow / Khosro / Khosrau / Xosrow
زینب / Zeinab / Zaynab / Zeynab / Zainab / Zeynep / زەینەب
عایشه / عائشه / عائشة / Aisha / Aysha / Ayesha / Aïcha / عایشة
سمیه / Somayeh / Sumayya / Soumaya / Sumaya / سمية
طاهره / Tahereh / Tahira / Tahera / طاهرة
معصومه / Masoumeh / Masumeh / Masuma / Masoomeh / معصومة
مسعود / Masoud / Masud / Massoud / Masood / مەسعوود
عثمان / Osman / Othman / Uthman / Usman / عوسمان
عمر / Omar / Umar / Omer / عومەر
خالد / Khaled / Khalid / Xalid / خالید
رمضان / Ramezan / Ramadan / Ramazan / Ramadhan
کاظم / Kazem / Kadhim / Kazim / Kadhem / كاظم
صادق / Sadegh / Sadeq / Sadiq / Sadeg
مصطفی / Mostafa / Mustafa / Moustafa / Mustapha / مصطفى
مرتضی / Morteza / Murtaza / Murtada / Mortaza / مرتضى
موسی / Mousa / Musa / Moussa / Moosa / موسى
عیسی / Isa / Issa / Eisa / عيسى
یحیی / Yahya / Yahia / يحيى
عبدالرحمن / عبدالرحمان / عبد الرحمن / Abdolrahman / Abdul Rahman / Abdurrahman / Abd al-Rahman / Abderrahmane / Abdulrahman
عبدالکریم / Abdolkarim / Abdul Karim / Abdelkarim / Abd al-Karim / عبد الكريم
نورالدین / نور الدین / Noureddine / Nureddin / Nooruddin / Nur al-Din / Noureddin / Nouroldin
ابوالفضل / Abolfazl / Abulfadl / Abolfadl / أبو الفضل / Abu al-Fadl
حبیب‌الله / حبیب الله / حبیب‌اله / Habibollah / Habibullah / Habib Allah
هاشمی / Hashemi / Hashimi / Hachemi / الهاشمی / Al-Hashimi / al hashemi
موسوی / Mousavi / Musavi / Moosavi / Mousawi / موسوي
رضایی / رضائی / Rezaei / Rezai / Rezaee / Rezayi
حسینی / Hosseini / Husseini / Hosaini / Hussaini / Huseyni
محمدی / Mohammadi / Muhammadi / Mohamadi
کریمی / Karimi / Kareemi / كريمي / کەریمی
احمدی / Ahmadi / Ahmedi
قربانی / Ghorbani / Qurbani / Gorbani / Qorbani
غلام / Gholam / Ghulam / Qolam
باقر / Bagher / Baqer / Baqir / Bagir
تقی / Taghi / Taqi / Tagi
ژیلا / Zhila / Jila / ژیلە
بیژن / Bijan / Bizhan / Bidjan
منیژه / Manijeh / Manizheh / Manizha
چنگیز / Changiz / Cengiz / Tchanguiz / Çengiz
آزاد / Azad / ئازاد / ازاد
آرش / Arash / Arach / ئارەش
شیرکو / شیرکۆ / Shirko / Şîrko / Shirkou
ڕێبوار / ریبوار / Rebwar / Rebvar / Rêbwar
هێمن / Hemin / Hêmin / هیمن / Hemn
روژین / ڕۆژین / Rojin / Rozhin / Rojîn
کژال / Kazhal / Kajal / Kejal / كژال
ثریا / Soraya / Thuraya / Sorayya / Souraya
رویا / Roya / Ruya / رؤیا / Rouya
شیوا / Shiva / Sheeva / Chiva / Şiwa
کاوه / Kaveh / Kaweh / Kawa / Kave / کاوە
کوروش / Kourosh / Kurosh / Koroush / Kouroch
سیاوش / Siavash / Siyavash / Syavash / سیاووش
نازنین / Nazanin / Nazaneen / Nazenin
مژگان / Mojgan / Mozhgan
قهرمان / Ghahreman / Qahraman / Gahraman
صالح / Saleh / Salih
اسحاق / اسحق / Eshagh / Ishaq / Es'haq / إسحاق
خواجه / Khajeh / Khaja / Khwaja
عبدی / Abdi / Ebdi
سلیمان / Soleiman / Suleiman / Sulayman / Soleyman / Süleyman
یاسمن / Yasaman / Yasemen / ياسمن
نسرین / Nasrin / Nasreen / Nesrine / نەسرین
جمیله / Jamileh / Jamila / Djamila / Cemile / جميلة
"""

DIFFERENT = """
علی / Leila
Ali / Leila
سارا / رضا
Sara / Reza
Mina / Amin
مینا / امین
Mina / Mona
حسن / حسین
Hasan / Hossein
Hassan / Hussain
حسن / Hossein
Hasan / حسین
محمد / محمود
Mohammad / Mahmoud
محمد / Mahmoud
حامد / حمید
حمید / Hamed
جمال / جمیل
Jamal / Jamil
جمال / Jamil
Kamal / Gamil
کامل / کمال
کریم / Akram
Karim / Karam
Amir / Omar
امیر / Omar
Omid / Ahmad
امید / Ahmad
Navid / Nahid
Nahid / Nadia
Zahra / Zohreh
زهرا / زهره
Sara / Soraya
سما / سمیه
Sama / Somayeh
Rana / Rania
Neda / Nadia
Farid / Farhad
Farideh / Farhad
Saeed / Saad
سعید / سعد
Majid / Amjad
Reza / Razieh
Reza / Rezaei
رضا / رضایی
Hossein / Hosseini
حسین / حسینی
Vahid / Vida
Parvin / Parviz
Shirin / Shahin
Simin / Saman
Mansour / Nasser
منصور / ناصر
Arash / Rashid
Salim / Salman
Maryam / Marwa
Fatemeh / Fahimeh
Ebrahim / Bahram
Kamran / Kimia
Jalal / Jalil
جلال / جلیل
Ali / Elaheh
علی / علوی
Golnaz / Kolnaz
Nader / Nadia
Samir / Samar
Yasin / Hasan
"""
