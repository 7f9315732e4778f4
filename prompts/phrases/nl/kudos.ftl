kudos-posted = 🙌 { $giver } bedankt { $receivers }
kudos-value = Voor *{ $value }*
kudos-joined = Ook van { $people }
kudos-join = 🙌 Sluit aan

kudos-told = { $giver } bedankt je:
kudos-told-together = { $giver } bedankt je, samen met { $others }:
kudos-told-circle = Het staat ook in { $channel }.
kudos-told-private = Niemand anders kan dit lezen.
kudos-told-private-together = Alleen wie bedankt wordt kan dit lezen.
kudos-told-first = Ik ben Fireside. Ik vraag een kring van collega's één keer per week wat goed ging, en ik breng bedankjes zoals dit.
kudos-told-first-promise = Ik geef geen punten en maak geen ranglijst. Behalve voor een bedankje schrijf ik je nooit uit mezelf.
kudos-reply = Antwoorden
kudos-thank-someone = Iemand bedanken
kudos-rather-private = Liever alleen aan mij
kudos-in-circle = In de kring
kudos-keep-out = Niet in de terugblik

kudos-given-circle = Je bedankje staat in de draad, en gaat ook persoonlijk naar { $people }.
kudos-given-receivers = Je bedankje gaat persoonlijk naar { $people }. Niemand anders kan het lezen.
kudos-given-outside = Hier is geen kring, dus je bedankje gaat persoonlijk naar { $people }. Niemand anders kan het lezen.
kudos-given-some-privately = Alleen persoonlijk, en niet in de draad: { $people }.
kudos-undo = Terugnemen
kudos-name-value = Geef er een waarde aan
kudos-valued = Dank je wel. Dit bedankje is voor *{ $value }*.
kudos-undone = Teruggenomen, ook uit de terugblik. Een persoonlijk bericht dat al was aangekomen, blijft bij de lezer.

kudos-refused-bot = { $who } is een bot, en deed alleen wat gevraagd werd. Bedank de mens erachter, als je weet wie dat is.
kudos-refused-gone = { $who } heeft hier geen account meer, dus ik kan je bedankje niet brengen. Misschien weet je een andere weg.
kudos-refused-guest = { $who } is hier te gast, en aan gasten schrijf ik niet. Bedank diegene zelf, in je eigen woorden.
kudos-refused-outsider = { $who } werkt bij een ander bedrijf, en daarheen schrijf ik niet. Bedank diegene zelf, in je eigen woorden.
kudos-refused-you = Ik bewaar geen woorden van mensen uit andere bedrijven. Je kunt je dank in het kanaal zelf zeggen.
kudos-group-unread = Ik kan nu niet zien wie er in die groep zitten. Kies de mensen zelf, of probeer het straks nog eens.
kudos-moment = Dat gaat over jou, en het is het bewaren waard. Ik zette het in Mijn verhaal als een moment van jou. Alleen jij kunt het lezen.
kudos-moment-open = Delen
kudos-moment-delete = Wissen
kudos-moment-delete-sure = Dit moment wissen?
kudos-flood = Dat zijn veel bedankjes in één uur, en elk ervan verdient een lezer. Kom straks terug. Je woorden blijven hier zolang staan.

kudos-form-title = Bedanken
kudos-form-send = Versturen
kudos-form-people = Wie wil je bedanken?
kudos-form-to = Voor { $people }
kudos-form-text = { $count ->
    [one] Wat deed je collega?
   *[other] Wat deden je collega's?
}
kudos-form-text-placeholder = Liep mee naar de juiste balie in plaats van te wijzen
kudos-form-possible = Wat maakte het mogelijk?
kudos-form-value = Welke waarde zag je erin?
kudos-form-audience = Wie mag het lezen?
kudos-audience-circle = De kring
kudos-audience-circle-hint = In de draad van { $channel }; kan in de terugblik staan.
kudos-audience-receivers = Alleen wie ik bedank
kudos-audience-receivers-hint = Persoonlijk, en verder niemand. Het staat in geen terugblik.
kudos-form-outside = Hier is geen kring: alleen wie je bedankt leest het. Wil je dat je kring meeleest, bedank dan in het kanaal van die kring.
kudos-form-more = Een paar woorden meer helpen, zodat het later terug te lezen is.
kudos-form-own-message = Dat bericht is van jezelf. Kies een collega, of jezelf: dan bewaar ik het als een moment van jou.
kudos-no-text = Schrijf in een paar woorden wat je zag.
kudos-no-people = Kies minstens één collega.
kudos-too-long = Dat zijn { $length } tekens; meer dan { $most } kan ik niet bewaren. Maak het iets korter, er gaat niets verloren.

kudos-reply-title = Antwoorden
kudos-reply-text = Aan { $giver }, persoonlijk
kudos-reply-told = { $who } antwoordt op je bedankje:
kudos-replied = Verstuurd aan { $giver }, en aan niemand anders.
kudos-reply-gone = { $giver } heeft hier geen account meer, dus ik kan je antwoord niet brengen. Misschien weet je een andere weg.

kudos-not-there = Dat bedankje is er niet meer, of het is niet van jou. Open Mijn verhaal om te zien wat er wel is.
kudos-join-own = Dit is je eigen bedankje, dus je hoort er al bij.
kudos-join-receiver = Dit bedankje is voor jou. Antwoord als je wilt in het persoonlijke bericht dat ik je stuurde.
kudos-kept-out = Het blijft uit de terugblik. Stond het er al in, dan is die regel weg.
kudos-thanks-private = Vanaf nu krijg je bedankjes alleen persoonlijk. Wat nog in geen terugblik stond, blijft eruit.
kudos-thanks-circle = Vanaf nu mag de kring meelezen als iemand je bedankt.

kudos-offer = Je { $emoji } is een klein bedankje aan { $who }. *Wat zag je?*
kudos-offer-words = Zeg het in woorden
