# The overview.

overview-title = Overview
overview-text = What Routex is doing right now.

link-connecting = Connecting…
link-live = Live
link-lost = Connection lost, trying again in

tile-requests = Requests / s
tile-success = Success
tile-ttft = Time to first token
tile-ttft-p95 = p95 { $p95 }
tile-tokens = Tokens / s
tile-cost = Cost today
tile-cost-minute = { $cost } / min
tile-in-flight = In flight

chart-traffic = Traffic
chart-traffic-label = Requests per second and requests in flight over the last minutes
chart-latency = Time to first token
chart-latency-label = Time to the first token, median and 95th percentile, over the last minutes
chart-p50 = p50
chart-p95 = p95

no-channels = No channels yet
no-channels-text = A channel is an account at a provider. Without one, no request can be served.
channel-in-flight = In flight
channel-rpm = Requests / min
channel-tpm = Tokens / min
channel-ttft = First token
channel-attempts = Attempts
channel-failed = Failed
channel-probe-in = Next probe in
channel-back-in = Back in
used-of-limit = { $used } of { $limit }

failovers-title = Recent failovers
no-failovers = No failovers since Routex started
no-failovers-text = When a channel cannot serve a request and another one does, it is told here with the reason.
failover-when = When
failover-model = Model
failover-way = From → to
failover-to = to
failover-reason = Why
failover-end = In the end
