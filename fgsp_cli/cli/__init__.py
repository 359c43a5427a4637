"""The command line: one small module per verb. Options in, one call, result out, exit code."""
