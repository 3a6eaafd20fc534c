/*---
description: Numbers are numbers, wherever the language looks at them.
includes: [plusOne.js]
---*/
var x = 2,
  zero = 0,
  minus = -0;
assert.sameValue(typeof x, 'number');
assert.sameValue(plusOne(x), 3);
assert.sameValue(zero ? 'true' : 'false', 'false');
assert.sameValue(minus || zero, 0);
assert.sameValue(minus && zero, -0);
assert.sameValue([1, 2, 3].indexOf(x), 1);
assert.sameValue(new Array(x).length, 2);
switch (x) {
  case 2:
    break;
  default:
    throw new Test262Error('switch');
}
assert.throws(TypeError, () => {
  x + 1n;
});
