import type { Person } from '../../../shared/domain/person.ts';
import type { ConsoleFacts } from './facts.ts';
import type { About } from './resolve-run.ts';
import type { Slots } from './slots.ts';
import type { Moment } from './time-window.ts';

/** A question as the answers see it: what it names, what is selected, who asks, and where to look. */
export interface Asked {
  readonly question: string;
  readonly slots: Slots;
  readonly about: About | null;
  readonly person: Person | null;
  readonly moment: Moment;
  readonly facts: ConsoleFacts;
}
