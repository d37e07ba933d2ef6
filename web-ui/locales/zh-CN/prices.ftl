prices-title = 价格
