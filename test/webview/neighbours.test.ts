/** Where the arrow keys lead, on pictures placed by hand. */
import assert from 'node:assert/strict';
import {
  arrowOf,
  type Surroundings,
  Wanderer,
  type Way,
  wayOf,
} from '../../webview/navigation/neighbours.ts';

/** `J = cos(sin(x²) + 3x²)`, to the right: x and t in the first layers, u₁ above u₂, then u and J; below them a node apart. */
const [x, t, u1, u2, u, J, apart] = [0, 1, 2, 3, 4, 5, 6] as const;
const box = (column: number, row: number) => ({ x: 200 * column, y: 80 * row, width: 150, height: 60 });
const picture: Surroundings = {
  direction: 'RIGHT',
  boxes: [box(0, 0.5), box(1, 0.5), box(2, 0), box(2, 1), box(3, 0.5), box(4, 0.5), box(2, 2)],
  edges: [
    { from: x, to: t },
    { from: x, to: t },
    { from: t, to: u1 },
    { from: t, to: u2 },
    { from: u1, to: u },
    { from: u2, to: u },
    { from: u, to: J },
  ],
};
const turned: Surroundings = {
  ...picture,
  direction: 'DOWN',
  boxes: picture.boxes.map(({ x, y, width, height }) => ({ x: y, y: x, width: height, height: width })),
};

describe('The arrow keys', () => {
  /** The items on the way; undefined for a step that leads nowhere. */
  const walk = (start: number, ways: readonly Way[], surroundings = picture) => {
    const wanderer = new Wanderer();
    const trail: (number | undefined)[] = [start];
    let at = start;
    for (const way of ways) {
      const next = wanderer.step(at, way, surroundings);
      trail.push(next);
      at = next ?? at;
    }
    return trail;
  };

  it('lead along edges to the first operand and the first consumer, and nowhere where there is none', () => {
    assert.deepEqual(walk(J, ['operands', 'operands', 'operands', 'operands', 'operands']), [
      J,
      u,
      u1,
      t,
      x,
      undefined,
    ]);
    assert.deepEqual(walk(x, ['consumers', 'consumers', 'consumers', 'consumers', 'consumers']), [
      x,
      t,
      u1,
      u,
      J,
      undefined,
    ]);
  });

  it('lead beside among the operands of the node one came from', () => {
    assert.deepEqual(walk(u, ['operands', 'after', 'before']), [u, u1, u2, u1]);
  });

  it('lead back the way one came', () => {
    const diamond: Surroundings = { ...picture, edges: [...picture.edges, { from: u2, to: apart }] };
    assert.deepEqual(walk(apart, ['operands', 'consumers'], diamond), [apart, u2, apart]);
    assert.deepEqual(walk(u, ['operands', 'after', 'consumers'], diamond), [u, u1, u2, u]);
  });

  it('lead on to what lies beside in the picture where no more operands do', () => {
    assert.deepEqual(walk(u, ['operands', 'after', 'after', 'before']), [u, u1, u2, apart, u2]);
    assert.deepEqual(walk(x, ['after', 'before']), [x, undefined, undefined]);
  });

  it('mean the same in a picture that flows down, where they are turned with it', () => {
    const ways: Way[] = ['operands', 'after', 'after', 'before', 'consumers'];
    assert.deepEqual(walk(u, ways, turned), walk(u, ways));
    assert.equal(wayOf('ArrowLeft', 'RIGHT'), 'operands');
    assert.equal(wayOf('ArrowUp', 'DOWN'), 'operands');
    assert.equal(wayOf('ArrowRight', 'DOWN'), 'after');
    assert.equal(wayOf('toString', 'DOWN'), undefined);
    for (const direction of ['RIGHT', 'DOWN'] as const)
      assert.deepEqual(
        (['operands', 'consumers', 'before', 'after'] as const).map((way) => arrowOf(way, direction)),
        direction === 'RIGHT' ? ['←', '→', '↑', '↓'] : ['↑', '↓', '←', '→'],
      );
  });
});
