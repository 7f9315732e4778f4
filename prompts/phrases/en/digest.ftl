digest-title = The week in stories
digest-place = { $circle } · week { $week }
digest-opening = *{ $took ->
    [one] One of you took part
   *[other] { $tookword } of you took part
  }: { $parts }.{ $echo } Thank you.*
digest-wrote = { $n ->
    [one] one wrote
   *[other] { $word } wrote
  }
digest-tapped = { $n ->
    [one] one tapped
   *[other] { $word } tapped
  }
digest-thanked = { $n ->
    [one] one gave thanks
   *[other] { $word } gave thanks
  }
digest-echoed = { $n ->
    [one] One left an echo.
   *[other] { $word } left an echo.
  }
digest-fuel = **Fuel** – { $lines }.
digest-fuel-month = **Fuel of the last four weeks** – { $lines }.
digest-fuel-first = { $word } people tapped *{ $theme }*
digest-fuel-next = { $word } *{ $theme }*
digest-quote = "{ $text }" ({ $who })
digest-no-name = no name
digest-honest = For some of you it was a tough week. That may simply be said here.
digest-thanks = **Thanks** – { $n ->
   *[other] { $word } thank-yous
  }{ $values }.
digest-thanks-values = , most often for { $values }
digest-thanks-only = **Thanks**
digest-snippet = { $giver } thanked { $receivers }: "{ $reason }"
digest-others = { $n } others
digest-snippet-value = What *{ $value }* looked like: { $giver } thanked { $receivers }: "{ $reason }"
digest-unnamed = *{ $value }* went unnamed lately. Did you see it?
digest-grown = **Grown since last month** – *{ $theme }* was named by { $now } people, a month earlier by { $before }.
digest-grown-few = **Grown since last month** – *{ $theme }* was named by { $now } people, a month earlier by hardly anyone.
digest-carry = **A question to carry** – "{ $question }"
digest-carry-from = **A question to carry** (from { $who }) – "{ $question }"
digest-quiet = A quiet week, and that is fine. { $n ->
    [one] One of you left something here.
   *[other] Two of you left something here.
  }
digest-quiet-next = On { $day } I ask a light one.
digest-footer = *Made from what you chose to share. Nobody gets a score, nobody's mood is measured.*
digest-how = How this works
digest-mine = My story
digest-takeout = Take my line out
digest-thank = Thank someone
digest-fallback = The week in stories, week { $week }
digest-preview = **Only you see this.** So the digest would read now, but for answers without a name: those come in only when it is posted.
digest-preview-nothing = There is nothing yet that I could show you beforehand. If it stays so, nothing is posted, and the next question is a light one.
digest-nothing-now = There is nothing to bring back yet, so I post nothing.
digest-posted-now = The digest is on its way.
digest-not-host = Only the host of this circle, { $host }, can do that. You can always open a preview: /fireside digest preview.
takeout-done = Your words are out of that digest, without a trace. In My story they still stand.
takeout-question = Your question is out of that digest, without a trace, and I will not ask it.
takeout-nothing = Nothing in that digest is yours.
