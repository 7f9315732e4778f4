question-example = *For example: "{ $example }"*
question-write = Write
question-tap = Just tap
question-skip = feel free to skip
question-tough = { $emoji } tough week
question-asked-now = The next question is on its way.
question-not-host = Only the host of this circle, { $host }, can do that.
suggest-empty = Write the question after the command, such as: /fireside suggest What made you wonder this week?
suggest-long = That question is long. Seventeen words are the most; shorten it, and nothing is lost.
suggest-not-open = End it with a question mark, and ask what, when, who or how. Why asks for a defence, and after yes or no the talk is over.
suggest-kept = Thank you. Your question stands in one of the next digests, with your name (a quiet week's has no room for it), and is asked once three of you want it, yourself included.
hand-raised = Noted. With three hands it is asked.
hand-gone = That question is not there any more.
suggest-hand = I would like that one too

# Why this question was asked, for whoever wants to know.
question-why-opener = One of the first six questions of a new circle, from *{ $pack }*.
question-why-arc = The next step of *{ $pack }*.
question-why-sequence = It goes on from last week's question, from *{ $pack }*.
question-why-member = A colleague's own question, that at least three of you wanted.
question-why-pool = From *{ $pack }*, { $ago }.
question-why-quiet = A light one, from *{ $pack }*, { $ago }.
question-why-fallback = From *{ $pack }*, { $ago }: the one that was longest ago.
question-why-new = not asked here before
question-why-ago = { $weeks ->
    [one] asked last week
    [26] not asked for half a year
    [52] not asked for a year
   *[other] not asked for { NUMBERWORD($weeks) } weeks
  }
