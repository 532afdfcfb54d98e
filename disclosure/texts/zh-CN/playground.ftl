## 试用查询的表单。

playground-title = Candor 调试台
playground-schema = 接口定义
playground-email = 电子邮箱
playground-password = 密码
playground-code = 动态验证码
playground-token = 访问令牌（留空即以访客身份）
playground-sign-in = 登录
playground-sign-out = 退出登录
playground-signed-in = 已登录
playground-refused = 该令牌无法识别任何人。
playground-query = 查询
playground-variables = 变量（JSON）
playground-operation = 操作名称
playground-send = 发送（Ctrl+Enter）
playground-answer = 答复
playground-malformed = 变量不是有效的 JSON。
playground-script = 此页面需要 JavaScript 才能发送查询。
