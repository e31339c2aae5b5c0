"""What comes from the hub: the store, syncs and when they run, and who gets in.

`store` maps records onto our tables, `syncing` does one sync, `queue` works off what was asked for,
`living` ends what a killed process left, `schedule` asks once a day, `entering` says how people get
an account, `clock` tells the time.
"""
