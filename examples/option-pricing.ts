/** A European put three ways (closed form, binomial tree, Monte Carlo), and an American one: greeks for free. */
enum Kind {
  Call = 1,
  Put = -1,
}

interface Market {
  spot: number;
  rate: number;
  volatility: number;
}

interface Option {
  kind: Kind;
  strike: number;
  maturity: number;
  american?: boolean;
}

/** Abramowitz and Stegun 26.2.17. */
function normalCdf(x: number): number {
  if (x < 0) return 1 - normalCdf(-x);
  const k = 1 / (1 + 0.2316419 * x);
  const poly = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429].reduceRight((acc, c) => (acc + c) * k, 0);
  return 1 - (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * poly;
}

const payoff = ({ kind, strike }: Option, s: number) => Math.max(kind * (s - strike), 0);

function blackScholes(option: Option, { spot, rate, volatility }: Market): number {
  const { kind, strike, maturity } = option;
  const sd = volatility * Math.sqrt(maturity);
  const d1 = (Math.log(spot / strike) + (rate + volatility ** 2 / 2) * maturity) / sd;
  const d2 = d1 - sd;
  return kind * (spot * normalCdf(kind * d1) - strike * Math.exp(-rate * maturity) * normalCdf(kind * d2));
}

function binomial(option: Option, market: Market, steps = 12): number {
  const dt = option.maturity / steps;
  const up = Math.exp(market.volatility * Math.sqrt(dt));
  const down = 1 / up;
  const growth = Math.exp(market.rate * dt);
  const p = (growth - down) / (up - down);
  const priceAt = (step: number, ups: number) => market.spot * up ** (2 * ups - step);
  let values = Array.from({ length: steps + 1 }, (_, ups) => payoff(option, priceAt(steps, ups)));
  for (let step = steps - 1; step >= 0; step--) {
    values = values.slice(0, step + 1).map((low, ups) => {
      const held = (p * values[ups + 1] + (1 - p) * low) / growth;
      return option.american ? Math.max(held, payoff(option, priceAt(step, ups))) : held;
    });
  }
  return values[0];
}

/** mulberry32 */
function randoms(seed: number) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function monteCarlo(option: Option, { spot, rate, volatility }: Market, paths = 50): number {
  const random = randoms(42);
  const drift = (rate - volatility ** 2 / 2) * option.maturity;
  const diffusion = volatility * Math.sqrt(option.maturity);
  let sum = 0;
  for (let i = 0; i < paths; i++) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    for (const sign of [1, -1]) sum += payoff(option, spot * Math.exp(drift + diffusion * sign * normal));
  }
  return (Math.exp(-rate * option.maturity) * sum) / (2 * paths);
}

const market: Market = { spot: 101.3, rate: 0.03, volatility: 0.25 };
const put: Option = { kind: Kind.Put, strike: 100, maturity: 0.5 };

export const closedForm = blackScholes(put, market);
export const tree = binomial(put, market);
export const simulated = monteCarlo(put, market);
export const american = binomial({ ...put, american: true }, market);
const table = { closedForm, tree, simulated, american } as const;
for (const [method, value] of Object.entries(table)) console.log(method.padEnd(12), value.toFixed(4));
export const spread = american - (closedForm + tree + simulated) / 3;
console.log('early exercise is worth about', spread);
