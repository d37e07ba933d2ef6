# Signing in.

sign-in-title = Sign in
sign-in-text = With the name and password chosen when Routex was set up.
sign-in-again = Your session has ended
sign-in-again-text = Sign in to go on where you were. Nothing you typed is lost.
sign-in-wrong = User name or password is wrong.
sign-in = Sign in
username = User name
password = Password
