value-none = None
value-yes = Yes
value-no = No
