## The monthly report of what was shared.

report-title = Data sharing report { $month }
report-of = { $tenant }: what its live apps shared with others, from { $first } to { $last } (UTC).
report-empty = Nothing was recorded in this month.
report-records = Records
report-subjects = People, about
report-deviates = Not as disclosed
report-undecided = Could not be told
report-recipient = Recipient
report-day = Day
report-overview = Overview
report-recipients = Volume by recipient
report-recipients-chart = Bars: the number of records for each recipient. The table below has the same numbers.
report-recipients-rest = The chart shows the { $shown } recipients with the most records, of { $all }.
report-deviations = Deviations by day
report-deviations-chart = Bars: for each day of the month, the number of records that were not as disclosed. The table below has the same numbers.
report-notes = Records that were voided or corrected later are left out. The number of people is what the records say; a person can be counted more than once.
