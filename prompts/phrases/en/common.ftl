and = and
day-1 = Monday
day-2 = Tuesday
day-3 = Wednesday
day-4 = Thursday
day-5 = Friday
day-6 = Saturday
day-7 = Sunday
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
save = Save
cancel = Cancel
change = Change
delete = Delete
back = Back
send = Send
error-line = That did not work; nothing was lost. Try again, or write to your host. (Reference { $reference })

# A date and a time of day, as they stand in a sentence.
date = { $day } { $number } { $month }
time = { $hours }:{ $minutes }
error-fallback = That did not work; nothing was lost.

# Refusals that are not about one area. Each says what to do instead.
refusal-not-there = That is not there any more. Open My story to see what is.
refusal-not-yours = That is not yours, so I leave it as it is. Open My story to see what is.
refusal-host-only = Only the host of this circle, { $host }, can do that. Ask them, or write to them in private.
refusal-too-long = That is { $length } characters; { $most } is the most I can keep. Shorten it a little, and nothing is lost.
refusal-too-fast = That is a lot at once. Come back in a while; nothing was lost.
refusal-no-member = I could not find that person here. Write @ and choose a name from the list.
refusal-unknown = I do not know *{ $word }*. Type help, and I show what I understand.
refusal-nearest = I do not know *{ $word }*. Did you mean *{ $nearest }*? Type help, and I show what I understand.
