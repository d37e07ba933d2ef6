keys-title = Client keys
