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

error-slug = The slug is 2 to 63 of a-z, 0-9 and -, beginning and ending with a letter or digit.
error-name = A name needs at least one language, each a BCP 47 tag with words.
error-tenant-kind = The tenant cannot be of this kind.
error-time-zone = The time zone is not one that exists, such as Asia/Shanghai.
error-suspended = The tenant is suspended; its writes are refused.
error-idempotency-key = An idempotency key has from 1 to 200 characters.
error-idempotency = This idempotency key was used for something else.
error-locale = This is not a language that can be served. Use a BCP 47 tag such as zh-CN or en.
error-no-declaration = The app has no declaration yet.
error-draft-closed = The draft is closed.
error-draft-unapproved = The draft lacks the approvals that the tenant requires.
error-adopted-later = Only an app’s first version can be adopted.
error-adopted-future = The version date of an adopted policy does not lie in the future.
error-effective-past = The effective date lies in the past; only an adopted first version may take effect then.
error-effective-before-version = The effective date lies before the version date.
error-effective-date = This is not a day that exists in the tenant’s time zone.
error-query-string = The query string cannot be read.
error-not-acceptable-disclosure = A disclosure is served as application/json, text/html, text/markdown or text/plain, and the request accepts none of them.
page-refused-title = This page cannot be shown
operator-name = Platform operator

error-catalog-code = The catalogue has no “{ $code }” of the kind “{ $kind }”.
error-catalog-words = This text is empty or too long, or holds characters that nobody sees.
error-catalog-url = This is not an address that begins with http:// or https://.
error-catalog-revision = There is no such revision of the catalogue.
error-catalog-shipped = The platform ships another catalogue by now; that revision cannot be made again here.
error-sdk-key = The code of an SDK is 2 to 80 of a-z, 0-9 and _, beginning with a letter.
error-sdk-package = A package prefix consists of letters, digits and . _ -, at most 200.
error-sdk-range = This is not a range of versions. Use *, a version, or bounds such as >=4.2 <5 between which there are versions.
error-sdk-range-crossing = The ranges { $one } and { $other } cross. Of two ranges of an SDK, one lies within the other or they have no version in common.
error-sdk-merged = The SDK was merged into another and does not change any more.
error-sdk-merge-itself = An SDK cannot be merged into itself, nor into one that means it.
error-fact-date = The date lies in the future.
error-category-key = The code of an own category is own- followed by letters, digits, _ and -, and its parent is a shared category.
error-category-sensitivity = A category is at least as sensitive as its parent.
error-not-reproducible = The version was built from a profile, texts or a compiler that are not at hand any more.
