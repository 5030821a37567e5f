import { useId, useState } from 'react';
import type { ReactElement } from 'react';
import type { ParamProblem } from '../../../../shared/domain/edit.ts';
import { readJson } from '../../../../shared/read-json.ts';
import { Button } from '../../ui/Button.tsx';
import s from './Edit.module.css';
import type { EditField, Path } from './edit-form.ts';

interface FieldsProps {
  readonly fields: readonly EditField[];
  readonly problems: readonly ParamProblem[];
  readonly onSet: (path: Path, value: unknown) => void;
}

/** One control for each field of an action. */
export function EditFields({ fields, problems, onSet }: FieldsProps): ReactElement {
  return (
    <>
      {fields.map((field) => {
        const key = field.path.join('.');
        if (field.kind !== 'group' && field.kind !== 'list')
          return <One key={key} field={field} problems={problems.filter((one) => one.field === key)} onSet={onSet} />;
        return (
          <fieldset className={s['group']} key={key}>
            <legend className="fieldname">{field.title}</legend>
            {field.description === '' ? null : <p className="hint">{field.description}</p>}
            <Problems of={problems.filter((one) => one.field === key)} />
            {field.kind === 'group' ? (
              <EditFields fields={field.fields} problems={problems} onSet={onSet} />
            ) : (
              <Items field={field} problems={problems} onSet={onSet} />
            )}
          </fieldset>
        );
      })}
    </>
  );
}

function Items(props: {
  readonly field: Extract<EditField, { kind: 'list' }>;
  readonly problems: readonly ParamProblem[];
  readonly onSet: FieldsProps['onSet'];
}): ReactElement {
  const { field, problems, onSet } = props;
  const { path, items, fresh, title } = field;
  return (
    <>
      {items.map((item) => (
        <div className={s['item']} key={item.path.join('.')}>
          <div>
            <EditFields fields={[item]} problems={problems} onSet={onSet} />
          </div>
          <Button isSmall kind="quiet" onPress={() => onSet(item.path, undefined)}>
            Take out {title} {item.title}
          </Button>
        </div>
      ))}
      {fresh === undefined ? null : (
        <div>
          <Button isSmall kind="quiet" onPress={() => onSet([...path, items.length], fresh)}>
            Add to {title}
          </Button>
        </div>
      )}
    </>
  );
}

type Leaf = Exclude<EditField, { kind: 'group' | 'list' }>;

function One(props: {
  readonly field: Leaf;
  readonly problems: readonly ParamProblem[];
  readonly onSet: FieldsProps['onSet'];
}): ReactElement {
  const { field, problems, onSet } = props;
  const id = useId();
  const isWrong = problems.length > 0;
  const marks = isWrong ? { 'aria-invalid': true as const, 'aria-describedby': `${id}-bad` } : {};
  if (field.kind === 'switch')
    return (
      <div className="field">
        <label className="row">
          <input type="checkbox" checked={field.value} onChange={(event) => onSet(field.path, event.target.checked)} />
          {field.title}
        </label>
        <Problems of={problems} id={`${id}-bad`} />
      </div>
    );
  return (
    <div className="field">
      <label htmlFor={id}>
        {field.title} {field.isRequired ? null : <span className="d">optional</span>}
      </label>
      <Control field={field} id={id} marks={marks} onSet={(value) => onSet(field.path, value)} />
      {field.kind === 'nothing' ? <span className="hint">Nothing stands here now.</span> : null}
      {field.description === '' ? null : <span className="hint">{field.description}</span>}
      <Problems of={problems} id={`${id}-bad`} />
    </div>
  );
}

function Control(props: {
  readonly field: Exclude<Leaf, { kind: 'switch' }>;
  readonly id: string;
  readonly marks: object;
  readonly onSet: (value: unknown) => void;
}): ReactElement {
  const { field, id, marks, onSet } = props;
  switch (field.kind) {
    case 'choice':
      return (
        <select
          id={id}
          className="input"
          {...marks}
          value={field.value}
          onChange={(event) => onSet(event.target.value)}
        >
          {[...new Set([field.value, ...field.options])].map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </select>
      );
    case 'number':
      return <NumberInput id={id} marks={marks} value={field.value} onSet={onSet} />;
    case 'nothing':
      return <input id={id} className="input" {...marks} value="" onChange={(event) => onSet(event.target.value)} />;
    case 'text': {
      // An optional text that is emptied is left out, or is nothing where the tool takes that.
      const set = (value: string): void =>
        onSet(value !== '' ? value : field.isNullable ? null : field.isRequired ? '' : undefined);
      const own = { id, className: 'input', value: field.value, ...marks };
      return field.isLong ? (
        <textarea {...own} rows={8} onChange={(event) => set(event.target.value)} />
      ) : (
        <input {...own} onChange={(event) => set(event.target.value)} />
      );
    }
  }
}

/** A number as it is typed. One that a computer would round is not taken: it stands there with the reason. */
function NumberInput(props: {
  readonly id: string;
  readonly marks: object;
  readonly value: number;
  readonly onSet: (value: number) => void;
}): ReactElement {
  const { id, marks, value, onSet } = props;
  const [typed, setTyped] = useState(String(value));
  const reading = readJson(typed);
  const problem = reading.ok
    ? typeof reading.value === 'number'
      ? null
      : 'this is not a number'
    : reading.problems[0]?.reason;
  const isOwn = problem !== null || (reading.ok && reading.value === value);
  return (
    <>
      <input
        id={id}
        className="input"
        inputMode="decimal"
        {...marks}
        {...(problem === null ? {} : { 'aria-invalid': true })}
        value={isOwn ? typed : String(value)}
        onChange={(event) => {
          const text = event.target.value.trim();
          setTyped(text);
          const read = readJson(text);
          if (read.ok && typeof read.value === 'number') onSet(read.value);
        }}
      />
      {problem === null ? null : (
        <span className="bad">
          {problem}; {value} is kept.
        </span>
      )}
    </>
  );
}

function Problems({ of, id }: { readonly of: readonly ParamProblem[]; readonly id?: string }): ReactElement | null {
  if (of.length === 0) return null;
  return (
    <span className="bad" id={id}>
      {of.map(({ problem }) => problem).join(' ')}
    </span>
  );
}
