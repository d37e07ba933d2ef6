channels-title = 渠道
