/*---
description: What strict mode refuses
flags: [onlyStrict]
---*/
assert.throws(ReferenceError, () => {
  undeclared = 1;
});
assert.sameValue(
  function () {
    return typeof this;
  }.call(3),
  'number',
);
