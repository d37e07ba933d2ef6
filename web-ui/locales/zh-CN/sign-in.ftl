# 登录。

sign-in-title = 登录
sign-in-text = 使用初始设置时选定的用户名和密码。
sign-in-again = 会话已结束
sign-in-again-text = 登录后即可从原处继续，您输入的内容不会丢失。
sign-in-wrong = 用户名或密码错误。
sign-in = 登录
username = 用户名
password = 密码
