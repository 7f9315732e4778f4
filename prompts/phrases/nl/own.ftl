own-settings-title = Mijn instellingen
own-language = Mijn taal
own-language-hint = Een bericht in een kanaal staat in de taal van de kring.
own-language-auto = Zoals in mijn profiel
own-language-en = English
own-language-nl = Nederlands
own-thanks = Hoe bedankjes mij bereiken
own-thanks-circle = In de kring
own-thanks-circle-hint = Iedereen in het kanaal kan ze lezen, en ik hoor ervan.
own-thanks-private = Alleen aan mij
own-thanks-private-hint = Persoonlijk, in geen draad en geen terugblik.
own-until = Pauze tot (leeg: geen pauze)
own-error-language = Kies een taal.
own-error-thanks = Kies een van de twee.
own-error-until = Dat kan ik niet lezen als een dag die nog komt. Schrijf het als 24 december, vrijdag of twee weken.
own-saved = Bewaard.
own-saved-paused = Bewaard. Je hebt pauze tot { $day }: tot dan schrijf ik je persoonlijk niets, behalve bedankjes.

own-paused = Je hebt pauze tot { $day }. Tot dan schrijf ik je persoonlijk niets, behalve bedankjes. De pauze stopt vanzelf, niemand ziet het, en schrijven en bedanken kan gewoon.
own-resume = Pauze stoppen
own-resumed = Je pauze is voorbij. Fijn dat je er weer bent.
own-not-paused = Je hebt geen pauze. Wil je er een, zeg dan tot wanneer: /fireside pauze tot 24 december, of vrijdag, of twee weken.
own-pause-unclear = *{ $text }* kan ik niet lezen als een dag die nog komt. Schrijf het als /fireside pauze tot 24 december, of vrijdag, of twee weken.

own-help = Ik stel in elke kring één vraag per week, en breng terug wat jullie kozen te delen. Dit kun je mij vragen:
own-help-kudos = **/kudos @naam wat die deed** – een collega bedanken
own-help-me = **/fireside ik** – mijn verhaal, dat alleen jij kunt openen
own-help-settings = **/fireside instellingen** – in een kanaal die van de kring, elders die van jou (**voorkeuren**)
own-help-pause = **/fireside pauze tot 24 december** – een tijdje rust; **/fireside verder** beëindigt dat
own-help-digest = **/fireside terugblik voorbeeld** – hoe de terugblik nu zou zijn
own-help-suggest = **/fireside voorstel** en een vraag van jou
own-help-status = **/fireside status** – waarom krijg ik dit, of juist niets
own-help-know = **/fireside wat-weet-je** – wat ik over je bewaar
own-help-mine = **/fireside exporteer** – alles van mij in één bestand; **/fireside wis** – alles van mij gewist
own-help-host = Voor gastheren en gastvrouwen: **/fireside vraag nu** en **/fireside terugblik nu**; met **/fireside start** begint er een
own-help-languages = Engelse woorden werken ook: help, me, preferences, pause, digest, suggest, status, what-do-you-know.
own-help-how = Zo werkt het

own-why-here = Ik stel één vraag per week in { $channel }, omdat daar een kring is, met { $host } als gastheer of gastvrouw. Jij leest het omdat je in het kanaal zit.
own-why-here-unhosted = Ik stel één vraag per week in { $channel }, omdat daar een kring is begonnen. Jij leest het omdat je in het kanaal zit.
own-why-next = Volgende vraag: **{ $ask }**. Volgende terugblik: **{ $digest }**.
own-why-question = De laatste vraag was *{ $question }* { $why }
own-why-circle-paused = Deze kring heeft pauze tot { $day }. Daarvoor vraag ik niets.
own-why-proposed = Ik stelde { $host } een kring voor in { $channel }, en wacht op een ja. Tot dan plaats ik daar niets. Met /fireside start stel ik het jou voor.
own-why-resting-archived = Ik rust in { $channel }, want het is gearchiveerd. Gaat het weer open, dan ga ik verder.
own-why-resting-removed = Ik rust in { $channel }, want ik ben eruit gehaald. Nodig me weer uit, dan ga ik verder.
own-why-resting-other = Ik rust in { $channel }, want ik kan het niet bereiken. Zodra dat kan, ga ik verder.
own-why-nothing = In dit kanaal is geen kring, dus plaats ik hier niets. Een kring begin je door mij uit te nodigen, of met /fireside start als ik hier al ben.
own-why-private = Persoonlijk schrijf ik je alleen wat je vraagt, en bedankjes van collega's.
own-why-paused = Je hebt pauze tot { $day }. Die stopt vanzelf.

own-know = Dit bewaar ik over je:
own-know-answers = **Antwoorden:** { $named } met je naam, { $nameless } zonder, { $private } die alleen jij kunt lezen.
own-know-thanks = **Bedankjes:** { $given } gegeven, { $received } gekregen, { $joined } waar je je bij aansloot.
own-know-echoes = **Echo's:** { $n ->
    [one] 1 reactie of antwoord dat je achterliet
   *[other] { $n } reacties en antwoorden die je achterliet
  }.
own-know-questions = **Vragen:** { $own } van jou, { $hands } die je ook wel wilt.
own-know-profile = **Over jou:** je naam, taal en tijdzone zoals je profiel ze geeft, en wat je zelf instelde.
own-know-none = Geen score, geen stemming, en niets over wanneer je leest of stil bent.
own-know-kept = Wat mensen me vertellen bewaar ik { $months } maanden. Daarna is het hier vanzelf weg.
own-know-where = Wat je vertelde, gaf en kreeg lees je in Mijn verhaal; met de export krijg je alles in één bestand. Alles wissen haalt het weg, ook uit geplaatste terugblikken.

erase-ask = Zal ik hier alles van jou wissen? Je antwoorden, bedankjes, echo's en instellingen gaan weg, ook uit draden en geplaatste terugblikken. Terug kan niet. Wil je je woorden houden, exporteer ze dan eerst.
erase-yes = Alles wissen
erase-yes-sure = Alles van jou voorgoed wissen?
erase-done = Het is weg: { $answers ->
    [one] één antwoord
   *[other] { $answers } antwoorden
  }, { $given ->
    [one] één bedankje dat je gaf
   *[other] { $given } bedankjes die je gaf
  }, { $received ->
    [one] één dat je kreeg
   *[other] { $received } die je kreeg
  }, { $echoes ->
    [one] één echo
   *[other] { $echoes } echo's
  }, en je instellingen.
erase-remains = Wat blijft zijn aantallen in eerdere terugblikken, die niemand noemen. Wat collega's schreven blijft van hen. Berichten die je zelf in een kanaal typte staan daar tot jij ze wist, en zo ook mijn persoonlijke berichten: in jouw chat, en bij wie ik je bedankje of antwoord bracht. Reservekopieën van voor vandaag bevatten je woorden tot ze vervangen zijn.
erase-hosting = Kringen waar je gastheer of gastvrouw was, gaan zonder jou verder.
erase-question = Deze vraag is teruggenomen door wie hem stelde.
