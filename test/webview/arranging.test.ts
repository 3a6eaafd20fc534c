/** Random graphs whose boxes open and close at random: what is beside them keeps its order, and no curve runs behind it. */
import assert from 'node:assert/strict';
import ElkBundle from 'elkjs/lib/elk.bundled.js';
import type { Scene } from '../../src/protocol/view.ts';
import { Session } from '../../src/session/session.ts';
import { layOut } from '../../webview/layout/elk.ts';
import type { Point } from '../../webview/layout/geometry.ts';
import { boundsOf, overlaps } from '../../webview/layout/regions.ts';
import { Arranger, type PlacedScene } from '../../webview/layout/scene.ts';
import { setTexts } from '../../webview/picture/metrics.ts';
import { measureByTable } from '../../webview/picture/type.ts';
import { loopTrace, randomFrom, randomTrace } from '../session/synthetic.ts';

const GRAPHS = 3;
const FOLDS = 6;

const flows = { RIGHT: 'to the right', DOWN: 'down' };

describe('A picture whose boxes open and close', function () {
  this.timeout(120_000);
  const elk = new ElkBundle({ algorithms: ['layered'] });
  const seed = Number(process.env.GRADIENT_GRAPH_SEED ?? Date.now() % 1e6);

  for (const direction of ['RIGHT', 'DOWN'] as const)
    for (const constants of [false, true])
      it(`keeps order and lets no curve run behind it (${flows[direction]}${constants ? ', with constants' : ''}, seed ${seed})`, async () => {
        for (let graph = 0; graph < GRAPHS; graph++) {
          const random = randomFrom(seed + graph);
          const session = new Session(1, randomTrace(random, 40 + Math.floor(random() * 60)), { constants });
          const arranger = new Arranger();
          const arrange = async (scene: Scene): Promise<PlacedScene> => {
            const texts = setTexts(scene, measureByTable);
            return (await arranger.arrange(scene, texts, direction, (frames) =>
              layOut(elk, frames, 'fine'),
            ))!;
          };
          let before = { scene: session.scene, placed: await arrange(session.scene) };
          assert.deepEqual(curvesBehindBoxes(before), [], `graph ${graph}`);
          for (let fold = 0; fold < FOLDS; fold++) {
            const boxes = session.scene.items.filter((item) => !('node' in item));
            if (boxes.length === 0) break;
            const { key } = boxes[Math.floor(random() * boxes.length)]!;
            const { open } = session.scene;
            const request = open.includes(key) ? open.filter((one) => one !== key) : [...open, key];
            const scene = session.fold({ open: request, constants });
            const after = { scene, placed: await arrange(scene) };
            const where = `graph ${graph}, fold ${fold} of ${key}`;
            assert.deepEqual(outOfOrder(before, after), [], where);
            assert.deepEqual(curvesBehindBoxes(after), [], where);
            before = after;
          }
        }
      });
});

describe('The turns of a loop', () => {
  it('look alike, and are laid out once', async () => {
    const elk = new ElkBundle({ algorithms: ['layered'] });
    const session = new Session(1, loopTrace(12, 9));
    const turns = session.scene.items.filter((item) => !('node' in item)).map(({ key }) => key);
    const scene = session.fold({ open: [...session.scene.open, ...turns] });
    // Their numbers are of different lengths, so by themselves they would be of different widths.
    let layouts = 0;
    const placed = (await new Arranger().arrange(
      scene,
      setTexts(scene, measureByTable),
      'RIGHT',
      async (frames) => {
        layouts += frames.length;
        return layOut(elk, frames, 'fine');
      },
    ))!;
    const open = scene.items.flatMap((item, index) =>
      'isOpen' in item && item.kind === 'turn' ? [index] : [],
    );
    assert.equal(open.length, 12);
    const looks = open.map((frame) => {
      const around = placed.items[frame]!;
      return scene.items.flatMap((item, index) => {
        const { x, y, width, height } = placed.items[index]!;
        return item.frame === frame ? [[x - around.x, y - around.y, width, height].map(Math.round)] : [];
      });
    });
    // The first one gets its sum from outside of the loop, and the last one hands it on to none.
    for (const look of looks.slice(1, -1)) assert.deepEqual(look, looks[1]);
    // Those three, the loop, and the picture.
    assert.equal(layouts, 5);
  });
});

interface Shown {
  readonly scene: Scene;
  readonly placed: PlacedScene;
}

/** Sentences about siblings that have changed their order along an axis. */
function outOfOrder(before: Shown, after: Shown): string[] {
  const faults: string[] = [];
  const known = new Map(before.scene.items.map(({ key }, index) => [key, index]));
  const both = after.scene.items.flatMap(({ key, frame }, now) => {
    const then = known.get(key);
    return then === undefined
      ? []
      : [{ key, frame, a: before.placed.items[then]!, b: after.placed.items[now]! }];
  });
  for (const [index, one] of both.entries())
    for (const other of both.slice(0, index)) {
      if (one.frame !== other.frame) continue;
      for (const axis of ['x', 'y'] as const) {
        const then = one.a[axis] - other.a[axis];
        const now = one.b[axis] - other.b[axis];
        if (Math.abs(then) > 0.5 && Math.sign(then) !== Math.sign(now))
          faults.push(`${other.key} and ${one.key} along ${axis}: ${then}, now ${now}`);
      }
    }
  return faults;
}

/** Sentences about edges whose curve runs behind a box or a label that is neither at its ends nor around one of them. */
function curvesBehindBoxes({ scene, placed }: Shown): string[] {
  const faults: string[] = [];
  const around = (item: number): number[] => (item < 0 ? [] : [item, ...around(scene.items[item]!.frame)]);
  for (const [index, { points }] of placed.edges.entries()) {
    const { key, from, to } = scene.edges[index]!;
    const own = new Set([...around(from), ...around(to)]);
    const bounds = boundsOf(points);
    const obstacles = [
      ...placed.items.flatMap((box, item) => (own.has(item) ? [] : [{ box, name: scene.items[item]!.key }])),
      ...placed.edges.flatMap(({ label: box }, edge) =>
        box && edge !== index ? [{ box, name: `the label of ${scene.edges[edge]!.key}` }] : [],
      ),
    ].filter(({ box }) => overlaps(box, bounds));
    if (obstacles.length === 0) continue;
    const behind = new Set<string>();
    for (const { x, y } of along(points, placed.direction === 'RIGHT'))
      for (const { box, name } of obstacles)
        if (x > box.x + 1 && x < box.x + box.width - 1 && y > box.y + 1 && y < box.y + box.height - 1)
          behind.add(name);
    faults.push(...[...behind].map((box) => `${key} runs behind ${box}`));
  }
  return faults;
}

/** Points of the curve (webview/picture/curve.ts). */
function* along(points: readonly Point[], isRight: boolean): Generator<Point> {
  for (let k = 1; k < points.length; k++) {
    const [a, b] = [points[k - 1]!, points[k]!];
    const steps = Math.ceil(Math.hypot(b.x - a.x, b.y - a.y) / 6);
    for (let step = 1; step < steps; step++) {
      const t = step / steps;
      const flow = 1.5 * t * (1 - t) * (1 - t) + 1.5 * t * t * (1 - t) + t ** 3;
      const across = 3 * t * t * (1 - t) + t ** 3;
      yield {
        x: a.x + (isRight ? flow : across) * (b.x - a.x),
        y: a.y + (isRight ? across : flow) * (b.y - a.y),
      };
    }
  }
}
