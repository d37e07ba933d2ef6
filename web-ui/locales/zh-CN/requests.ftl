requests-title = 请求
