## 一次性链接打开的页面。

password-title = 设置密码
password-link = 一次性链接
password-new = 新密码（至少 12 个字符）
password-again = 再次输入新密码
password-set = 设置密码
password-done = 密码已设置，现在可以登录；该链接已失效。
password-differ = 两次输入的密码不一致。
password-script = 此页面需要 JavaScript 才能设置密码。
