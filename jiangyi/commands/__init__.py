"""The commands, one file each: arguments → what is asked for → a report → an exit status. They load the compiler when they run."""
