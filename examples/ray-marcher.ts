/** Sphere tracing of a small scene: how does the brightness of one pixel depend on the scene? */
interface Vec3 {
  x: number;
  y: number;
  z: number;
}
type SDF = (p: Vec3) => number;

enum Outcome {
  Sky,
  Hit,
}

const vec = (x: number, y: number, z: number): Vec3 => ({ x, y, z });
const add = (a: Vec3, b: Vec3) => vec(a.x + b.x, a.y + b.y, a.z + b.z);
const sub = (a: Vec3, b: Vec3) => vec(a.x - b.x, a.y - b.y, a.z - b.z);
const mul = (a: Vec3, k: number) => vec(a.x * k, a.y * k, a.z * k);
const dot = (a: Vec3, b: Vec3) => a.x * b.x + a.y * b.y + a.z * b.z;
const length = (a: Vec3) => Math.hypot(a.x, a.y, a.z);
const normalize = (a: Vec3) => mul(a, 1 / length(a));
const clamp = (v: number, lo: number, hi: number) => Math.min(Math.max(v, lo), hi);

const sphere =
  (center: Vec3, radius: number): SDF =>
  (p) =>
    length(sub(p, center)) - radius;
const plane =
  (height: number): SDF =>
  ({ y }) =>
    y - height;
const smoothUnion =
  (k: number, a: SDF, b: SDF): SDF =>
  (p) => {
    const da = a(p);
    const db = b(p);
    const h = clamp(0.5 + (0.5 * (db - da)) / k, 0, 1);
    return db + (da - db) * h - k * h * (1 - h);
  };
const union =
  (...shapes: SDF[]): SDF =>
  (p) =>
    Math.min(...shapes.map((shape) => shape(p)));

function march(scene: SDF, origin: Vec3, direction: Vec3): { outcome: Outcome; point: Vec3; steps: number } {
  let t = 0;
  let steps = 0;
  let outcome = Outcome.Sky;
  marching: while (true) {
    const d = scene(add(origin, mul(direction, t)));
    switch (true) {
      case d < 1e-12:
        outcome = Outcome.Hit;
        break marching;
      case t > 20 || steps >= 200:
        break marching;
    }
    t += d;
    steps++;
  }
  return { outcome, point: add(origin, mul(direction, t)), steps };
}

function normalAt(scene: SDF, p: Vec3, eps = 0.01): Vec3 {
  const [ex, ey, ez] = [vec(eps, 0, 0), vec(0, eps, 0), vec(0, 0, eps)];
  const [x, y, z] = [ex, ey, ez].map((e) => scene(add(p, e)) - scene(sub(p, e)));
  return normalize(vec(x, y, z));
}

const big = { center: vec(0, 0.2, 4), radius: 1 };
const small = { center: vec(0.9, 0.7, 3.4), radius: 0.45 };
const blend = 0.3;
const ambient = 0.12;
const shininess = 12;

const scene = union(
  smoothUnion(blend, sphere(big.center, big.radius), sphere(small.center, small.radius)),
  plane(-1),
);
const eye = vec(0, 0.3, 0);
const ray = normalize(vec(0.09, 0.05, 1));
const light = vec(-2, 4, 0.5);

function shade(): number {
  const { outcome, point } = march(scene, eye, ray);
  if (outcome === Outcome.Sky) return ambient;
  const n = normalAt(scene, point);
  const l = normalize(sub(light, point));
  const half = normalize(sub(l, ray));
  const diffuse = Math.max(0, dot(n, l));
  const specular = Math.max(0, dot(n, half)) ** shininess;
  return ambient + 0.7 * diffuse + 0.3 * specular;
}

const linear = shade();
export const brightness = linear ** (1 / 2.2);
console.log(`pixel: ${Math.round(255 * clamp(brightness, 0, 1))}`, brightness);
