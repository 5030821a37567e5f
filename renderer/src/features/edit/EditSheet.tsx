import { useEffect, useId, useState } from 'react';
import type { ReactElement } from 'react';
import type { ApprovalDetail } from '../../../../shared/domain/approval.ts';
import type { EditPreview } from '../../../../shared/domain/edit.ts';
import { counted } from '../../format/number.ts';
import { stoppedWords } from '../../format/stop.ts';
import {
  beginEdit,
  chooseTool,
  sendEdit,
  targetOf,
  useEdit,
  writeParams,
  writeTarget,
  writeText,
} from '../../stores/edit.ts';
import { closeOverlay } from '../../stores/overlay.ts';
import { useWhyNothingIsSaved } from '../../stores/saving.ts';
import { useWorkspace } from '../../stores/workspace.ts';
import { JsonEditor } from '../../ui/JsonEditor.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { VerbSheet } from '../../ui/VerbSheet.tsx';
import { ReservedWarning } from '../card/duty/Reserved.tsx';
import { thenNext } from '../inbox/moves.ts';
import s from './Edit.module.css';
import { editFormOf, withValue, type EditForm } from './edit-form.ts';
import { EditFields } from './EditFields.tsx';
import { EditOutcome } from './EditOutcome.tsx';

type View = 'form' | 'raw';

/** Changes an action before it is decided: by a form or as JSON, with what it would lead to shown as it is written. */
export function EditSheet({ detail }: { readonly detail: ApprovalDetail }): ReactElement {
  const [view, setView] = useState<View>('form');
  // Once shown it stays, so that what was typed there can still be undone.
  const [hasRaw, setHasRaw] = useState(false);
  const state = useEdit();
  const panel = useId();
  const unsaved = useWhyNothingIsSaved();
  const stops = useWorkspace(({ status }) => status?.stops);
  const stopped = stoppedWords(stops ?? [], detail);
  const { preview, written, tools, tool } = state;
  const schema = tools?.find(({ toolId }) => toolId === tool)?.schema ?? null;
  const form = written.ok && schema !== null ? editFormOf(schema, written.params) : null;
  const problems = preview?.problems ?? [];

  useEffect(() => void beginEdit(detail), [detail]);

  return (
    <VerbSheet
      title="Approve with edits"
      note={detail.title}
      size="large"
      go={goWords(preview)}
      stay="Back"
      reason="needed"
      reasonKept="with your name; the agent is told both versions, and why"
      whyNot={unsaved ?? stopped ?? whyNot(written.ok, preview, state.failure)}
      onClose={closeOverlay}
      onGo={(reason) => thenNext(detail.approvalId, () => sendEdit(reason))}
    >
      <ReservedWarning item={detail} />
      <div className={s['columns']}>
        <div className={s['fields']}>
          <Tabs<View>
            label="How to edit"
            panelId={panel}
            chosen={view}
            onChoose={(chosen) => {
              setView(chosen);
              if (chosen === 'raw') setHasRaw(true);
            }}
            options={[
              { id: 'form', label: 'Form' },
              { id: 'raw', label: 'JSON' },
            ]}
          />
          <div id={panel} role="tabpanel" aria-labelledby={`${panel}-${view}`} className={s['fields']}>
            <ToolAndTarget />
            {state.detail === null ? (
              <p className="q">Reading the action.</p>
            ) : view === 'raw' ? null : !written.ok ? (
              <p className="bad" role="alert">
                This cannot be edited in the form, because the form would change it:{' '}
                {written.problems.map(({ line, reason }) => `line ${line}: ${reason}`).join('; ')}. Correct it as JSON.
              </p>
            ) : form === null ? (
              <p className="q">
                {tools === null
                  ? 'Reading what the tool takes.'
                  : `Nothing here knows what ${tool} takes: edit it as JSON.`}
              </p>
            ) : (
              <FormView form={form} params={written.params} problems={problems} />
            )}
            {hasRaw && state.detail !== null ? (
              <div hidden={view !== 'raw'}>
                <RawText />
              </div>
            ) : null}
          </div>
        </div>
        <EditOutcome />
      </div>
    </VerbSheet>
  );
}

