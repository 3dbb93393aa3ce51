"""The demo office: a believable kantoor to try the portal with. Seeded, so it is the same every time."""
