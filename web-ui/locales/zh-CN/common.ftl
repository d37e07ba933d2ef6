# 各页面通用。

loading = 加载中…
retry = 重试
cancel = 取消
discard-changes = 放弃此处尚未保存的更改？
close = 关闭
copy = 复制
copied = 已复制
show-secret = 显示
hide-secret = 隐藏

never = 永不
secret-once = 请立即复制
secret-once-text = 仅此一次显示：Routex 只保存用于识别它的信息。
secret-kept = 我已复制

tone-info = 提示
tone-success = 完成
tone-warning = 警告
tone-danger = 错误

failure-signed-out = 会话已结束
failure-signed-out-help = 请重新登录；您输入的内容仍然保留。
failure-unreachable = 无法连接 Routex
failure-unreachable-help = 服务可能正在重启，或网络中断。请稍后重试。
failure-unreadable = 本页面无法理解返回的内容
failure-unreadable-help = 返回了状态码 { $status }，当前版本的控制台无法识别。请刷新页面；若中间有代理，请检查代理。
failure-request-id = 请求 { $id }；可在 Routex 日志中按此编号查看详情。

time-just-now = 刚刚
time-seconds-ago = { $count } 秒前
time-minutes-ago = { $count } 分钟前
time-hours-ago = { $count } 小时前
time-days-ago = { $count } 天前
time-in-seconds = { $count } 秒后
time-in-minutes = { $count } 分钟后
time-in-hours = { $count } 小时后
time-in-days = { $count } 天后

not-found-title = 页面不存在
not-found-text = 此地址没有内容。
page-missing = 无法加载此页面
page-missing-text = 连接已中断，或控制台打开期间 Routex 已更新。
reload = 重新加载
back-to-overview = 返回概览

chart-lines = 图表中的曲线
chart-values = 以表格查看数值
chart-time = 时间
