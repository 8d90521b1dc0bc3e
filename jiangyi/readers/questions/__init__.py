"""Questions as people type them: the grammar of lines, of papers and of joint keys, shared by readers and importing."""
