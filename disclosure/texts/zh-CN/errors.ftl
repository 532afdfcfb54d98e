## 网关未按请求执行时给出的答复。

error-not-found = 所请求的内容不存在。
error-forbidden = 您的角色无权执行此操作。
error-unauthenticated = 请先登录：需要有效的访问令牌。
error-rate-limited = 请求过于频繁，请稍后再试。
error-internal = 服务出现内部错误。
error-id = 这不是“{ $kind }”类型的标识符。
error-cursor = 该游标不属于此列表。
error-page-direction = 请按一个方向翻页：向后（first、after）或向前（last、before）。
error-page-size = 每页条数须在 0 到 { $max } 之间。
error-taken = 该内容已被占用。
error-reference = 所引用的内容已不存在。
error-concurrent = 其他人同时修改了此内容，请重试。

error-query-missing = 请求中没有查询语句。
error-query-surrogate = 查询中的字符串转义了半个字符（\uD800 至 \uDFFF）。请直接写出该字符，或使用变量。
error-query-fragment-cycle = 查询中的片段循环引用。
error-query-tokens = 查询超过 { $limit } 个词法单元。
error-query-nesting = 查询嵌套超过 { $limit } 层。
error-query-depth = 查询的字段超过 { $limit } 层。
error-query-complexity = 查询复杂度超过 { $limit }。请减少字段或缩短每页条数。
error-query-selections = 查询的字段超过 { $limit } 个。
error-query-aliases = 查询的别名超过 { $limit } 个。
error-query-directives = 查询的指令超过 { $limit } 个。
error-query-root-fields = 操作的根字段超过 { $limit } 个。
error-list-length = 列表超过 { $limit } 个元素。
error-request-time = 请求处理超时，已中止。
# 客户端依靠这一固定词语识别未保存的散列值。
error-persisted-query = PersistedQueryNotFound
error-persisted-query-hash = 持久化查询的散列值与其文本的 SHA-256 不符。

error-method = 此地址不接受该方法的请求。
error-method-mutation = GET 只能发送查询。变更请用 POST 发送。
error-media-type = 请以 UTF-8 编码的 application/json 发送请求。
error-not-acceptable = 答复的类型为 application/graphql-response+json 或 application/json，而请求均不接受。
error-body-length = 请求正文超过 { $limit } 字节。
error-body-time = 请求正文未在规定时间内送达。
error-body-encoding = 请求正文不是 UTF-8 编码。
error-body-json = 请求正文不是 JSON 对象。
error-request-member = 请求的“{ $member }”格式有误。

error-slug = slug 应为 2 至 63 个字符，仅含 a-z、0-9 和 -，且以字母或数字开头和结尾。
error-name = 名称至少需要一种语言，每项应为 BCP 47 语言标签及其文字。
error-tenant-kind = 租户不能为该类型。
error-time-zone = 时区不存在，应为 Asia/Shanghai 之类的名称。
error-suspended = 该租户已被暂停，不能写入。
error-idempotency-key = 幂等键应为 1 至 200 个字符。
error-idempotency = 该幂等键已用于其他操作。
error-locale = 无法提供该语言，请使用 zh-CN、en 之类的 BCP 47 标签。
error-no-declaration = 该应用尚无声明。
error-draft-closed = 该草稿已关闭。
error-draft-unapproved = 该草稿尚未取得租户要求的批准。
error-adopted-later = 只有应用的第一个版本可以按既有政策接收。
error-adopted-future = 既有政策的版本日期不能晚于今天。
error-effective-past = 生效日期已过；只有按既有政策接收的第一个版本可以使用过去的日期。
error-effective-before-version = 生效日期早于版本日期。
error-effective-date = 该日期在租户所在时区不存在。
error-query-string = 无法读取查询参数。
error-not-acceptable-disclosure = 披露内容以 application/json、text/html、text/markdown 或 text/plain 提供，而请求均不接受。
page-refused-title = 无法显示此页面
operator-name = 平台运营方

error-catalog-code = 目录的“{ $kind }”中没有“{ $code }”。
error-catalog-words = 该文本为空、过长，或含有不可见字符。
error-catalog-url = 该地址不是以 http:// 或 https:// 开头的网址。
error-catalog-revision = 目录没有这个修订版本。
error-catalog-shipped = 平台随附的目录已经更换，无法在此重建该修订版本。
error-sdk-key = SDK 代码由 2 至 80 个 a-z、0-9 和 _ 组成，以字母开头。
error-sdk-package = 包名前缀由字母、数字和 . _ - 组成，最多 200 个字符。
error-sdk-range = 这不是版本范围。请使用 *、一个版本号，或 >=4.2 <5 这样确有版本落入其中的界限。
error-sdk-range-crossing = 范围 { $one } 与 { $other } 交叉。同一 SDK 的两个范围须一个包含另一个，或没有共同的版本。
error-sdk-merged = 该 SDK 已并入另一个 SDK，不再更改。
error-sdk-merge-itself = SDK 不能并入自身，也不能并入代表它的 SDK。
error-fact-date = 该日期在未来。
error-category-key = 自有类别的代码由 own- 及其后的字母、数字、_ 和 - 组成，其上级须为共享目录中的类别。
error-category-sensitivity = 类别的敏感程度不得低于其上级。
error-not-reproducible = 该版本所依据的资料、文本或编译器现已不可用。
