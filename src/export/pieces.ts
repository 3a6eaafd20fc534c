/** Long texts as pieces of a size that is written at once. */

/** Characters. */
const PIECE = 65_536;

/** The same text in fewer pieces, all but the last of which are long. */
export function* inLongPieces(pieces: Iterable<string>): Generator<string> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < PIECE) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}
