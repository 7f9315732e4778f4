digest-title = De week in verhalen
digest-place = { $circle } · week { $week }
digest-opening = *{ $took ->
    [one] Eén van jullie deed mee
   *[other] { $tookword } van jullie deden mee
  }: { $parts }.{ $echo } Dank je wel.*
digest-wrote = { $n ->
    [one] één schreef
   *[other] { $word } schreven
  }
digest-tapped = { $n ->
    [one] één tikte
   *[other] { $word } tikten
  }
digest-thanked = { $n ->
    [one] één bedankte
   *[other] { $word } bedankten
  }
digest-echoed = { $n ->
    [one] Eén liet een echo achter.
   *[other] { $word } lieten een echo achter.
  }
digest-fuel = **Brandstof** – { $lines }.
digest-fuel-month = **Brandstof van de laatste vier weken** – { $lines }.
digest-fuel-first = { $word } mensen tikten *{ $theme }*
digest-fuel-next = { $word } *{ $theme }*
digest-quote = "{ $text }" ({ $who })
digest-no-name = zonder naam
digest-honest = Voor sommigen van jullie was het een taaie week. Dat mag hier gewoon staan.
digest-thanks = **Dank** – { $n ->
   *[other] { $word } bedankjes
  }{ $values }.
digest-thanks-values = , het vaakst voor { $values }
digest-thanks-only = **Dank**
digest-snippet = { $giver } bedankte { $receivers }: "{ $reason }"
digest-others = { $n } anderen
digest-snippet-value = Hoe *{ $value }* eruitzag: { $giver } bedankte { $receivers }: "{ $reason }"
digest-unnamed = *{ $value }* is een tijdje niet genoemd. Heb jij het gezien?
digest-grown = **Gegroeid sinds vorige maand** – *{ $theme }* is genoemd door { $now } mensen, een maand eerder door { $before }.
digest-grown-few = **Gegroeid sinds vorige maand** – *{ $theme }* is genoemd door { $now } mensen, een maand eerder door bijna niemand.
digest-carry = **Een vraag om mee te nemen** – "{ $question }"
digest-carry-from = **Een vraag om mee te nemen** (van { $who }) – "{ $question }"
digest-quiet = Een stille week, en dat is prima. { $n ->
    [one] Eén van jullie liet iets achter.
   *[other] Twee van jullie lieten iets achter.
  }
digest-quiet-next = Op { $day } stel ik een lichte vraag.
digest-footer = *Gemaakt van wat jullie kozen te delen. Niemand krijgt punten, niemands stemming wordt gemeten.*
digest-how = Zo werkt het
digest-mine = Mijn verhaal
digest-takeout = Mijn regel eruit
digest-thank = Bedank iemand
digest-fallback = De week in verhalen, week { $week }
digest-preview = **Alleen jij ziet dit.** Zo zou de terugblik nu zijn, op antwoorden zonder naam na: die komen er pas bij als hij geplaatst wordt.
digest-preview-nothing = Er is nog niets dat ik je vooraf kan laten zien. Blijft dat zo, dan plaats ik niets, en is de volgende vraag een lichte.
digest-nothing-now = Er is nog niets om terug te brengen, dus ik plaats niets.
digest-posted-now = De terugblik komt eraan.
digest-not-host = Dat kan alleen de gastheer of gastvrouw van deze kring, { $host }. Vooruitkijken kan altijd: /fireside terugblik voorbeeld.
takeout-done = Jouw woorden zijn uit die terugblik, zonder spoor. In Mijn verhaal staan ze nog.
takeout-question = Je vraag is uit die terugblik, zonder spoor, en ik stel hem niet.
takeout-nothing = In die terugblik staat niets van jou.
