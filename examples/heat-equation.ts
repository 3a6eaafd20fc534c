/** The heat equation on a rod, by finite differences in typed arrays: which conductivity explains what was measured? */
interface Rod {
  readonly length: number;
  readonly cells: number;
  readonly conductivity: (x: number) => number;
  readonly left: number;
  readonly right: number;
}

class Solver {
  private current: Float64Array;
  private next: Float64Array;
  private readonly faces: Float64Array;
  private readonly dx: number;
  time = 0;

  constructor(
    private readonly rod: Rod,
    start: (x: number) => number,
  ) {
    const { cells, length, conductivity } = rod;
    this.dx = length / cells;
    this.current = Float64Array.from({ length: cells }, (_, i) => start((i + 0.5) * this.dx));
    this.next = new Float64Array(cells);
    this.faces = new Float64Array(cells + 1).map((_, i) => conductivity(i * this.dx));
  }

  step(dt: number): void {
    const { current: u, next, faces, rod } = this;
    const r = dt / this.dx ** 2;
    for (let i = 0; i < u.length; i++) {
      const west = u[i - 1] ?? rod.left;
      const east = u[i + 1] ?? rod.right;
      next[i] = u[i] + r * (faces[i + 1] * (east - u[i]) - faces[i] * (u[i] - west));
    }
    [this.current, this.next] = [next, u];
    this.time += dt;
  }

  at(x: number): number {
    const position = x / this.dx - 0.5;
    const i = Math.floor(position);
    const weight = position - i;
    return (1 - weight) * this.current[i] + weight * this.current[i + 1];
  }

  profile(): string {
    const shades = ' .:-=+*#%@';
    return [...this.current].map((u) => shades[Math.min(9, Math.max(0, Math.floor(u * 10)))]).join('');
  }
}

const base = 0.8;
const bump = 0.5;
const solver = new Solver(
  {
    length: 1,
    cells: 10,
    conductivity: (x) => base + bump * Math.exp(-40 * (x - 0.6) ** 2),
    left: 1,
    right: 0,
  },
  (x) => 0.2 * Math.sin(Math.PI * x),
);

const sensors = Float64Array.of(0.23, 0.47, 0.71);
const readings = Float64Array.of(0.48, 0.19, 0.09);
for (let n = 0; n < 12; n++) solver.step(0.003);

const residuals = sensors.map((x, i) => solver.at(x) - readings[i]);
export const misfit = Math.sqrt(residuals.reduce((s, r) => s + r * r, 0) / residuals.length);
console.log(`|${solver.profile()}| after ${solver.time.toFixed(3)}`);
console.log('misfit', misfit);
