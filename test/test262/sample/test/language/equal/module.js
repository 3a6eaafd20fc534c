/*---
description: A module has no this, and may await.
flags: [module]
---*/
assert.sameValue(this, undefined);
const one = await Promise.resolve(1);
assert.sameValue(one + 1, 2);
