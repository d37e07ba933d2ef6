# Signing in.

sign-in-title = Sign in
sign-in-text = With the name and password chosen when Routex was set up.
sign-in-again = Your session has ended
sign-in-again-text = Sign in to go on where you were. Nothing you typed is lost.
sign-in-wrong = User name or password is wrong.
sign-in = Sign in
username = User name
password = Password

# Signing in at an OpenID provider, when it led nowhere.
sign-in-unavailable = The sign-in service cannot be reached. Try again later, or sign in with a password.
sign-in-lapsed = That sign-in took too long or was used already. Begin again.
sign-in-failed = The sign-in service did not confirm who you are. The log of Routex says why.
sign-in-not-allowed = You are known to the sign-in service, but may not operate Routex. Ask whoever configured it.
sign-in-throttled = There were too many attempts. Wait a minute, then try again.

account-elsewhere = Your password is elsewhere
account-elsewhere-text = You signed in at your organisation's sign-in service; change your password there.
