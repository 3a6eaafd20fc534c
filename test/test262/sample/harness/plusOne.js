/*---
description: Something to include.
defines: [plusOne]
---*/
function plusOne(x) {
  return x + 1;
}
