import { useState } from 'react';
import type { ReactElement } from 'react';
import { addresseeSchema } from '../../../../shared/domain/duty.ts';
import type { Settings } from '../../../../shared/domain/workspace.ts';
import { useSettings } from '../../stores/settings.ts';
import { TextField } from '../../ui/TextField.tsx';
import { SaveForm } from './SaveForm.tsx';

/** Who is asked when nobody answers, and when those who are asked are reminded. */
export function AskingPart(): ReactElement | null {
  const settings = useSettings((state) => state.settings);
  if (settings === null) return null;
  const { escalation, reminders } = settings;
  return <AskingForm key={JSON.stringify([escalation, reminders])} settings={{ escalation, reminders }} />;
}

type Asking = Pick<Settings, 'escalation' | 'reminders'>;

function AskingForm({ settings }: { readonly settings: Asking }): ReactElement {
  const { escalation, reminders } = settings;
  const [chain, setChain] = useState((escalation?.chain ?? []).join('\n'));
  const [minutes, setMinutes] = useState(String(escalation?.afterMinutes ?? ''));
  const [shares, setShares] = useState(reminders.map((share) => Math.round(share * 100)).join(', '));
  const lines = wordsOf(chain, /\n/);
  const percents = wordsOf(shares, /[,\s]+/).map(Number);
  const after = minutes.trim() === '' ? null : Number(minutes);
  const wrong = lines.find((line) => !addresseeSchema.safeParse(line).success);
  const problem =
    wrong !== undefined
      ? `“${wrong}” is nobody: write person:ID, role:reviewer, role:operator or role:admin.`
      : lines.length > 10
        ? 'A chain has 10 at most.'
        : after !== null && (!Number.isInteger(after) || after < 1 || after > 43_200)
          ? 'Minutes are a whole number, 1 to 43200.'
          : percents.length > 5 || percents.some((percent) => !(percent > 0 && percent < 100))
            ? 'Reminders are at most 5 percentages between 0 and 100.'
            : undefined;
  const change: Asking = {
    escalation: lines.length === 0 ? null : { chain: lines, afterMinutes: after },
    reminders: percents.map((percent) => percent / 100).toSorted((one, other) => one - other),
  };
  return (
    <section>
      <h3 className="label">When nobody answers</h3>
      <SaveForm change={change} problem={problem} isSame={JSON.stringify(change) === JSON.stringify(settings)}>
        <TextField
          label="Asked next, one on each line"
          isMono
          rows={3}
          value={chain}
          hint="person:ID or role:reviewer, in order; a rule of the policy may state another chain. For what is asked from now on."
          onChange={setChain}
        />
        <TextField
          label="By itself after so many minutes each"
          isTabular
          inputMode="numeric"
          value={minutes}
          hint="Empty: only when somebody escalates it."
          onChange={setMinutes}
        />
        <TextField
          label="Reminders, in percent of the time an item waits"
          isTabular
          value={shares}
          hint="Such as 50, 90. Empty: none."
          onChange={setShares}
        />
      </SaveForm>
    </section>
  );
}

function wordsOf(text: string, between: RegExp): string[] {
  return text
    .split(between)
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
