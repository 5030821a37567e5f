import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import type { Settings } from '../../../../shared/domain/workspace.ts';
import { explain } from '../../format/errors.ts';
import { changeSettings, readSettings, useSettings } from '../../stores/settings.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { EgressPart } from './EgressPart.tsx';
import s from './Settings.module.css';

/** Where approved actions go: the publishing folder, the outbox or a mail server, and servers outside. */
export function DeliverySection(): ReactElement {
  const { settings, failure } = useSettings();
  if (settings === null)
    return failure === null ? (
      <Empty kind="loading" title="Reading settings" />
    ) : (
      <Failure error={failure} onRetry={() => void readSettings()} />
    );
  const { publishFolder, outboxFrom, smtp } = settings;
  return (
    <>
      <DeliveryForm key={JSON.stringify({ publishFolder, outboxFrom, smtp })} settings={settings} />
      <EgressPart />
    </>
  );
}

interface Draft {
  readonly publishFolder: string;
  readonly outboxFrom: string;
  readonly usesSmtp: boolean;
  readonly host: string;
  readonly port: string;
  readonly secure: boolean;
  readonly from: string;
  readonly user: string;
  readonly passwordRef: string;
}

function DeliveryForm({ settings }: { readonly settings: Settings }): ReactElement {
  const [draft, setDraft] = useState<Draft>(() => draftOf(settings));
  const [problem, setProblem] = useState<string | null>(null);
  const { isSaving, saveFailure } = useSettings();
  const set = (part: Partial<Draft>): void => setDraft((now) => ({ ...now, ...part }));
  const isSame = JSON.stringify(draft) === JSON.stringify(draftOf(settings));

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const words = problemOf(draft);
    setProblem(words);
    if (words === null) await changeSettings(settingsOf(draft));
  }

  return (
    <form className={s['form']} onSubmit={(event) => void submit(event)} noValidate>
      <TextField
        label="Publishing folder"
        value={draft.publishFolder}
        isMono
        hint="Approved reports are copied here. Without one, publishing is refused with that reason."
        onChange={(publishFolder) => set({ publishFolder })}
      />
      <TextField
        label="Sender of drafts"
        value={draft.outboxFrom}
        hint="Stands as From in the mail files of the outbox."
        onChange={(outboxFrom) => set({ outboxFrom })}
      />
      <fieldset className={s['options']}>
        <legend className="fieldname">Approved replies</legend>
        <label>
          <input type="radio" name="smtp" checked={!draft.usesSmtp} onChange={() => set({ usesSmtp: false })} />
          Are written to the outbox as .eml files
        </label>
        <label>
          <input type="radio" name="smtp" checked={draft.usesSmtp} onChange={() => set({ usesSmtp: true })} />
          Are sent by a mail server
        </label>
      </fieldset>
      {draft.usesSmtp ? (
        <div className={s['pair']}>
          <TextField label="Host" value={draft.host} onChange={(host) => set({ host })} />
          <TextField label="Port" value={draft.port} onChange={(port) => set({ port })} />
          <TextField label="From" value={draft.from} onChange={(from) => set({ from })} />
          <TextField label="User" value={draft.user} onChange={(user) => set({ user })} />
          <TextField
            label="Password, by reference"
            value={draft.passwordRef}
            isMono
            hint="The name of a kept secret, never the password itself."
            onChange={(passwordRef) => set({ passwordRef })}
          />
          <label className="row">
            <input type="checkbox" checked={draft.secure} onChange={(event) => set({ secure: event.target.checked })} />
            TLS from the first byte
          </label>
        </div>
      ) : null}
      {problem === null ? null : (
        <p className="bad" role="alert">
          {problem}
        </p>
      )}
      {saveFailure === null ? null : (
        <p className="bad" role="alert">
          {explain(saveFailure).detail} {explain(saveFailure).next}
        </p>
      )}
      <div>
        <Button
          type="submit"
          kind="primary"
          whyNot={isSaving ? 'It is being saved.' : isSame ? 'Nothing has changed.' : undefined}
        >
          Save
        </Button>
      </div>
    </form>
  );
}

function TextField(props: {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
  readonly isMono?: boolean;
  readonly onChange: (value: string) => void;
}): ReactElement {
  const { label, value, hint, isMono = false, onChange } = props;
  const id = `setting-${label.toLowerCase().replaceAll(/\W+/g, '-')}`;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className={`input ${isMono ? 'mono' : ''}`}
        value={value}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint === undefined ? null : <span className="hint">{hint}</span>}
    </div>
  );
}

function draftOf({ publishFolder, outboxFrom, smtp }: Settings): Draft {
  return {
    publishFolder: publishFolder ?? '',
    outboxFrom: outboxFrom ?? '',
    usesSmtp: smtp !== null,
    host: smtp?.host ?? '',
    port: String(smtp?.port ?? 587),
    secure: smtp?.secure ?? false,
    from: smtp?.from ?? '',
    user: smtp?.user ?? '',
    passwordRef: smtp?.passwordRef ?? '',
  };
}

function settingsOf(draft: Draft): Pick<Settings, 'publishFolder' | 'outboxFrom' | 'smtp'> {
  return {
    publishFolder: orNull(draft.publishFolder),
    outboxFrom: orNull(draft.outboxFrom),
    smtp: draft.usesSmtp
      ? {
          host: draft.host.trim(),
          port: Number(draft.port),
          secure: draft.secure,
          from: draft.from.trim(),
          user: orNull(draft.user),
          passwordRef: orNull(draft.passwordRef),
        }
      : null,
  };
}

function problemOf(draft: Draft): string | null {
  if (!draft.usesSmtp) return null;
  if (draft.host.trim() === '') return 'Name the mail server’s host.';
  const port = Number(draft.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return 'The port is a whole number from 1 to 65535.';
  return draft.from.trim().length < 3 ? 'Write the address that replies come from.' : null;
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}
