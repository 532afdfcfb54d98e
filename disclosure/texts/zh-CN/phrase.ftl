# Joints, dates and marks. Spaces at the ends stand in quotes, since Fluent trims them.

join-between = 、
join-and = 和
join-or = 或
# What an item may hold so that its list takes the wide joints.
join-words = 和 与 及 或
join-wide-between = 、
join-wide-and = 以及
join-wide-or = 或者
join-heavy-between = ；
join-heavy-and = ；以及
join-heavy-or = ；或者

date-long = { $year }年{ $month }月{ $day }日

quoted-words = “{ $words }”
work-title = 《{ $words }》
sentence-joint = { $before }{ $after }

# First words of names that keep their capital inside a sentence.
proper-names = Android Bluetooth Google Siri Wi-Fi
