import { v7 } from 'uuid';
import type { Person } from '../../../shared/domain/person.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { MethodInput, MethodName, MethodOutput } from '../../../shared/ipc/methods.ts';
import type { EphemeralName, EphemeralPayload, TopicName } from '../../../shared/ipc/topics.ts';
import type { RuntimeClient, TopicEvent } from '../../runtime/transports/runtime-client.ts';
import type { RuntimeLink } from './runtime-link.ts';

/** How often one call is sent again to the next runtime before it is given up. */
const mostRepeats = 4;

/** What a command does with the runtime: ask, change something as a person, and follow what happens. */
export interface Session {
  /** Asks; when the runtime goes away, the next one is asked. */
  ask<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput<M>>;
  /** Asks what depends on who asks, as the person this command acts for. */
  askAs<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput<M>>;
  /** Changes something, as the person this command acts for. A repeat after a lost answer carries the same command id. */
  act<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput<M>>;
  /** Follows topics across runtimes. `onFresh` is called at the start, and whenever something may have been missed. */
  follow(topics: readonly TopicName[], key: string | undefined, on: Follower): () => void;
  onEphemeral<N extends EphemeralName>(name: N, listener: (payload: EphemeralPayload<N>) => void): () => void;
  /** The person this command acts for; refused with words when it is not clear. */
  person(): Promise<string>;
}

export interface Follower {
  onEvents(events: readonly TopicEvent[]): void;
  onFresh(): void;
}

export interface SessionOptions {
  readonly as: string | undefined;
  /** Asks a person at the terminal for a first profile; null when nobody is there to ask. */
  readonly askProfile: (() => Promise<Person>) | null;
}

/** A session over a link that may lose its runtime and find another. */
export function sessionOver(link: RuntimeLink, { as, askProfile }: SessionOptions): Session {
  let acting: Promise<string> | undefined;

  async function send<M extends MethodName>(
    method: M,
    input: MethodInput<M>,
    options: { readonly as?: string; readonly commandId?: string },
  ): Promise<MethodOutput<M>> {
    for (let repeats = 0; ; repeats += 1) {
      const client = await link.client();
      try {
        return await client.call(method, input, options);
      } catch (error) {
        if (!isGone(error) || repeats >= mostRepeats) throw error;
      }
    }
  }

  async function findPerson(): Promise<string> {
    const { people } = await send('person.list', {}, {});
    const [only, ...others] = people;
    if (only !== undefined && others.length === 0) return only.personId;
    if (only !== undefined)
      throw new LanekeeperError(
        'no-person',
        `There are ${people.length} profiles here, and nobody is named for this.`,
        {
          hint: `Say who acts: --as ${people.map(({ personId }) => personId).join(', or --as ')}.`,
        },
      );
    if (askProfile === null)
      throw new LanekeeperError(
        'no-person',
        'There is no profile in this workspace yet, and a change needs a person behind it. Nothing was changed.',
        {
          hint: 'Make one: lanekeeper people add ID --name "Your Name" --role reviewer',
        },
      );
    const created = await send('person.create', await askProfile(), { commandId: v7() });
    return created.personId;
  }

  function person(): Promise<string> {
    acting ??= as === undefined ? findPerson() : Promise.resolve(as);
    return acting;
  }

  return {
    ask: (method, input) => send(method, input, {}),
    askAs: async (method, input) => send(method, input, { as: await person() }),
    async act(method, input) {
      // A first profile is made by nobody, and in a damaged workspace nobody can be found.
      const by = method === 'person.create' || method === 'backup.restoreFrom' ? as : await person();
      return send(method, input, { commandId: v7(), ...(by === undefined ? {} : { as: by }) });
    },
    follow(topics, key, { onEvents, onFresh }) {
      let stop = (): void => {};
      let isOver = false;
      let attached: RuntimeClient | undefined;
      function attach(client: RuntimeClient): void {
        if (isOver || client === attached) return;
        attached = client;
        stop = client.subscribe(topics, key === undefined ? {} : { key }, (batch) => {
          onEvents(batch.events);
          if (batch.gap) onFresh();
        });
        onFresh();
      }
      const forget = link.onReconnect(attach);
      // A link that finds no runtime tells every call; here there is nothing to add.
      void link.client().then(attach, () => undefined);
      return () => {
        isOver = true;
        forget();
        stop();
      };
    },
    onEphemeral(name, listener) {
      let stop = (): void => {};
      const attach = (client: RuntimeClient): void => void (stop = client.onEphemeral(name, listener));
      const forget = link.onReconnect(attach);
      void link.client().then(attach, () => undefined);
      return () => {
        forget();
        stop();
      };
    },
    person,
  };
}

/** The runtime went away before it answered, or its engine did. */
function isGone(error: unknown): boolean {
  return error instanceof LanekeeperError && (error.code === 'unreachable' || error.code === 'outcome-unknown');
}
