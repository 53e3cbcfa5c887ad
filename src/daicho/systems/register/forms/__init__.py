"""Forms of the register's screens, and the one place where what was typed becomes a command of the law."""
