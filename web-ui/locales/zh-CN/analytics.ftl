analytics-title = 分析
