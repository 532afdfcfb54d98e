# Words that belong to a document in every format.

section-reference = section { $number }
not-stated = Not stated
gap-label = To be completed
emphasis-marked = [Important] { $text }
gap-marked = [To be completed: { $text }]
contents-title = Contents
summary-label = In short
label-value = { $label }: { $value }
