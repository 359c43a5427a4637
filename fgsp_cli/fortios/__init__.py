"""What FortiOS is: releases, schema, values, the tree, the interpreter, the reader and the cutter."""
