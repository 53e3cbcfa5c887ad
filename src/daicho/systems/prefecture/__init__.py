"""The prefecture server (都道府県サーバ, SYS3)."""
