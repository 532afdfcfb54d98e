consent-title = 您的同意
consent-none = 我们未就本产品对个人信息的处理设置征得您同意的环节。
consent-how-given = 我们以如下方式取得您的同意：{ $words }。
consent-how-given-none = 我们未设置取得您同意的具体方式。
consent-if-disagree = 如您不同意本政策，请按如下方式处理：{ $words }。
consent-if-disagree-none = 对于您不同意本政策的情形，我们未作专门安排。
consent-voluntary = 是否向我们提供个人信息，由您自愿决定。
consent-not-voluntary = 是否向我们提供个人信息，并非由您自愿决定。
consent-if-refused = 如您拒绝提供必要的个人信息，其影响为：{ $words }。
consent-if-refused-none = 我们未列明拒绝提供必要的个人信息会产生的影响。

consent-withdrawal-title = 撤回同意
consent-withdrawal-none = 我们未提供撤回同意的途径。
consent-withdraw-by = 您可以通过以下途径撤回同意：
consent-withdraw-by-none = 我们未列明撤回同意的途径。
consent-withdrawal-effect = 您撤回同意后，产生如下效果：{ $words }。
consent-withdrawal-effect-none = 我们未列明撤回同意后产生的效果。
consent-past-unaffected = 您撤回同意，不影响撤回前基于您的同意已进行的个人信息处理活动的效力。
consent-past-affected = 您撤回同意后，撤回前基于您的同意已进行的个人信息处理活动的效力并非不受影响。

consent-purpose-change-title = 处理目的的变更
consent-purpose-change-none = 我们未就处理目的的变更设定规则。
consent-purpose-change-rule = 处理个人信息的目的发生变更的，我们按如下规则处理：{ $words }。
consent-purpose-change-rule-none = 对于处理个人信息的目的发生变更的情形，我们未设定处理规则。
consent-purpose-change-by = 处理目的发生变更时，告知您或者征得您同意的方式如下：
consent-purpose-change-by-none = 我们未列明处理目的发生变更时告知您或者征得您同意的方式。

consent-exemptions-title = 征得同意的例外
consent-exemptions = 在下列情形中，我们处理您的个人信息无需征得您的同意：
consent-exemptions-none = 我们未列明无需征得您同意的情形。

consent-non-personal-title = 本身不属于个人信息的信息
consent-non-personal-none = 我们未列明本身不属于个人信息的信息。
consent-non-personal-examples = 我们将以下信息视为本身不属于个人信息的信息：
consent-non-personal-examples-none = 对于本身不属于个人信息的信息，我们未列举示例。
consent-combined-personal = 此类信息与其他信息结合后，我们将其视为个人信息。
consent-combined-not-personal = 此类信息与其他信息结合后，我们不因此将其视为个人信息。
consent-deidentified = 我们会对此类信息进行去标识化处理。
consent-not-deidentified = 我们不对此类信息进行去标识化处理。

gap-consent-withdrawal = 撤回同意的途径尚未说明。
