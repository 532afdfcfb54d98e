## 每月共享报告。

report-title = { $month } 个人信息共享报告
report-of = { $tenant }：{ $first } 至 { $last }（UTC），正式环境的应用向他人共享个人信息的情况。
report-empty = 本月没有共享记录。
report-records = 记录数
report-subjects = 涉及人数（约）
report-deviates = 与公示不符
report-undecided = 无法判定
report-recipient = 接收方
report-day = 日期
report-overview = 概况
report-recipients = 各接收方共享量
report-recipients-chart = 条形图：各接收方的记录数，数据与下表相同。
report-recipients-rest = 图中为记录数最多的 { $shown } 个接收方，共 { $all } 个。
report-deviations = 每日不符情况
report-deviations-chart = 柱状图：当月每日与公示不符的记录数，数据与下表相同。
report-notes = 已作废或已更正的记录不计入。人数以记录所填为准，同一人可能被重复计算。
