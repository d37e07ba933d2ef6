# Routing.

routing-text = How requests find their channel, and what happens when one fails.
routing-tab-settings = Settings
routing-tab-dry-run = Dry run

routing-source-file = All settings come from the configuration file and its defaults. What you change here is laid over it.
routing-source-set = Settings were changed here; they are laid over the configuration file.
routing-source-count = { $count ->
    [one] { $count } setting was changed here; the others follow the configuration file.
   *[other] { $count } settings were changed here; the others follow the configuration file.
}
routing-return = Back to the file
routing-return-title = Go back to the configuration file?
routing-return-text = Everything that was changed here is given up, at once. The values of the file and the defaults hold again.
routing-returned = The configuration file decides again
routing-saved = Routing saved
routing-at-once = It holds for the next request.
routing-set = Set here
routing-follow = Follow the file
routing-changed = Not saved
routing-unsaved = { $count ->
    [one] { $count } change is not saved.
   *[other] { $count } changes are not saved.
}
routing-discard = Discard
routing-save = Save

routing-default = Default { $value }.
routing-unit-seconds = s
routing-unit-percent = %
routing-no-number = Enter a number.
routing-no-whole-number = Enter a whole number.
routing-too-small = Must be more than 0.
routing-too-large = At most { $most }.
routing-exceeds = Must not be more than “{ $other }”.

routing-strategy = Strategy
routing-strategy-text = Which channel comes first when several can serve. Aliases may have one of their own.

routing-sessions = Sessions
routing-affinity = Keep conversations where they are
routing-affinity-help = A conversation stays with the credential that served it, where the provider’s cache is warm. Answers begin sooner and cost less. Default on.
routing-ttl = Remembered for
routing-ttl-help = After the last request of a conversation; then the strategy chooses anew.

routing-limits = Attempts and times
routing-limits-text = How often and how long a request is tried before its client is told that it failed.
routing-attempts = Attempts
routing-attempts-help = Of one request, the first included; each one on another credential. At most 100.
routing-first-byte = First content
routing-first-byte-help = From sending an attempt to the first content of its answer; then the next channel is tried. Channels may have their own.
routing-idle = Silence
routing-idle-help = Within an answer that has begun; then it counts as stalled.
routing-total = Whole request
routing-total-help = With all its attempts, up to the last byte.
routing-keep-alive = Sign of life
routing-keep-alive-help = Between two of them to a client that waits for its stream, so that nothing in between hangs up.

routing-breaker = Breaker
routing-breaker-sentence = A channel is left alone after { $failures } failures in a row, or when { $ratio } of at least { $minimum } attempts within { $window } fail. Then a single request tries it after { $first }; if that fails too, after { $second }, { $third } and so on, at most { $most }.
routing-breaker-unclear = With sensible numbers, this says when a channel is left alone and for how long.
routing-failures = Failures in a row
routing-failures-help = So many open the breaker, whatever the share.
routing-ratio = Share of failures
routing-ratio-help = Opens the breaker too, once there are enough attempts.
routing-minimum = Attempts for the share
routing-minimum-help = With fewer in the window, the share says nothing.
routing-window = Window
routing-window-help = How far back attempts count.
routing-open = First pause
routing-open-help = Doubles with every probe that fails.
routing-max-open = Longest pause
routing-max-open-help = No pause is longer than this.

routing-question = What would happen to this request?
routing-model = Model
routing-model-help = As a client would ask for it: a model or an alias.
routing-dialect = Protocol
routing-dialect-help = Which API the client speaks. Channels of another one are translated for.
routing-key = Client key
routing-key-help = Its models and tags count, and conversations are its own.
routing-any-key = No key, no restrictions
routing-session = Session
routing-session-help = How the client identifies its conversation, or what it refers to, such as resp_….
routing-tokens = Input tokens
routing-tokens-help = About how long the request is; counts for limits and costs. Default 1000.
routing-needs = The request has
routing-needs-help = Models that are known not to cope with it are passed over.
routing-ask = Explain
routing-ask-help = Nothing is sent to a provider.
routing-nothing-asked = Nothing asked yet
routing-nothing-asked-text = Name a model to see which channel would serve it now, in which order the others follow, and why some do not.

