# 页面框架。

navigation = 导航
skip-to-content = 跳到内容
api-reference = API 参考
language = 语言
theme = 主题
theme-system = 跟随系统
theme-light = 浅色
theme-dark = 深色
account-of = { $name } 的账户
sign-out = 退出登录

navigation-watch = 观察
navigation-route = 路由配置
navigation-use = 使用
navigation-manage = 管理

accounts-title = 账号
alerts-title = 告警
aliases-title = 模型别名
analytics-title = 分析
audit-title = 审计
channels-title = 渠道
connect-title = 接入
keys-title = 客户端密钥
playground-title = 演练场
prices-title = 价格
requests-title = 请求
routing-title = 路由
settings-title = 设置
