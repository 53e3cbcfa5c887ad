"""Pages of access: signing in and out, the locked screen, authenticators, terminals, purpose."""
