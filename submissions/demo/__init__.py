"""The demonstration: fictional councils, firms and people, with a plan at every step of the process."""
