## What the gateway answers when it does not do what was asked.

error-not-found = There is no such thing.
error-forbidden = Your role does not allow this.
error-unauthenticated = Sign in first: a valid access token is needed.
error-rate-limited = Too many requests for now. Try again later.
error-internal = Something went wrong on our side.
error-id = This is not an id of the kind “{ $kind }”.
error-cursor = This cursor does not belong to this list.
error-page-direction = Ask for a page either forwards (first, after) or backwards (last, before).
error-page-size = A page has from 0 to { $max } entries.
error-taken = This is taken already.
error-reference = It refers to something that no longer exists.
error-concurrent = Somebody changed this at the same time. Try again.

error-query-missing = The request holds no query.
error-query-surrogate = A string of the query escapes half of a character (\uD800 to \uDFFF). Write the character itself, or use a variable.
error-query-fragment-cycle = The fragments of the query spread one another in a circle.
error-query-tokens = The query has more than { $limit } tokens.
error-query-nesting = The query is nested more than { $limit } levels deep.
error-query-depth = The query asks for more than { $limit } levels of fields.
error-query-complexity = The query's complexity exceeds { $limit }. Ask for fewer fields or shorter pages.
error-query-selections = The query asks for more than { $limit } fields.
error-query-aliases = The query has more than { $limit } aliases.
error-query-directives = The query has more than { $limit } directives.
error-query-root-fields = The operation has more than { $limit } root fields.
error-list-length = A list has more than { $limit } elements.
error-request-time = The request took too long and was given up.
# Clients recognise a hash that is not kept by exactly this word.
error-persisted-query = PersistedQueryNotFound
error-persisted-query-hash = The hash of the persisted query is not the SHA-256 of its text.

error-method = This address does not take requests of this method.
error-method-mutation = Only queries can be sent by GET. Send a mutation by POST.
error-media-type = Send the request as application/json in UTF-8.
error-not-acceptable = The answer is application/graphql-response+json or application/json, and the request accepts neither.
error-body-length = The request's body is longer than { $limit } bytes.
error-body-time = The request's body did not arrive in time.
error-body-encoding = The request's body is not UTF-8.
error-body-json = The request's body is not a JSON object.
error-request-member = The request's “{ $member }” has the wrong form.
