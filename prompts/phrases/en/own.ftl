own-settings-title = My settings
own-language = My language
own-language-hint = A post in a channel is in the circle's language.
own-language-auto = As in my profile
own-language-en = English
own-language-nl = Nederlands
own-thanks = How thanks reach me
own-thanks-circle = In the circle
own-thanks-circle-hint = Everyone in the channel can read them, and I hear of them.
own-thanks-private = Only to me
own-thanks-private-hint = In private, in no thread and no digest.
own-until = Pause until (empty: no pause)
own-error-language = Choose a language.
own-error-thanks = Choose one of the two.
own-error-until = I cannot read that as a day to come. Write it as 24 December, friday or two weeks.
own-saved = Kept.
own-saved-paused = Kept. You pause until { $day }: until then I write you nothing in private but thanks.

own-paused = You pause until { $day }. Until then I write you nothing in private but thanks. It ends by itself, nobody sees it, and you can write and thank as always.
own-resume = End the pause
own-resumed = Your pause is over. Good to have you back.
own-not-paused = You have no pause. For one, say until when: /fireside pause until 24 December, or friday, or two weeks.
own-pause-unclear = I cannot read *{ $text }* as a day to come. Write it as /fireside pause until 24 December, or friday, or two weeks.

own-help = I ask one question a week in each circle, and bring back what you chose to share. This is what you can ask me:
own-help-kudos = **/kudos @name what they did** – thank a colleague
own-help-me = **/fireside me** – my story, which only you can open
own-help-settings = **/fireside settings** – in a channel those of its circle, elsewhere your own (**preferences**)
own-help-pause = **/fireside pause until 24 December** – quiet for a while; **/fireside resume** ends it
own-help-digest = **/fireside digest preview** – how the digest would read now
own-help-suggest = **/fireside suggest** and a question of your own
own-help-status = **/fireside status** – why do I get this, or nothing
own-help-know = **/fireside what-do-you-know** – what I keep about you
own-help-mine = **/fireside export** – everything of mine in one file; **/fireside erase** – everything of mine deleted
own-help-host = For who hosts a circle: **/fireside ask now** and **/fireside digest now**; **/fireside start** begins one
own-help-languages = Dutch words work too: hulp, ik, voorkeuren, pauze, terugblik, voorstel, status, wat-weet-je.
own-help-how = How this works

own-why-here = I ask one question a week in { $channel }, because there is a circle, which { $host } hosts. You read it because you are in the channel.
own-why-here-unhosted = I ask one question a week in { $channel }, because a circle was started there. You read it because you are in the channel.
own-why-next = Next question: **{ $ask }**. Next digest: **{ $digest }**.
own-why-question = The latest question was *{ $question }* { $why }
own-why-circle-paused = This circle pauses until { $day }. Nothing is asked before that.
own-why-proposed = I proposed a circle for { $channel } to { $host }, and wait for a yes. Until then I post nothing there. With /fireside start I propose it to you.
own-why-resting-archived = I rest in { $channel }, because it is archived. I go on when it is opened again.
own-why-resting-removed = I rest in { $channel }, because I was removed. Invite me again, and I go on.
own-why-resting-other = I rest in { $channel }, because I cannot reach it. I go on once I can.
own-why-nothing = There is no circle in this channel, so I post nothing here. To begin one, invite me, or type /fireside start if I am here already.
own-why-private = In private I write you only what you ask for, and thanks that colleagues give you.
own-why-paused = You pause until { $day }. It ends by itself.

own-know = This is what I keep about you:
own-know-answers = **Answers:** { $named } with your name, { $nameless } without it, { $private } that only you can read.
own-know-thanks = **Thanks:** { $given } given, { $received } received, { $joined } that you joined in with.
own-know-echoes = **Echoes:** { $n ->
    [one] 1 reaction or reply that you left
   *[other] { $n } reactions and replies that you left
  }.
own-know-questions = **Questions:** { $own } of your own, { $hands } that you would like too.
own-know-profile = **About you:** your name, language and time zone as your profile tells them, and your own settings.
own-know-none = No score, no mood, and nothing about when you read or stay silent.
own-know-kept = What people tell me I keep for { $months } months. After that it is gone here by itself.
own-know-where = What you told, gave and received you read in My story; all of it is in one file with the export. Delete everything takes it away, also out of posted digests.

erase-ask = Shall I delete everything of yours here? Your answers, your thanks, your echoes and your settings go, also out of threads and posted digests. It cannot be undone. If you want to keep your words, export them first.
erase-yes = Delete everything
erase-yes-sure = Delete everything of yours, for good?
erase-done = It is gone: { $answers ->
    [one] one answer
   *[other] { $answers } answers
  }, { $given ->
    [one] one thank-you that you gave
   *[other] { $given } thanks that you gave
  }, { $received ->
    [one] one that you received
   *[other] { $received } that you received
  }, { $echoes ->
    [one] one echo
   *[other] { $echoes } echoes
  }, and your settings.
erase-remains = What stays are counts in past digests, which name nobody. What colleagues wrote stays theirs. Messages that you typed in a channel stand there until you delete them, and so do my private lines: in your chat, and in that of whom I brought your thanks or a reply. Backups made before today hold your words until they are replaced.
erase-hosting = Circles that you hosted go on without you.
erase-question = This question was taken back by who asked it.
