# Analytics.

analytics-title = Analytics
analytics-text = What happened, what it cost, and who did it.
analytics-export-series = Export as CSV
analytics-export-lines = CSV
analytics-export-rows = CSV

analytics-controls = What is shown
analytics-range = Time range
analytics-last-hour = 1 h
analytics-last-6-hours = 6 h
analytics-last-day = 24 h
analytics-last-week = 7 d
analytics-last-month = 30 d
analytics-last-quarter = 90 d
analytics-custom = Custom
analytics-from = From
analytics-to = To
analytics-show = Show
analytics-time-wrong = Enter two times, the first before the second.
analytics-bucket = Interval
analytics-bucket-auto = Automatic
analytics-bucket-minute = Minutes
analytics-bucket-hour = Hours
analytics-bucket-day = Days (UTC)
analytics-all = All
analytics-unfiltered = Clear filters

analytics-counting = Older requests are still being counted
analytics-counting-text = After the update, requests from before { $time } are added up in the background. Until that is done, figures of that time are too low.
analytics-nothing = No requests in this time
analytics-nothing-text = Once a client sends a request through Routex, it is counted here.
analytics-nothing-fits-text = No request fits the filters.
analytics-longest = Look at the last 90 days

analytics-requests = Requests
analytics-success = Success
analytics-count-failed = { $count } failed
analytics-failed = Failed
analytics-tokens = Tokens
analytics-in-out = { $input } in · { $output } out
analytics-cost = Cost
analytics-unpriced = { $count } without a price
analytics-ttft = Time to first token
analytics-ttft-p95 = First token p95
analytics-duration = Duration
analytics-duration-p95 = Duration p95
analytics-cache = Input from cache
analytics-speed = Output tokens / s
analytics-more = { $size } more than in the time before
analytics-less = { $size } less than in the time before
analytics-same = The same as in the time before

analytics-chart-outcomes = Requests by outcome
analytics-chart-errors = Errors by outcome
analytics-chart-tokens = Tokens by kind
analytics-chart-cost = Cost
analytics-chart-ttft = Time to first token
analytics-chart-duration = Duration
analytics-chart-cache = Cache hits
analytics-chart-speed = Output speed of streams
analytics-cumulative = Cumulative
analytics-token-input = Input
analytics-token-cache-read = Cache read
analytics-token-cache-write = Cache write
analytics-token-output = Output
analytics-cache-of-input = Of input tokens
analytics-cache-of-requests = Of requests

analytics-compare = Compare
analytics-compare-label = { $metric } by { $group }
analytics-compare-help = The 8 with the most requests have a line of their own; all others are one line together.
analytics-group = Compare by
analytics-group-channel = Channel
analytics-group-model = Model
analytics-group-key = Client key
analytics-group-outcome = Outcome
analytics-metric = Show

analytics-by = By { $group }
analytics-breakdown = Figures by group
analytics-total = Total
analytics-others = Others
analytics-others-count = { $count } others
analytics-none = (none)
analytics-alone = Show only this one
analytics-more-rows = Show more
