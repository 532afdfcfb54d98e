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
