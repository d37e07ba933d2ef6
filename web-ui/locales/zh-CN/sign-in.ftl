# 登录。

sign-in-title = 登录
sign-in-text = 使用初始设置时选定的用户名和密码。
sign-in-again = 会话已结束
sign-in-again-text = 登录后即可从原处继续，您输入的内容不会丢失。
sign-in-wrong = 用户名或密码错误。
sign-in = 登录
username = 用户名
password = 密码

# 通过 OpenID 提供方登录未成功时的说明。
sign-in-unavailable = 无法连接登录服务。请稍后重试，或使用密码登录。
sign-in-lapsed = 本次登录已超时或已被使用，请重新开始。
sign-in-failed = 登录服务未能确认您的身份，原因见 Routex 的日志。
sign-in-not-allowed = 登录服务认识您，但您无权管理 Routex，请联系配置它的人。
sign-in-throttled = 尝试次数过多，请等一分钟再试。

account-elsewhere = 密码不在这里
account-elsewhere-text = 您通过组织的登录服务登录，请在那里修改密码。
