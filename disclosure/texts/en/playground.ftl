## The form for trying queries.

playground-title = Candor playground
playground-schema = Schema
playground-email = E-mail address
playground-password = Password
playground-code = One-time code
playground-token = Access token (none: as a stranger)
playground-sign-in = Sign in
playground-sign-out = Sign out
playground-signed-in = Signed in
playground-refused = This token names nobody.
playground-query = Query
playground-variables = Variables (JSON)
playground-operation = Operation name
playground-send = Send (Ctrl+Enter)
playground-answer = Answer
playground-malformed = The variables are not JSON.
playground-script = This page needs JavaScript to send queries.
