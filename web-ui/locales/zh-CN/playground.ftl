playground-title = 演练场
