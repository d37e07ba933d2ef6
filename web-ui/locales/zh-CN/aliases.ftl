aliases-title = 模型别名
