/*---
description: >
  An async generator gives its values in order, and a return without a value waits for nothing.
flags:
  - async
---*/
var seen = [];
async function* numbers() {
  yield 1;
  yield 2;
  return;
}
(async () => {
  for await (var n of numbers()) seen.push(n * 2);
  assert.sameValue(seen.join(), '2,4');
})().then($DONE, $DONE);
