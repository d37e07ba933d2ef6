# What stands around every page.

navigation = Navigation
skip-to-content = Skip to content
api-reference = API reference
language = Language
theme = Theme
theme-system = As the system
theme-light = Light
theme-dark = Dark
account-of = Account of { $name }
sign-out = Sign out

navigation-watch = Watch
navigation-route = Route
navigation-use = Use
navigation-manage = Manage

accounts-title = Accounts
alerts-title = Alerts
aliases-title = Aliases
analytics-title = Analytics
audit-title = Audit
channels-title = Channels
connect-title = Connect
keys-title = Client keys
playground-title = Playground
prices-title = Prices
requests-title = Requests
routing-title = Routing
settings-title = Settings
