# 客户端密钥。

keys-text = 您自己的客户端访问 Routex 时使用的密钥，代替提供商的密钥。
keys-new = 新建密钥
keys-none = 尚无客户端密钥
keys-none-text = 每个客户端密钥为一个客户端开放 Routex，可设置限流、预算和有效期。
keys-no-match = 没有符合条件的密钥
keys-search = 搜索
keys-search-help = 名称、开头、模型或标签
keys-any-state = 全部状态
keys-count = { $shown } / { $count }

keys-name = 名称
keys-name-help = 字母、数字和 ._-；创建后不可更改，请求日志以此为准。
keys-state = 状态
keys-may = 可用范围
keys-limits = 限流
keys-budgets = 预算
keys-month = 最近 30 天
keys-actions = 操作
keys-actions-of = { $name } 的操作

keys-active = 有效
keys-spent = 预算用尽
keys-expired = 已过期
keys-disabled = 已停用
keys-expires-when = { $when }过期
keys-expired-when = 已于{ $when }过期
keys-declared = 来自配置文件
keys-declared-title = 此密钥由配置文件声明
keys-declared-text = 此处只能查看，请在配置文件中修改。Routex 收到重新加载指令时会再次读取该文件。

keys-all-models = 全部模型
keys-channels-tagged = 带 { $tags } 标签的渠道
keys-from-addresses = 来自 { $addresses }
keys-unlimited = 不限
keys-unlimited-amount = 不限
keys-no-budget = 无预算
keys-rpm-of = { $limit } 请求 / 分钟
keys-tpm-of = { $limit } token / 分钟
keys-concurrency-of = 并发 { $limit }
keys-day = 每日
keys-week = 每周
keys-window-month = 每月
keys-total = 总计
keys-fresh = { $when }重新计算
keys-requests = { $number ->
   *[other] { $count } 个请求
}

keys-key = 自定密钥
keys-key-help = 留空则由 Routex 生成；自定时至少 20 个字符。
keys-models = 模型
keys-models-help = 每行一个，按客户端请求的名称填写。留空：全部。
keys-tags = 渠道标签
keys-tags-help = 每行一个。仅由带有其中某个标签的渠道处理。留空：全部渠道。
keys-allowed_ips = 来源地址
keys-allowed_ips-help = 允许使用此密钥的地址或网段，如 10.0.0.0/8，每行一个。留空：不限。
keys-expires_at = 过期时间
keys-expires_at-help = 按您所在的时区。到期后不再可用。
keys-rpm = 每分钟请求数
keys-rpm-help = 0：不限。
keys-tpm = 每分钟 token 数
keys-tpm-help = 输入与输出合计。0：不限。
keys-max_concurrency = 并发请求数
keys-max_concurrency-help = 0：不限。
keys-queue_ms = 排队等待（毫秒）
keys-queue_ms-help = 达到限流时请求最多等待多久，上限 60000。0：立即拒绝。
keys-budgets-help = 每个周期内可花费的美元金额。任一预算用尽后，请求会被拒绝。
keys-allow_unpriced = 允许使用价格未知的模型
keys-allow_unpriced-help = 这类请求不计入预算。未勾选时，有预算的密钥不能使用这些模型。
keys-other = 其他
keys-keep_bodies_hours = 保留正文（小时）
keys-keep_bodies_hours-help = 加密保留请求与响应正文的时长，上限 720。0：不保留。
keys-enabled = 启用
keys-enabled-help = 停用的密钥无法使用，但计数保留。
keys-no-number = 请输入整数。
keys-no-amount = 请输入金额，如 25 或 0.50。
keys-create = 创建密钥
keys-save = 保存

keys-edit = 编辑
keys-show = 查看
keys-rotate = 更换密钥
keys-enable = 启用
keys-disable = 停用
keys-delete = 删除
keys-saved = { $name } 已保存
keys-enabled-now = { $name } 已启用
keys-disabled-now = { $name } 已停用
keys-deleted = { $name } 已删除
keys-rotate-title = 为 { $name } 更换密钥？
keys-rotate-text = 当前密钥将立即失效；限流、预算和历史保留。
keys-delete-title = 删除 { $name }？
keys-delete-text = 使用它的客户端会立即被拒绝，已花费的金额不再记录；其请求仍保留在日志中。此操作无法撤销。

keys-secret-title = { $name } 的密钥
keys-secret = 客户端密钥
keys-connect-text = 其他工具如何连接 Routex：
keys-connect = 接入
