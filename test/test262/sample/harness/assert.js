/*---
description: A small harness of our own, in the form of test262's.
defines: [assert]
---*/
function assert(condition, message) {
  if (condition !== true) throw new Test262Error(message);
}
assert.sameValue = (actual, expected, message) => {
  var same =
    actual === expected
      ? actual !== 0 || 1 / actual === 1 / expected
      : actual !== actual && expected !== expected;
  if (!same) throw new Test262Error((message || '') + ' got ' + String(actual) + ', not ' + String(expected));
};
assert.throws = (type, run) => {
  try {
    run();
  } catch (error) {
    if (error.constructor === type) return;
    throw new Test262Error('threw a ' + error.constructor.name);
  }
  throw new Test262Error('threw nothing');
};
