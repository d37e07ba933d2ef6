# 审计日志。

audit-text = 谁在何时更改了什么，以及更改前的内容。其中不含任何密钥。
audit-refresh = 重新读取
audit-search = 搜索
audit-search-help = 操作者、对象或来源地址
audit-resource = 对象
audit-any = 全部
audit-count = 已读取 { $count } 条，显示 { $shown } 条
audit-no-match = 没有符合条件的记录
audit-no-match-yet = 已读取的记录中没有，可在下方读取更早的记录。
audit-no-match-text = 已搜索全部日志。
audit-older = 读取更早的记录
audit-open = 打开
audit-changes = 更改内容
audit-field = 字段
audit-before = 更改前
audit-after = 更改后
audit-value = 值

audit-user = 用户
audit-oidc = OpenID
audit-token = 令牌
audit-setup = 首次设置
audit-cli = 命令行
audit-anonymous = 未知访客
audit-other = 其他

audit-create = 创建
audit-update = 更改
audit-delete = 删除
audit-rotate = 更换密钥
audit-drain = 排空
audit-reset-breaker = 重置熔断
audit-refreshed = 刷新
audit-recompute = 重新计算
audit-read = 查看
audit-export = 导出
audit-sign-in = 登录
audit-sign-in-failed = 登录失败
audit-sign-out = 退出登录
audit-change-password = 更改密码

audit-admin-token = 管理令牌
audit-admin-user = 用户
audit-alert-rules = 告警规则
audit-alert-target = 告警目标
audit-alias = 别名
audit-channel = 渠道
audit-client-key = 客户端密钥
audit-credential = 凭据
audit-master-key = 主密钥
audit-prices = 价格
audit-request-bodies = 请求正文
audit-routing = 路由
audit-secrets = 机密信息
audit-session = 会话
audit-settings = 设置
