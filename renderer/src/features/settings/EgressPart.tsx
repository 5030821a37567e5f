import { useState } from 'react';
import type { ReactElement } from 'react';
import { egressListSchema, egressSchema, egressWords, type Egress } from '../../../../shared/domain/egress.ts';
import { changeSettings, useSettings, useWhyNotSet } from '../../stores/settings.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { SaveForm } from './SaveForm.tsx';
import s from './Settings.module.css';

/** Where agents' requests may go once they are approved; everything else is refused. */
export function EgressPart(): ReactElement | null {
  const { settings } = useSettings();
  const whyNot = useWhyNotSet(['egress']);
  if (settings === null) return null;
  const { egress } = settings;
  return (
    <>
      <section>
        <h3 className="label">Places outside</h3>
        <p className="q">
          Requests of agents (http.send) go to these origins alone, and each still waits for a decision. Redirects are
          not followed, and an address inside is refused unless its origin is listed as private.
        </p>
        {egress.length === 0 ? (
          <p className="q">None: every request is refused.</p>
        ) : (
          <ul className={s['budgets']}>
            {egress.map((entry) => (
              <li key={entry.origin}>
                <span>
                  <b className="b mono">{entry.origin}</b>
                  <br />
                  <span className="d small">{egressWords(entry)}</span>
                </span>
                <Button
                  isSmall
                  kind="quiet"
                  title={`Take ${entry.origin} off the list`}
                  whyNot={whyNot}
                  onPress={() => void changeSettings({ egress: egress.filter((one) => one.origin !== entry.origin) })}
                >
                  Remove
                </Button>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section>
        <h3 className="label">List a place</h3>
        <EgressForm key={JSON.stringify(egress)} listed={egress} />
      </section>
    </>
  );
}

function EgressForm({ listed }: { readonly listed: readonly Egress[] }): ReactElement {
  const [draft, setDraft] = useState({ origin: '', isPrivate: false, keyHours: '', askPath: '', secret: '' });
  const set = (part: Partial<typeof draft>): void => setDraft((now) => ({ ...now, ...part }));
  const read = egressSchema.safeParse({
    origin: draft.origin.trim(),
    isPrivate: draft.isPrivate,
    keyHours: draft.keyHours.trim() === '' ? null : Number(draft.keyHours),
    askPath: draft.askPath.trim() === '' ? null : draft.askPath.trim(),
    authorizationRef: draft.secret.trim() === '' ? null : draft.secret.trim(),
  });
  const others = listed.filter(({ origin }) => origin !== draft.origin.trim());
  const change = read.success ? egressListSchema.safeParse([...others, read.data]) : read;
  const issue = change.error?.issues[0];
  const problem =
    issue === undefined
      ? undefined
      : draft.origin === ''
        ? 'Write the origin first.'
        : `${fieldOf(issue.path)} ${issue.message}.`;

  return (
    <SaveForm change={{ egress: change.success ? change.data : [...listed] }} problem={problem} isSame={false}>
      <TextField
        isMono
        label="Origin"
        value={draft.origin}
        hint="Scheme, host and port, such as https://api.example.com."
        onChange={(origin) => set({ origin })}
      />
      <label className="row">
        <input
          type="checkbox"
          checked={draft.isPrivate}
          onChange={(event) => set({ isPrivate: event.target.checked })}
        />
        It may be on this machine or a private network
      </label>
      <TextField
        isMono
        label="Hours it recognises an idempotency key"
        value={draft.keyHours}
        hint="As its documentation says. Empty: it does not, so a request without an answer is never sent again."
        onChange={(keyHours) => set({ keyHours })}
      />
      <TextField
        isMono
        label="Path it answers for a key"
        value={draft.askPath}
        hint="Such as /requests/{key}: 2xx where it was carried out, 404 where not. Empty: nobody can be asked."
        onChange={(askPath) => set({ askPath })}
      />
      <TextField
        isMono
        label="Authorization, by reference"
        value={draft.secret}
        hint="The name of a kept secret (lanekeeper secrets set), never the value itself."
        onChange={(secret) => set({ secret })}
      />
    </SaveForm>
  );
}

const fields: Readonly<Record<string, string>> = {
  origin: 'The origin',
  keyHours: 'The hours:',
  askPath: 'The path',
  authorizationRef: 'The reference',
};

function fieldOf(path: readonly PropertyKey[]): string {
  return fields[String(path.at(-1))] ?? 'The list';
}
