# Problems of a manifest. $subject is what was found, $expected what was expected.

problem-too-large = The file has { $subject } bytes; at most { $expected } are allowed.
problem-too-deep = The content is nested too deeply: { $subject }.
problem-too-many-values = The content holds too many values: { $subject }.
problem-invalid-utf8 = The file is not valid UTF-8 (byte { $subject }).
problem-syntax = Syntax error: { $subject }.
problem-duplicate-key = “{ $subject }” stands twice.
problem-unknown-member = There is no member named “{ $subject }”.
problem-missing-member = The member “{ $subject }” is missing.
problem-wrong-type = Wrong type: expected { $expected }, found { $subject }.
problem-unknown-value = “{ $subject }” is none of the allowed values: { $expected }.
problem-invalid-value = The value is not valid: { $subject }.
problem-unknown-code = The code “{ $subject }” is neither known nor defined in the vocabulary (kind: { $expected }).
problem-dangling-reference = “{ $subject }” refers to an item that is not declared.
problem-contradiction = “{ $subject }” and “{ $expected }” contradict each other.
problem-unknown-schema = The schema “{ $subject }” is not supported; expected “{ $expected }”.
problem-nearest = { $message } Did you mean “{ $nearest }”?
