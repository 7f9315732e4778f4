question-example = *Bijvoorbeeld: "{ $example }"*
question-write = Schrijven
question-tap = Alleen tikken
question-skip = overslaan mag altijd
question-tough = { $emoji } taaie week
question-asked-now = De volgende vraag komt eraan.
question-not-host = Dat kan alleen de gastheer of gastvrouw van deze kring, { $host }.
suggest-empty = Schrijf de vraag achter de opdracht, zoals: /fireside voorstel Waarover verwonderde je je deze week?
suggest-long = Die vraag is lang. Meer dan zeventien woorden kan niet; maak hem korter, er gaat niets verloren.
suggest-not-open = Sluit af met een vraagteken en vraag wat, wanneer, wie of hoe. Waarom vraagt om verdediging, en na ja of nee is het gesprek voorbij.
suggest-kept = Dank je wel. Je vraag staat in een van de volgende terugblikken, met je naam (in die van een stille week is er geen plaats voor), en wordt gesteld zodra drie van jullie hem willen, jij meegeteld.
hand-raised = Genoteerd. Met drie handen wordt hij gesteld.
hand-gone = Die vraag is er niet meer.
suggest-hand = Die wil ik ook

# Waarom deze vraag gesteld is, voor wie dat wil weten.
question-why-opener = Een van de eerste zes vragen van een nieuwe kring, uit *{ $pack }*.
question-why-arc = De volgende stap van *{ $pack }*.
question-why-sequence = Het vervolg op de vraag van vorige week, uit *{ $pack }*.
question-why-member = Een vraag van een collega, die minstens drie van jullie wilden.
question-why-pool = Uit *{ $pack }*, { $ago }.
question-why-quiet = Een lichte vraag, uit *{ $pack }*, { $ago }.
question-why-fallback = Uit *{ $pack }*, { $ago }: dit was het langst geleden.
question-why-new = hier nog niet gesteld
question-why-ago = { $weeks ->
    [one] vorige week nog gesteld
    [26] een halfjaar niet gesteld
    [52] een jaar niet gesteld
   *[other] { NUMBERWORD($weeks) } weken niet gesteld
  }
