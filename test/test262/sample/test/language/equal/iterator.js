/*---
description: The language looks at what an iterator gives, and at the flags of a descriptor.
---*/
var turns = 0;
var iterable = {};
iterable[Symbol.iterator] = () => ({
  next: () => {
    turns += 1;
    return { value: turns, done: turns < 3 ? 0 : 1 };
  },
});
var sum = 0;
for (var v of iterable) sum += v;
assert.sameValue(sum, 3);
var o = Object.defineProperty({}, 'x', { value: 5, enumerable: 0, writable: 1 });
assert.sameValue(Object.keys(o).length, 0);
o.x = 6;
assert.sameValue(o.x, 6);
