connect-title = Connect
