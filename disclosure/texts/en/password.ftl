## The page to which a one-time link leads.

password-title = Set your password
password-link = One-time link
password-new = New password (12 characters or more)
password-again = New password once more
password-set = Set the password
password-done = The password is set. You can sign in now; this link is used up.
password-differ = The two passwords differ.
password-script = This page needs JavaScript to set a password.
