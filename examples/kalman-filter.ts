/** A Kalman filter for constant velocity in one dimension; its negative log-likelihood tunes the noise. */
type Mat2 = [[number, number], [number, number]];
type Vec2 = [number, number];

interface Estimate {
  mean: Vec2;
  cov: Mat2;
}

interface Measurement {
  dt: number;
  z?: number;
}

const mat = {
  mul: ([[a, b], [c, d]]: Mat2, [[e, f], [g, h]]: Mat2): Mat2 => [
    [a * e + b * g, a * f + b * h],
    [c * e + d * g, c * f + d * h],
  ],
  add: (p: Mat2, q: Mat2): Mat2 => p.map((row, i) => row.map((v, j) => v + q[i][j])) as Mat2,
  transpose: ([[a, b], [c, d]]: Mat2): Mat2 => [
    [a, c],
    [b, d],
  ],
  apply: ([[a, b], [c, d]]: Mat2, [x, y]: Vec2): Vec2 => [a * x + b * y, c * x + d * y],
};

class KalmanFilter {
  #logLikelihood = 0;
  #updates = 0;

  constructor(
    private estimate: Estimate,
    private readonly accelerationNoise: number,
    private readonly measurementNoise: number,
  ) {}

  predict(dt: number): this {
    const F: Mat2 = [
      [1, dt],
      [0, 1],
    ];
    const q = this.accelerationNoise ** 2;
    const Q: Mat2 = [
      [(q * dt ** 4) / 4, (q * dt ** 3) / 2],
      [(q * dt ** 3) / 2, q * dt ** 2],
    ];
    const { mean, cov } = this.estimate;
    this.estimate = {
      mean: mat.apply(F, mean),
      cov: mat.add(mat.mul(mat.mul(F, cov), mat.transpose(F)), Q),
    };
    return this;
  }

  update(z: number): this {
    const {
      mean: [x, v],
      cov: [[p00, p01], [p10, p11]],
    } = this.estimate;
    const innovation = z - x;
    const s = p00 + this.measurementNoise ** 2;
    const [k0, k1] = [p00 / s, p10 / s];
    this.estimate = {
      mean: [x + k0 * innovation, v + k1 * innovation],
      cov: [
        [(1 - k0) * p00, (1 - k0) * p01],
        [p10 - k1 * p00, p11 - k1 * p01],
      ],
    };
    this.#logLikelihood -= 0.5 * (innovation ** 2 / s + Math.log(2 * Math.PI * s));
    this.#updates += 1;
    return this;
  }

  get position(): number {
    return this.estimate.mean[0];
  }

  get perplexity(): number {
    return -this.#logLikelihood / this.#updates;
  }
}

function* measurements(): Generator<Measurement> {
  const readings = [0.9, 2.3, undefined, 3.8, 5.4, 5.9];
  let dt = 1;
  for (const z of readings) {
    yield z === undefined ? { dt } : { dt, z };
    dt = dt === 1 ? 0.5 : 1;
  }
}

const prior: Estimate = { mean: [0, 1], cov: [[1, 0], [0, 0.5]] };
const sigmaAcceleration = 0.4;
const sigmaMeasurement = 0.6;

const filter = new KalmanFilter(prior, sigmaAcceleration, sigmaMeasurement);
const track: number[] = [];
for (const { dt, z } of measurements()) {
  filter.predict(dt);
  if (z !== undefined) filter.update(z);
  track.push(filter.position);
}

export const nll = filter.perplexity;
console.log('track:', track.map((x) => +x.toFixed(3)));
console.log('negative log-likelihood per measurement:', nll);
