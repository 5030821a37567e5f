/** A stream of numbers in [0, 1) that depends on its seed alone. */
export type SeededRandom = () => number;

/** Mulberry32 (Tommy Ettinger, 2017, public domain): 32 bits of state, enough for sampling and k-means++ seeding. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A standard normal number (Box and Muller, 1958). */
export function seededNormal(random: SeededRandom): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** `count` different positions out of `0..size-1`, ascending (selection sampling, Knuth 3.4.2, algorithm S). */
export function sampledPositions(size: number, count: number, random: SeededRandom): number[] {
  const chosen: number[] = [];
  for (let at = 0; at < size && chosen.length < count; at += 1) {
    if (random() * (size - at) < count - chosen.length) chosen.push(at);
  }
  return chosen;
}
