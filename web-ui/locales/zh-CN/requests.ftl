# 请求：列表与详情。

requests-text = 所有已结束的请求，最新的在前。
requests-pause = 暂停
requests-resume = 继续
requests-paused = 已暂停
requests-new = { $count ->
   *[other] { $shown } 个新请求
}
requests-new-many = 有大量新请求：显示最新的

requests-filters = 筛选
requests-clear = 清除筛选条件
requests-any = 不限
requests-range = 时间
requests-range-all = 全部时间
requests-range-custom = 自定义…
requests-last-15m = 最近 15 分钟
requests-last-1h = 最近 1 小时
requests-last-6h = 最近 6 小时
requests-last-24h = 最近 24 小时
requests-last-7d = 最近 7 天
requests-last-30d = 最近 30 天
requests-from = 从
requests-to = 到

requests-time = 时间
requests-model = 模型
requests-channel = 渠道
requests-key = 密钥
requests-outcome = 结果
requests-status = 状态码
requests-session = 会话
requests-tokens = token 入 / 出
requests-cost = 费用
requests-ttft = 首个 token
requests-duration = 总用时
requests-streamed = { $dialect } · 流式
requests-attempts = { $count ->
   *[other] { $count } 次尝试
}
requests-cached = 缓存 { $count }

requests-none = 尚无请求
requests-none-text = 用一个密钥将客户端指向 Routex，“接入”页面有具体步骤。请求结束后会立即出现在这里。
requests-none-match = 没有匹配的请求
requests-none-match-text = 日志中没有符合条件的请求。新的匹配请求会自动出现。
requests-wrong-filter = 筛选条件有误
requests-wrong-filter-text = 请更正上方标出的内容。
requests-end = { $count ->
   *[other] 已全部显示：{ $shown } 个请求。
}
requests-searched = 已查到 { $time } …
requests-look-on = 继续向前查找

request-back = 返回列表
request-unknown = 日志中没有此请求
request-unknown-text = 可能已因过期被清除，或尚未结束：请求结束后才会出现。
request-speed = token / 秒
request-overhead = Routex 耗时

request-attempts = 尝试
request-no-attempts = 未向任何提供商发送。
request-whole = 整个请求
request-attempt-after = { $time } 后开始
request-attempt-ttft = 首个 token { $time }
request-attempt-tokens = 入 { $input }，出 { $output }
request-legend-wait = 等待首个 token
request-legend-answer = 响应
request-legend-failed = 失败

request-why = 为何选择此渠道
request-way-none = 未选中任何渠道
request-way-none-help = 没有渠道能处理该请求，原因见上方错误。
request-way-session = 会话保持
request-way-session-help = 该会话此前由此渠道处理，以便利用提供商的缓存。
request-way-pinned = 绑定账户
request-way-pinned-help = 请求引用了仅存在于该账户的内容，例如已存储的响应。
request-way-failover = 故障转移
request-way-failover-help = 前一个渠道失败后由另一渠道接替。
request-way-last-resort = 最后手段
request-way-last-resort-help = 没有空闲渠道，因此尝试了最接近恢复的一个。
request-way-waiting = 等待中
request-way-waiting-help = 尚未找到渠道时，先打开了流以保持客户端等待。
request-fallback-length = 请求超出模型上下文，由别名的长文本后备模型处理。
request-fallback-unavailable = 没有渠道可提供该模型，由别名的后备模型处理。
request-translated = 已从 { $from } 转换为 { $to }。
request-passed-over = 被跳过的渠道
request-to-routing = 更改路由方式

request-tokens = token 与费用
request-tokens-input = 输入
request-tokens-cache-read = 读取缓存
request-tokens-cache-short = 写入缓存（5 分钟）
request-tokens-cache-long = 写入缓存（1 小时）
request-tokens-output = 输出
request-tokens-reasoning = 其中推理
request-tokens-partial = 响应被截断，以上为最低用量。
request-extra-input-audio = 输入中的音频
request-extra-cache-audio = 缓存中的音频
request-extra-output-audio = 输出中的音频
request-extra-input-image = 输入中的图像
request-extra-cache-image = 缓存中的图像
request-extra-output-image = 输出中的图像
request-extra-web-searches = 网页搜索
request-extra-file-searches = 文件搜索
request-tier = 服务等级
request-no-price = 该模型的价格未知，可在此设置：

request-facts = 详细信息
request-id = 请求 ID
request-model-asked = 请求的模型
request-model-served = 实际模型
request-credential = 凭据
request-endpoint = 端点
request-dialect-in = 客户端协议
request-dialect-out = 上游协议
request-answer = 响应方式
request-streamed = 流式
request-at-once = 一次性

request-bodies = 正文
request-bodies-none = 未保留正文
request-bodies-none-text = 如需保留请求与响应的内容，请在密钥或渠道上设置正文保留小时数。仅对此后的请求生效；其中的密钥与密码会被遮盖。
request-bodies-until = 请求与响应的内容保留至 { $time }。
request-bodies-audited = 查看会记入审计日志。
request-bodies-show = 显示正文
request-bodies-remove = 删除
request-bodies-remove-title = 删除此请求的正文？
request-bodies-remove-text = 删除后无法恢复。请求本身仍保留在日志中。
request-bodies-removed = 正文已删除
request-body-request = 客户端发送的内容
request-body-sent = 发往提供商的内容
request-body-refusal = 提供商的回应
request-body-answer = 客户端收到的内容
request-body-of-attempt = { $part }，第 { $number } 次尝试
request-body-bytes = { $count } 字节
request-body-truncated = 内容未完，其余部分未保留。
request-body-cut = 仅显示开头部分，完整内容可通过 API 获取。
