# 首次设置。

setup-title = 设置 Routex
setup-step-channel = 第一个渠道
setup-step-strategy = 策略
setup-step-credentials = 登录凭据
setup-step-done = 已完成
setup-next = 下一步
setup-back = 上一步
setup-finish = 完成
setup-missing = 此项必填。

setup-channel-text = 渠道即提供商处的一个账户，之后可以随意添加更多。
setup-has-channel = 配置或环境变量中已有渠道。您可以继续，也可以再添加一个。
setup-token = 设置令牌
setup-token-help = Routex 启动时会显示在控制台上，用于证明这是您的 Routex。
setup-provider = 提供商
setup-provider-missing = 请选择提供商。
setup-all-providers = 显示全部提供商
setup-no-channel = 不添加渠道
setup-name = 渠道名称
setup-key = API 密钥
setup-key-help = 加密保存，之后不再显示。
setup-key-local = 若您的服务不需要密钥，可留空。
setup-base-url = 基础 URL
setup-base-url-help = 留空则使用提供商默认地址。
setup-private = 允许私有网络地址
setup-try = 测试渠道
setup-trying = 正在询问提供商…
setup-try-failed = 提供商的响应不符合预期
setup-try-good = { $model } 已响应
setup-try-times = 首个 token 用时 { $ttft }，全部用时 { $whole }。

setup-strategy-text = 决定请求如何选择渠道。可随时更改，也可按模型单独设置。

setup-credentials-text = 使用以下凭据登录控制台。
setup-password-help = 至少 { $count } 个字符。
setup-repeat = 再次输入密码
setup-repeat-differs = 两次输入不一致。

done-title = Routex 已就绪
done-key = 客户端密钥
done-key-text = 这是您的第一个客户端密钥，工具用它代替提供商的密钥。
done-key-once = 请立即复制：之后不再显示。可随时创建新的密钥。
done-no-key-text = Routex 已配置为无需客户端密钥。
done-use = 开始使用
done-open = 打开控制台
