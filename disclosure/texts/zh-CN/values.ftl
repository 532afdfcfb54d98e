value-none = 无
value-yes = 是
value-no = 否
