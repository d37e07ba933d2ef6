routing-title = 路由
