# What several pages say.

loading = Loading…
retry = Try again
cancel = Cancel
discard-changes = Discard what you have changed here?
close = Close
copy = Copy
copied = Copied
show-secret = Show
hide-secret = Hide

never = Never
secret-once = Copy it now
secret-once-text = It is shown this once: Routex keeps only what it takes to recognise it.
secret-kept = I have copied it

tone-info = Note
tone-success = Done
tone-warning = Warning
tone-danger = Error

failure-signed-out = Your session has ended
failure-signed-out-help = Sign in again; what you typed is still here.
failure-unreachable = Routex cannot be reached
failure-unreachable-help = It may be restarting, or the network is down. Try again in a moment.
failure-unreadable = The answer makes no sense to this page
failure-unreadable-help = Something answered with status { $status } that this version of the dashboard does not know. Reload the page; if a proxy stands in between, look there.
failure-request-id = Request { $id }; the log of Routex has more under this id.

time-just-now = just now
time-seconds-ago = { $count } s ago
time-minutes-ago = { $count } min ago
time-hours-ago = { $count } h ago
time-days-ago = { $count ->
    [one] { $count } day ago
   *[other] { $count } days ago
}
time-in-seconds = in { $count } s
time-in-minutes = in { $count } min
time-in-hours = in { $count } h
time-in-days = { $count ->
    [one] in { $count } day
   *[other] in { $count } days
}

not-found-title = No such page
not-found-text = There is nothing at this address.
page-missing = This page could not be loaded
page-missing-text = The connection broke, or Routex was updated while the dashboard was open.
reload = Reload
back-to-overview = Back to the overview

chart-lines = Lines of the chart
chart-values = Values as a table
chart-time = Time
