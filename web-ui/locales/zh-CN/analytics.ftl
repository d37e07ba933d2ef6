# 分析。

analytics-title = 分析
analytics-text = 发生了什么、花费多少、由谁产生。
analytics-export-series = 导出 CSV
analytics-export-lines = CSV
analytics-export-rows = CSV

analytics-controls = 显示范围
analytics-range = 时间范围
analytics-last-hour = 1 小时
analytics-last-6-hours = 6 小时
analytics-last-day = 24 小时
analytics-last-week = 7 天
analytics-last-month = 30 天
analytics-last-quarter = 90 天
analytics-custom = 自定义
analytics-from = 从
analytics-to = 到
analytics-show = 查看
analytics-time-wrong = 请填写两个时间，且开始早于结束。
analytics-bucket = 间隔
analytics-bucket-auto = 自动
analytics-bucket-minute = 分钟
analytics-bucket-hour = 小时
analytics-bucket-day = 天（UTC）
analytics-all = 全部
analytics-unfiltered = 清除筛选

analytics-counting = 较早的请求仍在统计
analytics-counting-text = 升级之后，{ $time } 之前的请求正在后台汇总；完成之前，该时段的数字偏低。
analytics-nothing = 此时段没有请求
analytics-nothing-text = 客户端通过 Routex 发送请求后，会在此统计。
analytics-nothing-fits-text = 没有符合筛选条件的请求。
analytics-longest = 查看最近 90 天

analytics-requests = 请求
analytics-success = 成功率
analytics-count-failed = { $count } 次失败
analytics-failed = 失败
analytics-tokens = token
analytics-in-out = 输入 { $input } · 输出 { $output }
analytics-cost = 费用
analytics-unpriced = { $count } 个无价格
analytics-ttft = 首个 token 用时
analytics-ttft-p95 = 首个 token p95
analytics-duration = 时长
analytics-duration-p95 = 时长 p95
analytics-cache = 缓存输入占比
analytics-speed = 输出 token / 秒
analytics-more = 较前一时段增加 { $size }
analytics-less = 较前一时段减少 { $size }
analytics-same = 与前一时段持平

analytics-chart-outcomes = 请求（按结果）
analytics-chart-errors = 错误（按结果）
analytics-chart-tokens = token（按类型）
analytics-chart-cost = 费用
analytics-chart-ttft = 首个 token 用时
analytics-chart-duration = 时长
analytics-chart-cache = 缓存命中
analytics-chart-speed = 流式输出速度
analytics-cumulative = 累计
analytics-token-input = 输入
analytics-token-cache-read = 缓存读取
analytics-token-cache-write = 缓存写入
analytics-token-output = 输出
analytics-cache-of-input = 占输入 token
analytics-cache-of-requests = 占请求数

analytics-compare = 对比
analytics-compare-label = { $metric }，按{ $group }
analytics-compare-help = 请求最多的 8 项各自成线，其余合并为一条。
analytics-group = 对比维度
analytics-group-channel = 渠道
analytics-group-model = 模型
analytics-group-key = 客户端密钥
analytics-group-outcome = 结果
analytics-metric = 指标

analytics-by = 按{ $group }
analytics-breakdown = 分组数据
analytics-total = 合计
analytics-others = 其他
analytics-others-count = 其他 { $count } 项
analytics-none = （无）
analytics-alone = 仅查看此项
analytics-more-rows = 显示更多
