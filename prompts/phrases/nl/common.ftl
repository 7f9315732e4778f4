and = en
day-1 = maandag
day-2 = dinsdag
day-3 = woensdag
day-4 = donderdag
day-5 = vrijdag
day-6 = zaterdag
day-7 = zondag
month-1 = januari
month-2 = februari
month-3 = maart
month-4 = april
month-5 = mei
month-6 = juni
month-7 = juli
month-8 = augustus
month-9 = september
month-10 = oktober
month-11 = november
month-12 = december
save = Bewaren
private-chat = Ik schreef het je in onze eigen chat, waar alleen jij het leest.
back = Terug
noted = Genoteerd.
error-line = Dat is niet gelukt; er is niets verloren. Probeer het nog eens, of schrijf je gastheer of gastvrouw. (Kenmerk { $reference })

# Een datum en een tijd, zoals ze in een zin staan.
date = { $day } { $number } { $month }
time = { $hours }:{ $minutes }

# Weigeringen die niet bij één onderwerp horen. Elk zegt wat wel kan.
refusal-unknown = Ik ken *{ $word }* niet.
refusal-nearest = Ik ken *{ $word }* niet. Bedoel je *{ $nearest }*?
