consent-title = 您的同意
consent-none = 我们未就本产品对个人信息的处理设置征得您同意的环节。
consent-how-given = 我们取得您同意的方式：{ $words }。
consent-how-given-none = 我们未设置取得您同意的具体方式。
consent-if-disagree = 如您不同意本政策，您可以采取的做法：{ $words }。
consent-if-disagree-none = 对于您不同意本政策的情形，我们未作专门安排。
consent-voluntary = 是否向我们提供个人信息，由您自愿决定。
consent-not-voluntary = 是否向我们提供个人信息，并非由您自愿决定。
consent-if-refused = 如您拒绝提供必要的个人信息，影响为：{ $words }。
consent-if-refused-none = 本政策未列明拒绝提供必要的个人信息会产生的影响。

consent-withdrawal-title = 撤回同意
consent-withdrawal-none = 我们未提供撤回同意的途径。
consent-withdraw-by = 您可以通过以下途径撤回同意：
consent-withdraw-by-none = 本政策未列明撤回同意的途径。
consent-withdrawal-effect = 您撤回同意的效果：{ $words }。
consent-withdrawal-effect-none = 本政策未列明撤回同意后产生的效果。
consent-past-unaffected = 您撤回同意，不影响撤回前基于您的同意已进行的个人信息处理活动的效力。
consent-past-affected = 您撤回同意，可能影响撤回前基于您的同意已进行的个人信息处理活动的效力。

consent-purpose-change-title = 处理目的的变更
consent-purpose-change-none = 我们未就处理目的的变更设定规则。
consent-purpose-change-rule = 处理目的发生变更的，适用以下规则：{ $words }。
consent-purpose-change-rule-none = 本政策未规定处理目的发生变更时适用的规则。
consent-purpose-change-by = 处理目的发生变更时，我们通过以下方式告知您或者征得您的同意：
consent-purpose-change-by-none = 本政策未列明处理目的发生变更时告知您或者征得您同意的方式。

consent-exemptions-title = 征得同意的例外
consent-exemptions = 在下列情形中，我们处理您的个人信息无需征得您的同意：
consent-exemptions-none = 本政策未列明无需征得您同意的情形。

consent-non-personal-title = 单独使用时不属于个人信息的信息
consent-non-personal-none = 本政策未列明单独使用时不属于个人信息的信息。
consent-non-personal-examples = 我们认为，以下信息单独使用时不属于个人信息：
consent-non-personal-examples-none = 本政策未列举单独使用时不属于个人信息的信息。
consent-combined-personal = 此类信息与其他信息结合后，我们将其视为个人信息。
consent-combined-not-personal = 此类信息与其他信息结合后，我们不因此将其视为个人信息。
consent-deidentified = 我们会对此类信息进行去标识化处理。
consent-not-deidentified = 我们不对此类信息进行去标识化处理。
consent-anonymous-title = 匿名化信息与汇总统计信息
consent-anonymised-no-notice = 经匿名化处理、无法识别特定自然人且不能复原的信息不属于个人信息。我们处理此类信息，不再另行告知您，也不再征得您的同意。
consent-anonymised-notice = 我们处理经匿名化处理的信息，仍会告知您或者征得您的同意。
consent-aggregates-none = 我们不制作汇总或者统计信息。
consent-aggregates-for = 我们会将信息汇总为统计信息，用于：{ $words }。
consent-aggregates-for-none = 本政策未列明汇总统计信息的用途。
consent-aggregates-given = 我们会向以下各方提供汇总统计信息：{ $words }。
consent-aggregates-given-none = 我们不向他人提供汇总统计信息。
consent-aggregates-published = 我们会公开汇总统计信息。
consent-aggregates-not-published = 我们不公开汇总统计信息。
consent-aggregates-nobody = 汇总统计信息不能用于识别任何个人。
consent-aggregates-somebody = 我们不保证汇总统计信息无法用于识别个人。

gap-consent-withdrawal = 撤回同意的途径尚未说明。
