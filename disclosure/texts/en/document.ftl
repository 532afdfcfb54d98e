# Words that belong to a document in every format.

section-reference = section { $number }
not-stated = Not stated
gap-label = To be completed
emphasis-label = Important
contents-title = Contents
summary-label = In short
