/** A parameter too long for the action itself: in its place stands the hash of an artifact of the run (A4). */
export interface KeptText {
  /** `params.body` */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** As it stands among the parameters: `{ "$artifact": "<SHA-256>", "bytes": 52428800 }`, and nothing else. */
export function keptText(value: unknown): Omit<KeptText, 'path'> | null {
  if (typeof value !== 'object' || value === null) return null;
  const { $artifact: sha256, bytes } = value as { readonly $artifact?: unknown; readonly bytes?: unknown };
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) return null;
  if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || Object.keys(value).length !== 2) return null;
  return { sha256, bytes };
}

/** Every kept text among these parameters, in their order. */
export function keptTextsOf(params: unknown): readonly KeptText[] {
  const found: KeptText[] = [];
  look(params, 'params');
  return found;

  function look(value: unknown, path: string): void {
    if (typeof value !== 'object' || value === null) return;
    const kept = keptText(value);
    if (kept !== null) return void found.push({ path, ...kept });
    for (const [key, item] of Object.entries(value)) look(item, `${path}.${key}`);
  }
}
