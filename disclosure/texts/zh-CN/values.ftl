value-none = 无
value-yes = 是
value-no = 否

period-hours = { $count } 小时
period-days = { $count } 日
period-working-days = { $count } 个工作日
period-business-days = { $count } 个营业日
period-weeks = { $count } 周
period-months = { $count } 个月
period-years = { $count } 年
