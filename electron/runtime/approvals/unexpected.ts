/** Closes a switch over a union: the compiler proves it is never reached, and a value from elsewhere throws. */
export function unexpected(value: never): never {
  throw new TypeError(`unexpected ${JSON.stringify(value)}`);
}
