import type { Person, Role } from '../../../shared/domain/person.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { Deciding } from '../effects/decisions.ts';
import type { TransactOptions } from './engine-port.ts';

/** Who calls, and how the change is to be written. */
export interface Acting {
  readonly person: Person | null;
  readonly options: TransactOptions;
  readonly method: string;
}

export type Handler = (input: never, call: Acting) => Promise<unknown>;

/** Who may change anything; an auditor reads and exports only, an admin decides no approvals. */
const mayChange: ReadonlySet<Role> = new Set(['operator', 'reviewer', 'admin']);

/** The person a change is made by; refused without one, and for roles that change nothing. */
export function acting({ person, method }: Acting): Person {
  if (person === null)
    throw new LanekeeperError('no-person', 'Nobody is named for this: a change needs a person behind it.', {
      hint: 'Choose a profile, or give --as ID.',
    });
  if (!mayChange.has(person.role))
    throw new LanekeeperError(
      'not-allowed',
      `${person.printedName} is an ${person.role}, who reads and exports only; ${method} changes something.`,
    );
  return person;
}

export function deciding(call: Acting): Deciding {
  return { person: acting(call), repeatable: call.options.command };
}
