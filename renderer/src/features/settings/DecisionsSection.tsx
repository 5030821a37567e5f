import { useState } from 'react';
import type { ReactElement } from 'react';
import { mostRejectReasons } from '../../../../shared/domain/workspace.ts';
import { useSettings } from '../../stores/settings.ts';
import { TextField } from '../../ui/TextField.tsx';
import { AskingPart } from './AskingPart.tsx';
import { SaveForm } from './SaveForm.tsx';

/** What reviewers of this workspace choose from. */
export function DecisionsSection(): ReactElement | null {
  const reasons = useSettings(({ settings }) => settings?.rejectReasons);
  if (reasons === undefined) return null;
  return (
    <>
      <ReasonsForm key={reasons.join('\n')} reasons={reasons} />
      <AskingPart />
    </>
  );
}

function ReasonsForm({ reasons }: { readonly reasons: readonly string[] }): ReactElement {
  const [text, setText] = useState(reasons.join('\n'));
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const twice = lines.find((line, index) => lines.indexOf(line) !== index);
  const long = lines.find((line) => line.length > 200);
  const problem =
    lines.length > mostRejectReasons
      ? `${mostRejectReasons} at most: each has a digit of its own.`
      : twice !== undefined
        ? `“${twice}” stands there twice.`
        : long !== undefined
          ? `“${long.slice(0, 40)}…” is longer than 200 characters.`
          : undefined;
  return (
    <section>
      <h3 className="label">Reasons for a rejection</h3>
      <SaveForm
        change={{ rejectReasons: lines }}
        problem={problem}
        isSame={lines.length === reasons.length && lines.every((line, index) => line === reasons[index])}
      >
        <TextField
          label="One on each line"
          rows={9}
          value={text}
          hint="Digits choose them in this order where an action is rejected. The agent is told the chosen one and what is written beside it."
          onChange={setText}
        />
      </SaveForm>
    </section>
  );
}
