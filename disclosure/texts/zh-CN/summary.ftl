# The few lines on top of a policy. They only repeat what the sections tell.

summary-what = 收集什么、为何收集
summary-who = 由谁接收
summary-where = 存放在哪里
summary-choices = 您的选择
summary-reach = 如何联系我们
summary-kinds = 我们处理以下类别的信息：{ $words }。
summary-purposes = 用途：{ $words }。
summary-recipients = 个人信息的接收方：{ $words }。
summary-sdks = 第三方 SDK：{ $words }。
summary-no-sale = 我们不会出售您的个人信息。
summary-places = 存储地点：{ $words }。
summary-rights = 您可以：{ $words }。
summary-entities = 运营者：{ $words }。
summary-ways = 联系方式：{ $words }。
summary-more = { $said }详见{ $section }。
