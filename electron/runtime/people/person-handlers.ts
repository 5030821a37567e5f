import type { MethodArguments } from '../../../shared/ipc/methods.ts';
import { acting, type Handler } from '../engine/acting.ts';
import type { Engine } from '../engine/engine-port.ts';
import { setAbsence } from './absence.ts';
import { linkPerson } from './link-person.ts';

/** The person behind a profile, and when they are away. */
export function personHandlers({ engine }: { readonly engine: Engine }): Readonly<Record<string, Handler>> {
  return {
    'person.link': (input: MethodArguments<'person.link'>, call) =>
      engine.transact({}, linkPerson(input, acting(call)), call.options),
    'person.setAbsence': ({ personId, ...absence }: MethodArguments<'person.setAbsence'>, call) =>
      engine.transact({}, setAbsence({ personId, absence }, acting(call)), call.options),
    'person.endAbsence': ({ personId }: MethodArguments<'person.endAbsence'>, call) =>
      engine.transact({}, setAbsence({ personId, absence: null }, acting(call)), call.options),
  };
}
