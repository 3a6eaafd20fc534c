/*---
description: Code that is made from text is not recorded, and can tell.
---*/
var x = 1;
assert.sameValue(eval('x === 1'), true);
