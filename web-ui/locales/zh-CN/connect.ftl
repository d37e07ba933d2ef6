connect-title = 接入
