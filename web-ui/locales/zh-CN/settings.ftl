settings-title = 设置
