/** Three bodies under gravity, moved by leapfrog: how does the probe's distance at the end depend on where it began? */
type Vec = readonly [number, number];

const G = 1;
const SOFTENING = 0.05;

const add = ([ax, ay]: Vec, [bx, by]: Vec): Vec => [ax + bx, ay + by];
const sub = ([ax, ay]: Vec, [bx, by]: Vec): Vec => [ax - bx, ay - by];
const scale = (k: number, [x, y]: Vec): Vec => [k * x, k * y];
const dot = ([ax, ay]: Vec, [bx, by]: Vec) => ax * bx + ay * by;
const norm = (v: Vec) => Math.sqrt(dot(v, v));

class Body {
  #position: Vec;
  #velocity: Vec;

  constructor(
    readonly name: string,
    readonly mass: number,
    position: Vec,
    velocity: Vec,
  ) {
    this.#position = position;
    this.#velocity = velocity;
  }

  get position() {
    return this.#position;
  }

  get kineticEnergy() {
    return 0.5 * this.mass * dot(this.#velocity, this.#velocity);
  }

  kick(acceleration: Vec, dt: number) {
    this.#velocity = add(this.#velocity, scale(dt, acceleration));
  }

  drift(dt: number) {
    this.#position = add(this.#position, scale(dt, this.#velocity));
  }
}

class Simulation {
  readonly bodies: Body[];
  time = 0;

  constructor(...bodies: Body[]) {
    this.bodies = bodies;
  }

  private accelerationOf(body: Body): Vec {
    let total: Vec = [0, 0];
    for (const other of this.bodies) {
      if (other === body) continue;
      const r = sub(other.position, body.position);
      const d2 = dot(r, r) + SOFTENING ** 2;
      total = add(total, scale((G * other.mass) / (d2 * Math.sqrt(d2)), r));
    }
    return total;
  }

  step(dt: number) {
    for (const b of this.bodies) b.kick(this.accelerationOf(b), dt / 2);
    for (const b of this.bodies) b.drift(dt);
    for (const b of this.bodies) b.kick(this.accelerationOf(b), dt / 2);
    this.time += dt;
  }

  get energy() {
    const kinetic = this.bodies.map((b) => b.kineticEnergy).reduce((a, b) => a + b, 0);
    let potential = 0;
    this.bodies.forEach((a, i) => {
      for (const b of this.bodies.slice(i + 1)) potential -= (G * a.mass * b.mass) / norm(sub(a.position, b.position));
    });
    return kinetic + potential;
  }
}

const sun = new Body('sun', 1, [0, 0], [0, 0]);
const planet = new Body('planet', 0.01, [1, 0], [0, 1]);
const probe = new Body('probe', 1e-4, [0.6, -0.3], [0.45, 1.1]);

const system = new Simulation(sun, planet, probe);
const before = system.energy;
const dt = 0.02;
while (system.time < 0.395) system.step(dt);

export const distance = norm(sub(probe.position, planet.position));
console.log(`t = ${system.time.toFixed(2)}, energy drift ${(system.energy - before).toExponential(2)}`);
console.log('distance of the probe from the planet:', distance);
