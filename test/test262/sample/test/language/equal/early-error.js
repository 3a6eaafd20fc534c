/*---
description: What does not parse does not run.
negative:
  phase: parse
  type: SyntaxError
---*/
const a = 1;
const a = 2;
