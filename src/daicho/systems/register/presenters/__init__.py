"""What a page shows: records, acts, decisions and queues turned into rows with their labels. No page is drawn here."""
