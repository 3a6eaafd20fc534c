/** The Lotka–Volterra equations by Runge–Kutta, fitted to observed populations. */
type State<K extends string> = Record<K, number>;
type Derivative<K extends string> = (t: number, s: State<K>) => State<K>;

function combine<K extends string>(...terms: [number, State<K>][]): State<K> {
  const out = {} as State<K>;
  for (const [factor, state] of terms)
    for (const key in state) out[key] = (out[key] ?? 0) + factor * state[key];
  return out;
}

function rk4<K extends string>(f: Derivative<K>, t: number, s: State<K>, h: number): State<K> {
  const k1 = f(t, s);
  const k2 = f(t + h / 2, combine([1, s], [h / 2, k1]));
  const k3 = f(t + h / 2, combine([1, s], [h / 2, k2]));
  const k4 = f(t + h, combine([1, s], [h, k3]));
  return combine([1, s], [h / 6, k1], [h / 3, k2], [h / 3, k3], [h / 6, k4]);
}

function* integrate<K extends string>(f: Derivative<K>, start: State<K>, h: number): Generator<[number, State<K>]> {
  let state = { ...start };
  for (let n = 0; ; n++) {
    yield [n * h, state];
    state = rk4(f, n * h, state, h);
  }
}

type Species = 'hares' | 'lynxes';

const lotkaVolterra =
  ({ birth = 1, eaten = 0.1, gain = 0.05, death = 0.5 } = {}): Derivative<Species> =>
  (_t, { hares, lynxes }) => ({
    hares: birth * hares - eaten * hares * lynxes,
    lynxes: gain * hares * lynxes - death * lynxes,
  });

const parameters = { birth: 1.1, eaten: 0.4, gain: 0.1, death: 0.4 };
const initial: State<Species> = { hares: 10, lynxes: 5 };
const observed = new Map<number, State<Species>>([
  [0.5, { hares: 5.5, lynxes: 7.0 }],
  [1, { hares: 2.4, lynxes: 7.4 }],
  [2, { hares: 0.9, lynxes: 5.6 }],
]);

let loss = 0;
let used = 0;
for (const [t, state] of integrate(lotkaVolterra(parameters), initial, 0.25)) {
  const seen = observed.get(t);
  if (seen) {
    for (const species of ['hares', 'lynxes'] as const) loss += Math.log(state[species] / seen[species]) ** 2;
    used += 1;
  }
  if (t >= 2) break;
}
loss /= used;
export { loss };
console.log(`${used} observations`, loss);
