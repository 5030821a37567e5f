import { useState } from 'react';
import type { ReactElement } from 'react';
import {
  modelEndpointSchema,
  modelEndpointsSchema,
  type ModelEndpoint,
} from '../../../../shared/domain/model-endpoint.ts';
import { SelectField } from '../../ui/SelectField.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { PriceRows, priceRowsOf, pricesOf, type PriceRow } from './PriceRows.tsx';
import { SaveForm } from './SaveForm.tsx';
import s from './Settings.module.css';

interface Draft {
  readonly endpointId: string;
  readonly title: string;
  readonly kind: ModelEndpoint['kind'];
  readonly baseUrl: string;
  readonly apiVersion: string;
  readonly keyRef: string;
  readonly isLocal: boolean;
  readonly caPem: string;
  readonly seconds: string;
  readonly prices: readonly PriceRow[];
}

const kinds: readonly (readonly [ModelEndpoint['kind'], string])[] = [
  ['compatible', 'OpenAI-compatible (Ollama, llama.cpp, vLLM, LM Studio)'],
  ['openai', 'OpenAI'],
  ['azure', 'Azure OpenAI'],
];

interface EndpointFormProps {
  /** Null: a new one is added. */
  readonly endpoint: ModelEndpoint | null;
  readonly listed: readonly ModelEndpoint[];
}

/** Adds an endpoint, or changes the one that is given. */
export function EndpointForm({ endpoint, listed }: EndpointFormProps): ReactElement {
  const [draft, setDraft] = useState(() => draftOf(endpoint));
  const set = (part: Partial<Draft>): void => setDraft((now) => ({ ...now, ...part }));
  const read = modelEndpointSchema.safeParse(endpointOf(draft));
  const others = listed.filter((one) => one.endpointId !== endpoint?.endpointId);
  const all = read.success ? modelEndpointsSchema.safeParse([...others, read.data]) : read;
  const issue = all.error?.issues[0];
  const problem =
    issue === undefined
      ? undefined
      : draft.endpointId === '' && draft.baseUrl === ''
        ? 'Write its id and address first.'
        : `${fieldOf(issue.path)} ${issue.message}.`;
  const isSame = JSON.stringify(draft) === JSON.stringify(draftOf(endpoint));

  return (
    <SaveForm
      change={{ modelEndpoints: read.success && all.success ? [...others, read.data] : [...listed] }}
      problem={problem}
      isSame={isSame}
    >
      <div className={s['pair']}>
        {endpoint === null ? (
          <TextField
            label="Id"
            value={draft.endpointId}
            isMono
            hint="As chains name it, such as local."
            onChange={(endpointId) => set({ endpointId })}
          />
        ) : null}
        <TextField label="Name" value={draft.title} onChange={(title) => set({ title })} />
      </div>
      <SelectField label="Kind" value={draft.kind} options={kinds} onChange={(kind) => set({ kind })} />
      <TextField
        label="Address"
        value={draft.baseUrl}
        isMono
        hint="With its path, such as http://127.0.0.1:11434/v1. Its origin has to be listed in Delivery, Places outside."
        onChange={(baseUrl) => set({ baseUrl })}
      />
      {draft.kind === 'azure' ? (
        <TextField
          label="API version"
          value={draft.apiVersion}
          isMono
          hint="Empty for addresses that end in /openai/v1."
          onChange={(apiVersion) => set({ apiVersion })}
        />
      ) : null}
      <label className="row">
        <input type="checkbox" checked={draft.isLocal} onChange={({ target }) => set({ isLocal: target.checked })} />
        It is on this machine or a private network: personal and secret text may go there
      </label>
      <TextField
        label="Key, by reference"
        value={draft.keyRef}
        isMono
        hint="The name of a kept secret (lanekeeper secrets set), never the key itself. Empty: it asks for none."
        onChange={(keyRef) => set({ keyRef })}
      />
      <TextField
        label="Seconds until its first byte, and between two"
        value={draft.seconds}
        isTabular
        inputMode="numeric"
        onChange={(seconds) => set({ seconds })}
      />
      <PriceRows rows={draft.prices} onChange={(prices) => set({ prices })} />
      <TextField
        label="Certificate of its authority (PEM)"
        value={draft.caPem}
        rows={3}
        isMono
        hint="Only where this machine does not know who signed its certificate."
        onChange={(caPem) => set({ caPem })}
      />
    </SaveForm>
  );
}

function draftOf(endpoint: ModelEndpoint | null): Draft {
  return {
    endpointId: endpoint?.endpointId ?? '',
    title: endpoint?.title ?? '',
    kind: endpoint?.kind ?? 'compatible',
    baseUrl: endpoint?.baseUrl ?? '',
    apiVersion: endpoint?.apiVersion ?? '',
    keyRef: endpoint?.keyRef ?? '',
    isLocal: endpoint?.isLocal ?? false,
    caPem: endpoint?.caPem ?? '',
    seconds: String((endpoint?.timeoutMs ?? 60_000) / 1_000),
    prices: priceRowsOf(endpoint?.prices ?? {}),
  };
}

function endpointOf(draft: Draft): { readonly [K in keyof ModelEndpoint]: unknown } {
  const endpointId = draft.endpointId.trim();
  return {
    endpointId,
    title: draft.title.trim() === '' ? endpointId : draft.title.trim(),
    kind: draft.kind,
    baseUrl: draft.baseUrl.trim().replace(/\/+$/, ''),
    apiVersion: draft.kind === 'azure' ? orNull(draft.apiVersion) : null,
    keyRef: orNull(draft.keyRef),
    isLocal: draft.isLocal,
    caPem: orNull(draft.caPem),
    prices: pricesOf(draft.prices),
    timeoutMs: Number(draft.seconds) * 1_000,
  };
}

function orNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim();
}

const fields: Readonly<Record<string, string>> = {
  endpointId: 'The id (a-z, 0-9, dash):',
  title: 'The name:',
  baseUrl: 'The address',
  keyRef: 'The reference',
  timeoutMs: 'The seconds:',
};

function fieldOf(path: readonly PropertyKey[]): string {
  if (path[0] === 'prices') return `The price of ${String(path[1] ?? 'a model')}:`;
  return fields[String(path.at(-1))] ?? 'The list';
}