function FormView(props: {
  readonly form: EditForm;
  readonly params: Readonly<Record<string, unknown>>;
  readonly problems: EditPreview['problems'];
}): ReactElement {
  const { form, params, problems } = props;
  const shown = new Set(pathsOf(form.fields));
  const elsewhere = problems.filter(({ field }) => !shown.has(field));
  return (
    <>
      <EditFields
        fields={form.fields}
        problems={problems}
        onSet={(path, value) => writeParams(withValue(params, path, value))}
      />
      {elsewhere.length === 0 ? null : <p className="bad">{elsewhere.map(({ problem }) => problem).join(' ')}</p>}
      {form.onlyRaw.length === 0 ? null : (
        <p className="d small">Only in the JSON: {form.onlyRaw.join(', ')}. It stays as it is here.</p>
      )}
    </>
  );
}

function pathsOf(fields: EditForm['fields']): string[] {
  return fields.flatMap((field) => [
    field.path.join('.'),
    ...(field.kind === 'group' ? pathsOf(field.fields) : field.kind === 'list' ? pathsOf(field.items) : []),
  ]);
}

function RawText(): ReactElement {
  const text = useEdit((state) => state.text);
  const written = useEdit((state) => state.written);
  const preview = useEdit((state) => state.preview);
  const problems = written.ok
    ? (preview?.problems ?? []).map(({ field, problem }) => ({ line: written.lineOf(field), reason: problem }))
    : written.problems.map(({ line, column, reason }) => ({ line, column, reason }));
  return (
    <>
      <JsonEditor value={text} onChange={writeText} label="Parameters as JSON" problems={problems} />
      {problems.length === 0 ? null : (
        <p className="bad" role="status">
          {problems.map(({ line, reason }) => `Line ${line}: ${reason}`).join('. ')}
        </p>
      )}
    </>
  );
}

/** Another tool is another action, at that tool's own gate. */
function ToolAndTarget(): ReactElement {
  const tool = useEdit((state) => state.tool);
  const tools = useEdit((state) => state.tools);
  const target = useEdit(targetOf);
  const id = useId();
  const names = [...new Set([tool, ...(tools ?? []).map(({ toolId }) => toolId)])];
  return (
    <>
      <div className="field">
        <label htmlFor={`${id}-tool`}>Tool</label>
        <select
          id={`${id}-tool`}
          className="input"
          value={tool}
          disabled={names.length < 2}
          onChange={(event) => chooseTool(event.target.value)}
        >
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={`${id}-target`}>Target</label>
        <input
          id={`${id}-target`}
          className="input"
          value={target}
          maxLength={2_000}
          onChange={(event) => writeTarget(event.target.value)}
        />
      </div>
    </>
  );
}

/** Word for word what the button does. */
function goWords(preview: EditPreview | null): string {
  const verdict = preview?.verdict ?? null;
  if (preview === null || verdict === null) return 'Approve with edits';
  const edits = counted(preview.changes.length, 'edit');
  if (verdict.approvers === 0) return `Run with ${edits}`;
  if (verdict.whyNotApprove === null) return `Approve with ${edits}`;
  return verdict.approvers === 1
    ? 'Send to another person'
    : `Send for ${peopleWords[verdict.approvers] ?? verdict.approvers} people`;
}

const peopleWords: Readonly<Record<number, string>> = { 2: 'two', 3: 'three', 4: 'four', 5: 'five' };

function whyNot(isRead: boolean, preview: EditPreview | null, failure: unknown): string | undefined {
  if (!isRead) return 'The text cannot be read yet.';
  if (failure !== null) return 'What it would lead to could not be asked. Change something to try again.';
  if (preview === null) return 'Nothing is changed yet, or what it would lead to is being asked.';
  return preview.verdict === null ? (preview.refused ?? 'It would be refused.') : undefined;
}
