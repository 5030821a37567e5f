import type { HostEnd } from './protocol.ts';

/** Why a host has ended, as the end of a sentence about it. */
export function reasonOf(end: HostEnd): string {
  switch (end.kind) {
    case 'heap':
      return `${doer(end)} needed more than ${end.most} MiB of memory`;
    case 'unresponsive':
      return `${doer(end)} let it answer nothing for ${end.most / 1000} s`;
    case 'crashed':
      return end.at === null ? end.reason : `${doer(end)} ended it: ${end.reason}`;
    case 'told':
      return end.reason;
  }
}

function doer({ at }: Exclude<HostEnd, { kind: 'told' }>): string {
  if (at === null) return 'it';
  return at.step === null ? `run ${at.runId}` : `step "${at.step}" of run ${at.runId}`;
}

/** Codes of a host that ended, or said nothing, while it started: another try may come through, as after a crash. */
export const endedAtStart: ReadonlySet<string> = new Set(['host-late', 'host-failed']);
