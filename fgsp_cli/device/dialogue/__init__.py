"""The dialogue with the shell of a unit: prompts, echoes, markers, pages and questions."""
