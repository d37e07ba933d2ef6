# The first run.

setup-title = Set up Routex
setup-step-channel = First channel
setup-step-strategy = Strategy
setup-step-credentials = Your sign-in
setup-step-done = done
setup-next = Next
setup-back = Back
setup-finish = Finish
setup-missing = This is needed.

setup-channel-text = A channel is an account at a provider. You can add as many as you like later.
setup-has-channel = There is a channel already, from the configuration or the environment. Go on, or add another one.
setup-token = Setup token
setup-token-help = Routex shows it on its console when it starts. It proves that this is your Routex.
setup-provider = Provider
setup-provider-missing = Choose a provider.
setup-all-providers = Show all providers
setup-no-channel = Add no channel
setup-name = Name of the channel
setup-key = API key
setup-key-help = Kept encrypted, and never shown again.
setup-key-local = Leave it empty if your server asks for none.
setup-base-url = Base URL
setup-base-url-help = Leave it empty for the provider's own.
setup-private = Allow addresses of a private network
setup-try = Test the channel
setup-trying = Asking the provider…
setup-try-failed = The provider did not answer as hoped
setup-try-good = { $model } answers
setup-try-times = First token after { $ttft }, all of it after { $whole }.

setup-strategy-text = How requests find their channel. It can be changed at any time, also for single models.

setup-credentials-text = With these you sign in to this dashboard.
setup-password-help = At least { $count } characters.
setup-repeat = Password again
setup-repeat-differs = The two are not the same.

done-title = Routex is ready
done-key = Client key
done-key-text = This is your first client key. Tools use it in place of a provider's.
done-key-once = Copy it now: it is not shown again. New ones can be made at any time.
done-no-key-text = Routex is configured to ask for no client key.
done-use = Use it
done-open = Open the dashboard
