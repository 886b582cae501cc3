"""Reading what other people wrote: files of many formats, in a child process of their own, as plain passages."""