routing-need-tools = Tools
routing-need-images = Images
routing-need-documents = Documents
routing-need-audio = Audio
routing-need-json-schema = JSON schema
routing-need-reasoning = Reasoning
routing-need-hosted-tools = Hosted tools
routing-need-custom-tools = Custom tools
routing-need-developer-role = Developer role
routing-need-max-completion-tokens = max_completion_tokens
routing-need-openai-extras = OpenAI extras
routing-need-reasoning-content = reasoning_content
routing-between = { ", " }

routing-answer = Answer
routing-goes = Goes to { $channel }
routing-drawn = { $count ->
    [one] Goes to the one channel that can serve
   *[other] Lots decide among { $count } channels
}
routing-drawn-text = Their chances are below. Whoever is drawn serves; the others step in when it fails.
routing-nowhere = Nothing can serve it now
routing-retry-after = Asking again makes sense in { $time }.
routing-fallback = The alias has a fallback for this: the request goes on as { $model }.
routing-step-alias = { $model } is an alias. Its targets are the candidates.
routing-step-model = { $model } is not an alias. Every channel that serves it is a candidate.
routing-step-soft = The session lives at { $channel }, which is asked first.
routing-step-hard = What the session refers to lives at { $channel } and nowhere else, so that nobody else can serve.
routing-step-gone = The session lived at { $channel }, with a credential that is gone.
routing-step-homeless = The session has no home yet; whoever serves it becomes its home.
routing-step-strategy = The strategy is “{ $strategy }”, that of the routing settings.
routing-step-own-strategy = The strategy is “{ $strategy }”, the alias’ own.
routing-header = Clients would read in x-routex-decision:
routing-candidates = Candidates
routing-not-asked = Not asked

routing-column-order = Order
routing-column-channel = Channel
routing-column-model = Model there
routing-column-state = State
routing-column-odds = Chance
routing-column-why = Why
routing-score-priority = Priority
routing-score-round-robin = Turns to wait
routing-score-weighted = Credit
routing-score-least-used = Load by weight
routing-score-fastest = Expected first token
routing-score-cheapest = Expected cost
routing-translated = translated to { $dialect }
routing-lacks = cannot: { $needs }
routing-again-in = Again in { $time }.

routing-why-priority = It has the lowest priority number of those that can serve.
routing-why-round-robin = It is its turn.
routing-why-weighted = By its weight, it is its turn.
routing-why-least-used = For its weight, it has the fewest requests on their way.
routing-why-fastest = It is expected to begin its answer soonest.
routing-why-cheapest = It is expected to cost least.
routing-why-session = The session lives here, where its cache is warm.
routing-why-pinned = What the request refers to lives here and nowhere else.
routing-why-last-resort = None is ready. This one is closest to recovery and gets a try.
routing-why-drawn = May be drawn.
routing-why-later = Is asked when those before it fail.
routing-why-breaker-open = Its breaker is open after failures.
routing-why-probe = It is being probed: one request tries whether it works again.
routing-why-cooling = It is cooling down after the provider refused.
routing-why-forecast = By the provider’s own word, its rate limit is used up.
routing-why-slow-start = It has just recovered and is given more step by step.
routing-why-concurrency = As many requests as it may have at once are on their way.
routing-why-rpm = Its requests of this minute are used up.
routing-why-tpm = Its tokens of this minute do not suffice.
routing-why-rejected = The provider rejected its credential.
routing-why-quota = Its quota at the provider is used up.
routing-why-model-unknown = The provider told it that there is no such model.
routing-why-no-credential = It has no credential that could serve.
routing-why-busy = It is too busy to answer, or is being started again.
routing-why-disabled = It is disabled.
routing-why-tags = The client key may not use it: it carries none of the key’s tags.
routing-why-dialect = It does not speak the protocol, and nothing translates.
routing-why-not-served = It does not serve the model.
routing-why-not-a-target = It is no target of the alias.
routing-why-pinned-elsewhere = What the request refers to lives elsewhere.
routing-why-lacks = The model cannot do what is needed: { $needs }.

routing-none-unknown-model = No channel serves a model of this name. Add it to a channel’s models or make an alias.
routing-none-no-dialect = No channel speaks this protocol, or one it can be translated to.
routing-none-rate-limited = Every channel that could serve is at a limit.
routing-none-unavailable = Every channel that could serve is out of order.
routing-none-pin = The place that holds what the session refers to cannot serve.
routing-none-exhausted = Every attempt is used up.
routing-none-key-disabled = The client key is disabled.
routing-none-key-expired = The client key has expired.
routing-none-model-not-allowed = The client key may not use this model.
