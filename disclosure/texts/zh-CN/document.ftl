# Words that belong to a document in every format.

section-reference = 第{ $number }节
not-stated = 未说明
gap-label = 待补充
emphasis-marked = 【重点】{ $text }
gap-marked = 【待补充：{ $text }】
contents-title = 目录
summary-label = 概要
label-value = { $label }：{ $value }
