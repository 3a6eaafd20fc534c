/*---
description: Functions of Math see numbers, and give them.
---*/
var x = 4;
assert.sameValue(Math.sqrt(x), 2);
assert.sameValue(Math.max(x, 7, -x), 7);
assert.sameValue(Math.atan2(-0, x), -0);
assert.sameValue(Math.hypot(), 0);
assert.throws(TypeError, () => {
  Math.abs(1n);
});
