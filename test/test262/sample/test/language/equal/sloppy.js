/*---
description: What only sloppy mode allows
flags: [noStrict]
---*/
var o = { x: 1 };
with (o) { x += 2; }
assert.sameValue(o.x, 3);
assert.sameValue(delete Math.LN2, false);
assert.sameValue((function () { return typeof this; }).call(3), 'object');
