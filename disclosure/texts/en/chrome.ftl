# Words around a document: pages, links, versions.

skip-to-content = Skip to content
language-nav = Language
pages-nav = Pages of this app
page-policy = Privacy policy
page-collected = Information collected
page-shared = Information shared
page-versions = All versions
page-current = Version in force

page-title = { $title } – { $tenant }
list-page-title = { $list } – { $app }
published-by = Published by { $tenant }
app-of-tenant = { $app } by { $tenant }

edition-number = Version { $number }
edition-version-date = Version date
edition-effective-date = Effective
edition-status-in-force = In force
edition-status-scheduled = Not yet in force
edition-status-superseded = Replaced
edition-status-withdrawn = Withdrawn
edition-scheduled-note = This version takes effect on { $date }.
edition-superseded-note = A newer version has replaced this one.
edition-withdrawn-note = This version has been withdrawn.
earlier-versions = Earlier versions
versions-title = Versions of { $title }
versions-none = No version has been published yet.

draft-label = Draft
draft-note = This is a draft. It is not in force and may still change.
fallback-note = Your language is not available; this page is shown in { $language }.
translation-note = This is a translation. The { $language } version governs.
translation-unapproved-note = This translation has not been approved by { $tenant } and is for information only. The { $language } version governs.

last-shared = Last shared
last-shared-never = No record so far
last-shared-unreported = Sent by the device itself, not recorded
last-shared-note = “Last shared” comes from the records of what was shared, as of { $day } (UTC).

locale-self-name = English
locale-name-en = English
locale-name-zh-cn = Chinese
