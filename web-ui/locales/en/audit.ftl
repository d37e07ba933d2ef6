# The audit log.

audit-text = Who changed what, when, and what it was before. Secrets are never in it.
audit-refresh = Read again
audit-search = Search
audit-search-help = Who, what or from where
audit-resource = About
audit-any = Everything
audit-count = { $shown } of { $count } entries read
audit-no-match = No entry is like that
audit-no-match-yet = Not among those that were read. Older ones can be read below.
audit-no-match-text = The whole log was searched.
audit-older = Read older entries
audit-open = Open
audit-changes = What was changed
audit-field = Field
audit-before = Before
audit-after = After
audit-value = Value

audit-user = user
audit-oidc = OpenID
audit-token = token
audit-setup = Setup
audit-cli = Command line
audit-anonymous = Somebody
audit-other = other

audit-create = Created
audit-update = Changed
audit-delete = Deleted
audit-rotate = New secret
audit-drain = Drained
audit-reset-breaker = Breaker reset
audit-refreshed = Refreshed
audit-recompute = Computed anew
audit-read = Read
audit-export = Exported
audit-sign-in = Signed in
audit-sign-in-failed = Sign-in failed
audit-sign-out = Signed out
audit-change-password = Password changed

audit-admin-token = Admin token
audit-admin-user = User
audit-alert-rules = Alert rules
audit-alert-target = Alert target
audit-alias = Alias
audit-channel = Channel
audit-client-key = Client key
audit-credential = Credential
audit-master-key = Master key
audit-prices = Prices
audit-request-bodies = Bodies of a request
audit-routing = Routing
audit-secrets = Secrets
audit-session = Session
audit-settings = Settings
