# Problems of a manifest. $subject is what was found, $expected what was expected.

problem-too-large = 文件共 { $subject } 字节，超过上限 { $expected } 字节。
problem-too-deep = 内容嵌套过深：{ $subject }。
problem-too-many-values = 内容包含的值过多：{ $subject }。
problem-invalid-utf8 = 文件不是有效的 UTF-8 文本（字节 { $subject }）。
problem-syntax = 语法错误：{ $subject }。
problem-duplicate-key = “{ $subject }”出现了两次。
problem-unknown-member = 不存在名为“{ $subject }”的字段。
problem-missing-member = 缺少字段“{ $subject }”。
problem-wrong-type = 类型不符：应为 { $expected }，实为 { $subject }。
problem-unknown-value = “{ $subject }”不在允许的取值之内：{ $expected }。
problem-invalid-value = 取值无效：{ $subject }。
problem-unknown-code = 代码“{ $subject }”既不在目录中，也未在 vocabulary 中定义（类别：{ $expected }）。
problem-dangling-reference = “{ $subject }”引用的条目未声明。
problem-contradiction = “{ $subject }”与“{ $expected }”相互矛盾。
problem-unknown-schema = 不支持的格式“{ $subject }”，应为“{ $expected }”。
problem-nearest = { $message }您是否想写“{ $nearest }”？
