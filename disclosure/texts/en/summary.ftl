# The few lines on top of a policy. They only repeat what the sections tell.

summary-what = What and why
summary-who = Who receives it
summary-where = Where it is kept
summary-choices = Your choices
summary-reach = How to reach us
summary-kinds = We process: { $words }.
summary-purposes = Purposes: { $words }.
summary-recipients = Recipients of personal information: { $words }.
summary-sdks = Third-party SDKs: { $words }.
summary-no-sale = We do not sell your personal information.
summary-places = Storage: { $words }.
summary-rights = You may: { $words }.
summary-entities = Operator: { $words }.
summary-ways = Contact: { $words }.
summary-more = { $said } More in { $section }.
