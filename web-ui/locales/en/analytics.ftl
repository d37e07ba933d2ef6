analytics-title = Analytics
