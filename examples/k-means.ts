/** Lloyd's algorithm for k-means on a handful of points, and its inertia. */
interface Point {
  readonly x: number;
  readonly y: number;
}

const points: Point[] = [
  [1.0, 1.1], [1.3, 0.7], [0.6, 0.9], [1.1, 1.6],
  [4.2, 3.9], [3.8, 4.4], [4.6, 4.1],
  [0.8, 4.0], [1.2, 4.5], [0.5, 3.6],
].map(([x, y]) => ({ x, y })); // prettier-ignore

const squaredDistance = (a: Point, b: Point) => (a.x - b.x) ** 2 + (a.y - b.y) ** 2;

function argmin<T>(items: readonly T[], score: (item: T) => number): number {
  let best = -1;
  let lowest = Infinity;
  items.forEach((item, i) => {
    const s = score(item);
    if (s < lowest) [best, lowest] = [i, s];
  });
  return best;
}

function groupBy<K, V>(values: Iterable<V>, keyOf: (value: V) => K): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

function centroid(members: Point[]): Point {
  const { x, y } = members.reduce((sum, p) => ({ x: sum.x + p.x, y: sum.y + p.y }));
  return { x: x / members.length, y: y / members.length };
}

function lloyd(start: Point[], maxRounds = 10): { centers: Point[]; rounds: number } {
  let centers = start;
  let assignment = '';
  for (let round = 1; round <= maxRounds; round++) {
    const clusters = groupBy(points, (p) => argmin(centers, (c) => squaredDistance(p, c)));
    const next = [...clusters].map(([key, members]) => `${key}:${members.length}`).sort().join(' ');
    if (next === assignment) return { centers, rounds: round };
    assignment = next;
    centers = centers.map((old, i) => {
      const members = clusters.get(i);
      return members ? centroid(members) : old;
    });
  }
  return { centers, rounds: maxRounds };
}

const { centers, rounds } = lloyd([points[0], points[4], points[7]]);
const inertia = points
  .map((p) => Math.min(...centers.map((c) => squaredDistance(p, c))))
  .reduce((a, b) => a + b, 0);
export const loss = inertia / points.length;

console.log(`after ${rounds} rounds:`, centers.map(({ x, y }) => `(${x.toFixed(2)}, ${y.toFixed(2)})`).join(' '));
console.log(loss);
