# Client keys.

keys-text = What your own clients show to Routex instead of a provider's key.
keys-new = New key
keys-none = No client keys yet
keys-none-text = A client key opens Routex for one client: with limits, budgets and an end if you like.
keys-no-match = No key is like that
keys-search = Search
keys-search-help = Name, beginning, model or tag
keys-any-state = Any state
keys-count = { $shown } of { $count }

keys-name = Name
keys-name-help = Letters, digits and ._- ; it stays, because the log of requests refers to it.
keys-state = State
keys-may = May use
keys-limits = Limits
keys-budgets = Budgets
keys-month = Last 30 days
keys-actions = Actions
keys-actions-of = Actions for { $name }

keys-active = Active
keys-spent = Budget used up
keys-expired = Expired
keys-disabled = Disabled
keys-expires-when = Expires { $when }
keys-expired-when = Expired { $when }
keys-declared = Configuration file
keys-declared-title = The configuration file declares this key
keys-declared-text = It is shown here and changed there. Routex reads the file again when it is told to reload.

keys-all-models = All models
keys-channels-tagged = Channels tagged { $tags }
keys-from-addresses = From { $addresses }
keys-unlimited = Unlimited
keys-unlimited-amount = No limit
keys-no-budget = No budget
keys-rpm-of = { $limit } requests / min
keys-tpm-of = { $limit } tokens / min
keys-concurrency-of = { $limit } at once
keys-day = Day
keys-week = Week
keys-window-month = Month
keys-total = In all
keys-fresh = Begins anew { $when }
keys-requests = { $number ->
    [one] { $count } request
   *[other] { $count } requests
}

keys-key = Secret of your own
keys-key-help = Leave it empty and Routex makes one. Otherwise at least 20 characters.
keys-models = Models
keys-models-help = One a line, as clients ask for them. Empty: all.
keys-tags = Tags of channels
keys-tags-help = One a line. Only channels with one of these tags serve it. Empty: all channels.
keys-allowed_ips = Addresses
keys-allowed_ips-help = From where it may be used: addresses or networks such as 10.0.0.0/8, one a line. Empty: anywhere.
keys-expires_at = Expires
keys-expires_at-help = In your time zone. From then on it opens nothing.
keys-rpm = Requests a minute
keys-rpm-help = 0: unlimited.
keys-tpm = Tokens a minute
keys-tpm-help = Input and output together. 0: unlimited.
keys-max_concurrency = Requests at once
keys-max_concurrency-help = 0: unlimited.
keys-queue_ms = Wait for room (ms)
keys-queue_ms-help = How long a request waits when a limit is reached, up to 60000. 0: it is refused at once.
keys-budgets-help = US dollars that may be spent in each window. Requests are refused when one is used up.
keys-allow_unpriced = Allow models without a known price
keys-allow_unpriced-help = Their requests do not count against a budget. Without this, a key with a budget cannot use them.
keys-other = More
keys-keep_bodies_hours = Keep bodies (hours)
keys-keep_bodies_hours-help = Requests and answers are kept encrypted for so long, up to 720. 0: they are not kept.
keys-enabled = Enabled
keys-enabled-help = A disabled key opens nothing and keeps its counts.
keys-no-number = A whole number, please.
keys-no-amount = An amount such as 25 or 0.50, please.
keys-create = Create key
keys-save = Save

keys-edit = Edit
keys-show = Show
keys-rotate = New secret
keys-enable = Enable
keys-disable = Disable
keys-delete = Delete
keys-saved = { $name } is saved
keys-enabled-now = { $name } is enabled
keys-disabled-now = { $name } is disabled
keys-deleted = { $name } is deleted
keys-rotate-title = A new secret for { $name }?
keys-rotate-text = The secret in use opens nothing from then on. Limits, budgets and history stay.
keys-delete-title = Delete { $name }?
keys-delete-text = Clients that use it are refused at once, and what it spent is forgotten. Its requests stay in the log. This cannot be undone.

keys-secret-title = The secret of { $name }
keys-secret = Client key
keys-connect-text = How other tools are pointed at Routex:
keys-connect = Connect
