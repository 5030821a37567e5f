import type { ReactElement } from 'react';
import { Mark } from '../../ui/Icon.tsx';
import s from './Settings.module.css';

const contained = [
  'Agent code runs in threads of its own, without environment, credentials, tokens or file handles. Database files, node:sqlite, child processes, addons, nested workers, the inspector and path traversal are refused by name, and each host proves this before it loads agent code.',
  'Every effect passes one broker. A gated one needs a live, unexpired, single-use grant for exactly the bytes that were shown; no agent, model or window can stand in for it.',
  'Text from tickets and files is shown inert: no HTML, no pictures from elsewhere, no scripts.',
  'This console listens on this machine only, behind a cookie and a second secret.',
];

const notContained = [
  'Agent threads share a process with the runtime. Sockets, signals, process reports and the files that process has open are refused by name alone: containment is against mistakes, not malice. An agent that asks for a process of its own gets one, with the same flags and no file of the workspace open.',
  'Profiles are asserted: nobody proves who is at the keyboard until accounts exist.',
  'The audit chain on this disk proves nothing against whoever owns the disk. Keep copies of its head elsewhere.',
  'Exactly-once effects do not exist. Recording is exact, attempts repeat, keys make repeats harmless; what cannot be settled is shown as unknown, and only a person moves it.',
  'Themes come from a deterministic clustering of words. They group what people wrote; they do not judge whether it is true.',
];

/** What is and what is not contained, without decoration. */
export function LimitsSection(): ReactElement {
  return (
    <>
      <section>
        <h3 className="label">Contained</h3>
        <ul className={s['limits']}>
          {contained.map((text) => (
            <li key={text}>
              <span className="st ok">
                <Mark name="succeeded" />
              </span>
              {text}
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3 className="label">Not contained</h3>
        <ul className={s['limits']}>
          {notContained.map((text) => (
            <li key={text}>
              <span className="st wait">
                <Mark name="needs-attention" />
              </span>
              {text}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
