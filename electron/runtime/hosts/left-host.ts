/** Why a body is stopped that its run may begin again elsewhere: what it began outside goes on. */
export class LeftHost extends Error {
  override readonly name = 'LeftHost';
}

export function hasLeft(reason: unknown): boolean {
  return reason instanceof LeftHost;
}
