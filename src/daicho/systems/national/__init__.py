"""The national server of the Agency (全国サーバ, SYS4)."""
