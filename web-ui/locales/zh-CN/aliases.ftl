# 模型别名。

aliases-text = 自定义的模型名称，指向各渠道的模型。
aliases-new = 新建别名
aliases-none = 尚无别名
aliases-none-text = 客户端像请求普通模型一样请求别名。可随时在此更改其指向而无需改动客户端：换用其他模型、按顺序使用多个渠道，或在请求过长时改用后备模型。
aliases-search = 搜索别名
aliases-not-found = 没有匹配的别名
aliases-not-found-text = 搜索词须全部出现在别名名称或其指向中。

aliases-name = 别名
aliases-name-help = 客户端请求的名称。可与模型同名：对该模型的请求将改走此别名。
aliases-strategy = 策略
aliases-strategy-help = 决定优先使用哪个目标。
aliases-as-routing = 沿用路由设置
aliases-as-routing-now = 沿用路由设置（{ $strategy }）
aliases-targets = 目标
aliases-targets-help = 按优先顺序排列。采用“优先级”策略时，前面的目标不可用才由后面的接替；其他策略在全部目标中选择。
aliases-actions = 操作
aliases-declared = 文件
aliases-declared-help = 在配置文件中声明，只能在文件中修改。
aliases-requests = 请求
aliases-dry-run = 试算
aliases-of = （{ $name }）
aliases-edit = 编辑
aliases-edit-of = 编辑 { $name }
aliases-delete = 删除
aliases-delete-of = 删除 { $name }
aliases-tag = 标签 { $tag }
aliases-tag-of = 标签 { $tag }（{ $count } 个渠道）

aliases-new-title = 新建别名
aliases-edit-title = 别名 { $name }
aliases-create = 创建别名
aliases-save = 保存
aliases-saved = 别名 { $name } 已保存
aliases-at-once = 从下一个请求起生效。
aliases-no-channels = 尚无可指向的渠道。
aliases-choose-place = 选择渠道或标签
aliases-place = 目标 { $place } 的指向
aliases-model = 上游模型
aliases-model-of = 目标 { $place } 的模型
aliases-add-target = 添加目标
aliases-handle = 移动目标 { $place }（共 { $count } 个）
aliases-handle-help = 拖动排序，或按方向键
aliases-up = 上移目标 { $place }（共 { $count } 个）
aliases-down = 下移目标 { $place }（共 { $count } 个）
aliases-remove = 移除目标 { $place }（共 { $count } 个）
aliases-moved = 已移至第 { $place } 位，共 { $count } 位。

aliases-fallbacks = 后备
aliases-fallbacks-help = 代替别名处理请求的模型。客户端不会察觉，请求日志会记录实际处理的模型。
aliases-no-fallback = 无
aliases-context-length = 请求过长
aliases-context-length-help = 请求超出模型上下文时使用：请选择上下文更大的模型。
aliases-unavailable = 没有可用目标
aliases-unavailable-help = 所有目标当前均不可用时使用。

aliases-delete-title = 删除别名 { $name }？
aliases-delete-text = 请求它的客户端将被告知没有该模型，除非有渠道提供同名模型。进行中的请求不受影响。
aliases-deleted = 别名 { $name } 已删除
