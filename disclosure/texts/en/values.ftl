value-none = None
value-yes = Yes
value-no = No

period-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
period-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
period-working-days = { $count ->
    [one] { $count } working day
   *[other] { $count } working days
}
period-business-days = { $count ->
    [one] { $count } business day
   *[other] { $count } business days
}
period-weeks = { $count ->
    [one] { $count } week
   *[other] { $count } weeks
}
period-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
}
period-years = { $count ->
    [one] { $count } year
   *[other] { $count } years
}
