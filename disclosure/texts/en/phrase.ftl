# Joints, dates and marks. Spaces at the ends stand in quotes, since Fluent trims them.

join-between = { ", " }
join-and = { " and " }
join-or = { " or " }
# What an item may hold so that its list takes the wide joints.
join-words = and or
join-wide-between = { "; " }
join-wide-and = { "; and " }
join-wide-or = { "; or " }
join-heavy-between = { "; " }
join-heavy-and = { "; and " }
join-heavy-or = { "; or " }

date-long = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }

quoted-words = “{ $words }”
work-title = “{ $words }”
sentence-joint = { $before } { $after }

# First words of names that keep their capital inside a sentence.
proper-names = Android Bluetooth Google Siri Wi-Fi
