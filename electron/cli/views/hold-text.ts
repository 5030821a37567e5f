import type { ReleaseHold } from '../../../shared/domain/agent.ts';
import { localTime, plain } from '../output/words.ts';

/** What holds the release of an agent or of a run, as the name of a line and its words. */
export function holdTitle({ kind }: ReleaseHold): string {
  return kind === 'quarantined' ? 'Quarantined' : 'Hosts';
}

export function holdText({ kind, by, reason, atMs, retryAtMs }: ReleaseHold): string {
  switch (kind) {
    case 'quarantined':
      return `by ${plain(by)}, ${localTime(atMs)}: ${plain(reason)}`;
    case 'breaker-open':
      return `kept crashing, so none is started until ${localTime(retryAtMs ?? atMs)}: ${plain(reason)}`;
    case 'breaker-trial':
      return `kept crashing, and one is being tried: ${plain(reason)}`;
  }
}
