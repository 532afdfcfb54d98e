## The form for trying queries.

playground-title = Candor playground
playground-schema = Schema
playground-token = Access token (none: as a stranger)
playground-query = Query
playground-variables = Variables (JSON)
playground-operation = Operation name
playground-send = Send (Ctrl+Enter)
playground-answer = Answer
playground-malformed = The variables are not JSON.
playground-script = This page needs JavaScript to send queries.
