# Words around a document: pages, links, versions.

skip-to-content = 跳到正文
language-nav = 语言
pages-nav = 本应用的页面
page-policy = 隐私政策
page-collected = 已收集个人信息清单
page-shared = 与第三方共享个人信息清单
page-versions = 历史版本
page-current = 现行版本

page-title = { $title } – { $tenant }
list-page-title = { $list } – { $app }
published-by = 由{ $tenant }发布
app-of-tenant = { $app } · { $tenant }

edition-number = 第{ $number }版
edition-version-date = 版本日期
edition-effective-date = 生效日期
edition-status-in-force = 现行有效
edition-status-scheduled = 尚未生效
edition-status-superseded = 已被替代
edition-status-withdrawn = 已撤回
edition-scheduled-note = 本版本将于{ $date }生效。
edition-superseded-note = 本版本已被新版本替代。
edition-withdrawn-note = 本版本已撤回。
earlier-versions = 以往版本
versions-title = { $title }的各个版本
versions-none = 尚未发布任何版本。

draft-label = 草稿
draft-note = 本文为草稿，尚未生效，内容可能变更。
fallback-note = 暂无您所选语言的版本，本页以{ $language }显示。
translation-note = 本文为译文，以{ $language }版本为准。
translation-unapproved-note = 本译文未经{ $tenant }审定，仅供参考，以{ $language }版本为准。

last-shared = 最近一次提供日期
last-shared-never = 尚无提供记录
last-shared-unreported = 由终端直接传输，后台无提供记录
last-shared-note = 最近一次提供日期以提供记录为准，截至{ $day }（UTC）。

locale-self-name = 简体中文
locale-name-en = 英文
locale-name-zh-cn = 简体中文
