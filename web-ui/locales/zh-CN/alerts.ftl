alerts-title = 告警
