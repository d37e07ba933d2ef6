# 概览。

overview-title = 概览
overview-text = Routex 此刻的运行情况。

link-connecting = 连接中…
link-live = 实时
link-lost = 连接已断开，重试倒计时

tile-requests = 请求 / 秒
tile-success = 成功率
tile-ttft = 首个 token 用时
tile-ttft-p95 = p95 { $p95 }
tile-tokens = token / 秒
tile-cost = 今日费用
tile-cost-minute = { $cost } / 分钟
tile-in-flight = 进行中

chart-traffic = 流量
chart-traffic-label = 最近几分钟的每秒请求数与进行中的请求数
chart-latency = 首个 token 用时
chart-latency-label = 最近几分钟首个 token 用时的中位数与 95 分位
chart-p50 = p50
chart-p95 = p95

no-channels = 尚无渠道
no-channels-text = 渠道即提供商处的一个账户。没有渠道就无法处理请求。
channel-in-flight = 进行中
channel-rpm = 请求 / 分钟
channel-tpm = token / 分钟
channel-ttft = 首个 token
channel-attempts = 尝试
channel-failed = 失败
channel-probe-in = 距下次探测
channel-back-in = 距恢复
used-of-limit = { $used } / { $limit }

failovers-title = 最近的故障转移
no-failovers = 启动以来没有故障转移
no-failovers-text = 当某个渠道无法处理请求而由另一个接替时，会在此连同原因一并列出。
failover-when = 时间
failover-model = 模型
failover-way = 从 → 到
failover-to = 到
failover-reason = 原因
failover-end = 最终结果
