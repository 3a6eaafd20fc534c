/** Kepler's equation by Newton's method: the position of a planet, and how it depends on its orbit. */
type Fn = (x: number) => number;

interface Options {
  tolerance?: number;
  maxIterations?: number;
  onStep?: (iteration: number, x: number) => void;
}

class NoConvergence extends Error {
  constructor(readonly residual: number) {
    super(`no root found, residual ${residual}`);
    this.name = 'NoConvergence';
  }
}

function newton(f: Fn, df: Fn, x: number, { tolerance = 1e-12, maxIterations = 50, onStep }: Options = {}): number {
  for (let i = 1; i <= maxIterations; ++i) {
    const residual = f(x);
    x -= residual / df(x);
    onStep?.(i, x);
    if (Math.abs(residual) < tolerance) return x;
  }
  throw new NoConvergence(f(x));
}

interface Orbit {
  semiMajorAxis: number;
  eccentricity: number;
  period: number;
  perihelion: number;
}

class Planet {
  static readonly #TAU = 2 * Math.PI;
  #orbit: Orbit;

  constructor(orbit: Partial<Orbit> & Pick<Orbit, 'semiMajorAxis'>) {
    // Kepler's third law, in years and astronomical units.
    this.#orbit = { eccentricity: 0, perihelion: 0, period: orbit.semiMajorAxis ** 1.5, ...orbit };
  }

  at(t: number, log: string[] = []): { x: number; y: number } {
    const { semiMajorAxis: a, eccentricity: e, period, perihelion } = this.#orbit;
    const meanAnomaly = (Planet.#TAU * (t / period)) % Planet.#TAU;
    const E = newton(
      (E) => E - e * Math.sin(E) - meanAnomaly,
      (E) => 1 - e * Math.cos(E),
      e < 0.8 ? meanAnomaly : Math.PI,
      { onStep: (i, x) => log.push(`${i}: ${x.toFixed(10)}`) },
    );
    const nu = 2 * Math.atan2(Math.sqrt(1 + e) * Math.sin(E / 2), Math.sqrt(1 - e) * Math.cos(E / 2));
    const r = a * (1 - e * Math.cos(E));
    return { x: r * Math.cos(nu + perihelion), y: r * Math.sin(nu + perihelion) };
  }
}

const mars = new Planet({ semiMajorAxis: 1.524, eccentricity: 0.0934, perihelion: 5.865 });
const earth = new Planet({ semiMajorAxis: 1, eccentricity: 0.0167, perihelion: 1.797 });
const time = 2.75;

const steps: string[] = [];
const m = mars.at(time, steps);
const { x, y } = earth.at(time);
export const separation = Math.hypot(m.x - x, m.y - y);
console.log(steps.join('\n'));
console.log(`Mars is ${separation} au away`);
