import { profileOf, type Person } from '../../../shared/domain/person.ts';
import type { Preferences } from '../../../shared/domain/preferences.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { Stores } from '../store/stores.ts';
import type { Handler } from './acting.ts';
import type { Change, Engine } from './engine-port.ts';
import { refuse } from './run-decisions.ts';

/** People, and what each has set for themselves. */
export function createPersonCommands({
  engine,
  stores,
}: {
  readonly engine: Engine;
  readonly stores: Pick<Stores, 'preferences'>;
}): Readonly<Record<string, Handler>> {
  return {
    'person.create': (input: Person, call) =>
      engine.transact(
        {},
        (state, env) => {
          if (state.person(input.personId) !== null)
            return refuse(
              'wrong-state',
              `There is a profile "${input.personId}" already.`,
              'Choose another id, or use that profile.',
            );
          const changes: Change[] = [
            { put: 'person', state: profileOf(input), atMs: env.nowMs },
            {
              put: 'audit',
              entry: {
                kind: 'person.created',
                actor: { kind: 'person', id: call.person?.personId ?? input.personId },
                role: call.person?.role ?? input.role,
                facts: { printedName: input.printedName, personRole: input.role },
              },
            },
          ];
          return { ok: true, changes, reply: input };
        },
        call.options,
      ),
    // Anybody may set how their own console looks and obeys, whatever else their role allows; no event tells of it.
    'preference.change': async (input: Partial<Preferences>, { person, options }) => {
      if (person === null)
        throw new LanekeeperError('no-person', 'Nobody is named for this: what is set is kept for one person.', {
          hint: 'Choose a profile, or give --as ID.',
        });
      const { personId } = person;
      return engine.transact(
        {},
        () => {
          const preferences = { ...stores.preferences.of(personId), ...input };
          return { ok: true, changes: [{ put: 'preferences', personId, preferences }], reply: preferences };
        },
        options,
      );
    },
  };
}
