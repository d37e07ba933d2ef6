routing-title = Routing
