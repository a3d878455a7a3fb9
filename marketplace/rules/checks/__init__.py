"""What each rule looks for: one small function a rule, under its id in `gate.CHECKS`."""
