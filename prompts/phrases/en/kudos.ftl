kudos-posted = 🙌 { $giver } thanks { $receivers }
kudos-value = For *{ $value }*
kudos-joined = Also from { $people }
kudos-join = 🙌 Join in

kudos-told = { $giver } thanks you:
kudos-told-together = { $giver } thanks you, together with { $others }:
kudos-told-circle = It also stands in { $channel }.
kudos-told-private = Nobody else can read this.
kudos-told-private-together = Only those who are thanked can read this.
kudos-told-first = I am Fireside. Once a week I ask a circle of colleagues what went well, and I carry thanks like this one.
kudos-told-first-promise = I give no points and keep no ranking. Apart from a thank-you I never write to you first.
kudos-reply = Reply
kudos-thank-someone = Thank someone
kudos-rather-private = Rather in private
kudos-in-circle = In the circle
kudos-keep-out = Keep out of the digest

kudos-given-circle = Your thanks stand in the thread, and also go to { $people } in private.
kudos-given-receivers = Your thanks go to { $people } in private. Nobody else can read them.
kudos-given-outside = This place has no circle, so your thanks go to { $people } in private. Nobody else can read them.
kudos-given-some-privately = In private only, and not in the thread: { $people }.
kudos-undo = Undo
kudos-name-value = Put a value on it
kudos-valued = Thank you. This one is for *{ $value }*.
kudos-undone = Taken back, also from the digest. A private line that was already delivered stays with its reader.

kudos-refused-bot = { $who } is a bot, and only did what it was told. Thank the person behind it, if you know who that is.
kudos-refused-gone = { $who } has no account here any more, so I cannot bring your thanks. You may know another way to reach them.
kudos-refused-guest = { $who } is a guest here, and I do not write to guests. Thank them yourself, in your own words.
kudos-refused-outsider = { $who } works at another company, and I do not write to people there. Thank them yourself, in your own words.
kudos-refused-you = I keep no words of people from other companies. You can say your thanks in the channel itself.
kudos-group-unread = I cannot see just now who is in that group. Choose the people yourself, or try again in a while.
kudos-moment = That is about you, and worth keeping. I put it in My story as a moment of yours. Only you can read it.
kudos-moment-open = Share it
kudos-moment-delete = Delete
kudos-moment-delete-sure = Delete this moment?
kudos-flood = That is a lot of thanks for one hour, and each deserves to be read. Come back in a while. Your words stay here until then.

kudos-form-title = Give thanks
kudos-form-send = Send
kudos-form-people = Who do you want to thank?
kudos-form-to = For { $people }
kudos-form-text = { $count ->
    [one] What did your colleague do?
   *[other] What did your colleagues do?
}
kudos-form-text-placeholder = Walked along to the right desk instead of pointing
kudos-form-possible = What did it make possible?
kudos-form-value = Which value did you see in it?
kudos-form-audience = Who may read it?
kudos-audience-circle = The circle
kudos-audience-circle-hint = In the thread of { $channel }; may stand in the digest.
kudos-audience-receivers = Only those I thank
kudos-audience-receivers-hint = They alone, in private. It stands in no digest.
kudos-form-outside = There is no circle here: only those you thank will read it. For thanks that your circle reads too, give them in its channel.
kudos-form-more = A few more words help, so that it can be read back later.
kudos-form-own-message = That message is your own. Choose a colleague, or yourself: then I keep it as a moment of yours.
kudos-no-text = Write in a few words what you saw.
kudos-no-people = Choose at least one colleague.
kudos-too-long = That is { $length } characters; { $most } is the most I can keep. Shorten it a little, and nothing is lost.

kudos-reply-title = Reply
kudos-reply-text = To { $giver }, in private
kudos-reply-told = { $who } answers your thanks:
kudos-replied = Sent to { $giver }, and to nobody else.
kudos-reply-gone = { $giver } has no account here any more, so I cannot bring your reply. You may know another way to reach them.

kudos-not-there = That thank-you is not there any more, or it is not yours. Open My story to see what is.
kudos-join-own = This is your own thank-you, so you are in it already.
kudos-join-receiver = This one is for you. If you like, reply to it in the private line I sent you.
kudos-kept-out = It stays out of the digest. Where it stood in one, the line is gone.
kudos-thanks-private = From now on thanks reach you in private only. What stands in no digest yet stays out of it.
kudos-thanks-circle = From now on the circle may read it when somebody thanks you.

kudos-offer = Your { $emoji } is a small thank-you to { $who }. *What did you see?*
kudos-offer-words = Put it into words
