/** One item of a frozen set, as it is stored: which it is, and the bytes and version that were previewed. */
export interface FrozenItem {
  readonly approvalId: string;
  readonly envelopeHash: string;
  readonly version: number;
}

export function lineOf({ approvalId, envelopeHash, version }: FrozenItem): string {
  return `${approvalId} ${envelopeHash} ${version}`;
}

export function itemOf(line: string): FrozenItem {
  const [approvalId = '', envelopeHash = '', version = ''] = line.split(' ');
  return { approvalId, envelopeHash, version: Number(version) };
}
