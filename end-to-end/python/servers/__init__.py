"""Starting, awaiting and stopping the servers the suites talk to."""
