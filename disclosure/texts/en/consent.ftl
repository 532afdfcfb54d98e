consent-title = Your consent
consent-none = We have made no provision for asking your consent to the processing of personal information in this product.
consent-how-given = Your consent is obtained as follows: { $words }.
consent-how-given-none = We have set no particular way in which your consent is obtained.
consent-if-disagree = If you do not agree with this policy, you can do the following: { $words }.
consent-if-disagree-none = We have made no particular arrangement for the case that you do not agree with this policy.
consent-voluntary = Whether you give us personal information is your own free choice.
consent-not-voluntary = Whether you give us personal information is not left to your free choice.
consent-if-refused = If you refuse to give personal information that is required, the effect is as follows: { $words }.
consent-if-refused-none = This policy names no effect of refusing to give personal information that is required.

consent-withdrawal-title = Withdrawal of consent
consent-withdrawal-none = We provide no way of withdrawing consent.
consent-withdraw-by = You can withdraw your consent in these ways:
consent-withdraw-by-none = This policy names no way of withdrawing consent.
consent-withdrawal-effect = Once you have withdrawn your consent, the following applies: { $words }.
consent-withdrawal-effect-none = This policy names no effect of withdrawing consent.
consent-past-unaffected = Withdrawing your consent does not affect the validity of processing that took place on the basis of your consent before you withdrew it.
consent-past-affected = Withdrawing your consent may affect the validity of processing that took place on the basis of your consent before you withdrew it.

consent-purpose-change-title = Change of purpose
consent-purpose-change-none = We have set no rule for a change of purpose.
consent-purpose-change-rule = If the purpose for which personal information is processed changes, the following applies: { $words }.
consent-purpose-change-rule-none = This policy sets no rule on what happens if the purpose of processing changes.
consent-purpose-change-by = When the purpose changes, you are told or asked for your consent in these ways:
consent-purpose-change-by-none = This policy names no way in which you are told or asked for your consent when the purpose changes.

consent-exemptions-title = Exceptions to consent
consent-exemptions = In the following cases we do not need your consent to process your personal information:
consent-exemptions-none = This policy names no cases in which your consent is not needed.

consent-non-personal-title = Information that is not personal by itself
consent-non-personal-none = This policy names no information that is not personal information by itself.
consent-non-personal-examples = We regard the following as information that is not personal information by itself:
consent-non-personal-examples-none = This policy gives no examples of information that is not personal information by itself.
consent-combined-personal = Once such information is combined with other information, we treat it as personal information.
consent-combined-not-personal = When such information is combined with other information, we do not treat it as personal information for that reason.
consent-deidentified = We de-identify such information.
consent-not-deidentified = We do not de-identify such information.
consent-anonymous-title = Anonymised and aggregate information
consent-anonymised-no-notice = Information that has been anonymised, so that nobody can be identified by it and it cannot be restored, is not personal information. We process it without telling you or asking for your consent again.
consent-anonymised-notice = We tell you or ask for your consent even where we process anonymised information.
consent-aggregates-none = We make no aggregate or statistical information.
consent-aggregates-for = We combine information into statistics for these purposes: { $words }.
consent-aggregates-for-none = This policy names no purpose for which information is combined into statistics.
consent-aggregates-given = We give such statistics to: { $words }.
consent-aggregates-given-none = We give such statistics to nobody else.
consent-aggregates-published = We publish such statistics.
consent-aggregates-not-published = We do not publish such statistics.
consent-aggregates-nobody = Nobody can be identified by such statistics.
consent-aggregates-somebody = We do not promise that nobody can be identified by such statistics.

gap-consent-withdrawal = The way to withdraw consent is not stated yet.
