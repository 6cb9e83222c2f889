"""The server edition: pages and forms. Answers live only in a sealed cookie on her side; start with `app`."""
