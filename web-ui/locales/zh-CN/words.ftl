# 产品用语。

state-closed = 服务中
state-open = 已熔断
state-half-open = 探测中
state-disabled = 已停用
state-cooling = 冷却中

outcome-success = 成功
outcome-client-error = 请求有误
outcome-rate-limited = 触发限流
outcome-overloaded = 上游过载
outcome-upstream-error = 上游故障
outcome-unauthorized = 凭据被拒
outcome-quota-exhausted = 额度用尽
outcome-timeout-first-byte = 首字节超时
outcome-timeout-idle = 响应停滞
outcome-connect-error = 无法连接
outcome-truncated = 响应被截断
outcome-malformed = 响应无法解析
outcome-client-cancelled = 客户端已断开
outcome-no-route = 无可用渠道
outcome-unknown = 结果未知

strategy-priority = 优先级
strategy-priority-help = 第一个渠道承接全部请求，不可用时由下一个接替。
strategy-round-robin = 轮询
strategy-round-robin-help = 各渠道依次各处理一个请求。
strategy-weighted = 加权
strategy-weighted-help = 按您设定的权重比例分配。
strategy-least-used = 最少使用
strategy-least-used-help = 选择进行中请求最少的渠道。
strategy-fastest = 最快
strategy-fastest-help = 选择最先开始响应的渠道，持续测量。
strategy-cheapest = 最省
strategy-cheapest-help = 选择处理本次请求费用最低的渠道，已计入缓存折扣。

place-terminal = 终端
