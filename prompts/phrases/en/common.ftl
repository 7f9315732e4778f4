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
private-chat = I wrote it to you in our own chat, where only you read it.
back = Back
noted = Noted.
error-line = That did not work; nothing was lost. Try again, or write to your host. (Reference { $reference })

# A date and a time of day, as they stand in a sentence.
date = { $day } { $number } { $month }
time = { $hours }:{ $minutes }

# Refusals that are not about one area. Each says what to do instead.
refusal-unknown = I do not know *{ $word }*.
refusal-nearest = I do not know *{ $word }*. Did you mean *{ $nearest }*?
