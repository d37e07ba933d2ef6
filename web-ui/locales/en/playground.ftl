playground-title = Playground
