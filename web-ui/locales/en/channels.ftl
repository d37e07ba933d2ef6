channels-title = Channels
