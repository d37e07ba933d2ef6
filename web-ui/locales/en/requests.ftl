# The requests: the list, and one by itself.

requests-text = Every request that has ended, the newest first.
requests-pause = Pause
requests-resume = Resume
requests-paused = Paused
requests-new = { $count ->
    [one] { $shown } new request
   *[other] { $shown } new requests
}
requests-new-many = Many new requests: show the newest

requests-filters = Filters
requests-clear = Clear the filters
requests-any = Any
requests-range = Time
requests-range-all = Since ever
requests-range-custom = From … to …
requests-last-15m = Last 15 minutes
requests-last-1h = Last hour
requests-last-6h = Last 6 hours
requests-last-24h = Last 24 hours
requests-last-7d = Last 7 days
requests-last-30d = Last 30 days
requests-from = From
requests-to = Until

requests-time = Time
requests-model = Model
requests-channel = Channel
requests-key = Key
requests-outcome = Outcome
requests-status = Status
requests-session = Session
requests-tokens = Tokens in / out
requests-cost = Cost
requests-ttft = First token
requests-duration = Duration
requests-streamed = { $dialect } · stream
requests-attempts = { $count ->
    [one] { $count } attempt
   *[other] { $count } attempts
}
requests-cached = { $count } cached

requests-none = No requests yet
requests-none-text = Point a client at Routex with one of its keys; “Connect” shows how. What it asks for appears here as soon as it has ended.
requests-none-match = No request matches
requests-none-match-text = Nothing in the log is like this. New requests that match will appear by themselves.
requests-wrong-filter = Some filter cannot be read
requests-wrong-filter-text = Correct what is marked above.
requests-end = { $count ->
    [one] That is all: { $shown } request.
   *[other] That is all: { $shown } requests.
}
requests-searched = Looked back to { $time } …
requests-look-on = Look further back

request-back = Back to the list
request-unknown = No such request in the log
request-unknown-text = It may have been removed because of its age, or has not ended yet: requests appear when they have.
request-speed = Tokens / s
request-overhead = Added by Routex

request-attempts = Attempts
request-no-attempts = Nothing was sent to any provider.
request-whole = The request
request-attempt-after = after { $time }
request-attempt-ttft = first token { $time }
request-attempt-tokens = { $input } in, { $output } out
request-legend-wait = Waiting for the first token
request-legend-answer = Answer
request-legend-failed = Failed

request-why = Why this channel
request-way-none = No channel was chosen
request-way-none-help = Nothing could take the request; the error above says why.
request-way-session = Kept by its session
request-way-session-help = The conversation was served there before, so that the provider's cache is used.
request-way-pinned = Bound to its account
request-way-pinned-help = The request refers to something that lives on this account alone, such as a stored response.
request-way-failover = Failover
request-way-failover-help = Another channel stepped in for the one that had failed.
request-way-last-resort = Last resort
request-way-last-resort-help = Nothing was free, so the channel that was closest to recovery was tried.
request-way-waiting = Waiting
request-way-waiting-help = The stream was opened to keep the client waiting before a channel was found.
request-fallback-length = The request did not fit the model, so the alias' fallback for long requests served it.
request-fallback-unavailable = No channel could serve the model, so the alias' fallback served it.
request-translated = Translated from { $from } to { $to }.
request-passed-over = Passed over
request-to-routing = Change how requests are routed

request-tokens = Tokens and cost
request-tokens-input = Input
request-tokens-cache-read = Read from cache
request-tokens-cache-short = Written to cache, 5 minutes
request-tokens-cache-long = Written to cache, 1 hour
request-tokens-output = Output
request-tokens-reasoning = of it reasoning
request-tokens-partial = The answer was cut short: these are the least that were used.
request-extra-input-audio = of the input: audio
request-extra-cache-audio = of the cache: audio
request-extra-output-audio = of the output: audio
request-extra-input-image = of the input: images
request-extra-cache-image = of the cache: images
request-extra-output-image = of the output: images
request-extra-web-searches = Web searches
request-extra-file-searches = File searches
request-tier = Service tier
request-no-price = The price of this model is not known. Set it under

request-facts = Details
request-id = Request ID
request-model-asked = Model asked for
request-model-served = Model that served
request-credential = Credential
request-endpoint = Endpoint
request-dialect-in = Client speaks
request-dialect-out = Provider speaks
request-answer = Answer
request-streamed = Streamed
request-at-once = At once

request-bodies = Bodies
request-bodies-none = No bodies are kept
request-bodies-none-text = To keep what is sent and answered, set the hours to keep bodies on a client key or on a channel. It holds for requests from then on; keys and passwords in them are masked.
request-bodies-until = What was sent and answered is kept until { $time }.
request-bodies-audited = The audit log notes who reads it.
request-bodies-show = Show the bodies
request-bodies-remove = Remove
request-bodies-remove-title = Remove the bodies of this request?
request-bodies-remove-text = They cannot be brought back. The request itself stays in the log.
request-bodies-removed = The bodies are removed
request-body-request = What the client sent
request-body-sent = What went to the provider
request-body-refusal = What the provider answered
request-body-answer = What the client got
request-body-of-attempt = { $part }, attempt { $number }
request-body-bytes = { $count } bytes
request-body-truncated = It goes on; the rest was not kept.
request-body-cut = Only its beginning is shown; the API has all of it.
