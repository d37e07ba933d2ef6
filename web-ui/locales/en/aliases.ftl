aliases-title = Aliases
