import { useState } from 'react';
import type { ReactElement } from 'react';
import type { Settings } from '../../../../shared/domain/workspace.ts';
import { readSettings, useSettings } from '../../stores/settings.ts';
import { Empty, Failure } from '../../ui/Empty.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { EgressPart } from './EgressPart.tsx';
import { SaveForm } from './SaveForm.tsx';
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
  const set = (part: Partial<Draft>): void => setDraft((now) => ({ ...now, ...part }));
  const isSame = JSON.stringify(draft) === JSON.stringify(draftOf(settings));

  return (
    <SaveForm change={settingsOf(draft)} problem={problemOf(draft)} isSame={isSame}>
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
    </SaveForm>
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

function problemOf(draft: Draft): string | undefined {
  if (!draft.usesSmtp) return undefined;
  if (draft.host.trim() === '') return 'Name the mail server’s host.';
  const port = Number(draft.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return 'The port is a whole number from 1 to 65535.';
  return draft.from.trim().length < 3 ? 'Write the address that replies come from.' : undefined;
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}
