alerts-title = Alerts
