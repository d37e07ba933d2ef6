requests-title = Requests
