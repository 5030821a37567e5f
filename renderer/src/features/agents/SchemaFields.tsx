import { useId, useState } from 'react';
import type { ReactElement } from 'react';
import s from './Agents.module.css';
import type { Field, FieldSchema, FormValue } from './schema-form.ts';

interface FieldsProps {
  readonly fields: readonly Field[];
  readonly value: FormValue;
  readonly problems: ReadonlyMap<string, string>;
  /** Columns of the dropped file; text fields of a mapping then offer them. */
  readonly columns: readonly string[];
  readonly path?: string;
  readonly onChange: (value: FormValue) => void;
}

/** A form made from a contract: one control per field, with its words, bounds and defaults. */
export function SchemaFields(props: FieldsProps): ReactElement {
  const { fields, value, problems, columns, path = '', onChange } = props;
  return (
    <>
      {fields.map(({ key, schema }) => {
        const at = path === '' ? key : `${path}.${key}`;
        const held = value[key];
        const set = (next: unknown): void => onChange({ ...value, [key]: next });
        if (schema.type === 'object' && schema.fields.length > 0)
          return (
            <fieldset className={s['group']} key={key}>
              <legend className="fieldname">{schema.title}</legend>
              {schema.description === '' ? null : <p className="d small">{schema.description}</p>}
              <div className={s['fields']}>
                <SchemaFields
                  fields={schema.fields}
                  value={(held ?? {}) as FormValue}
                  problems={problems}
                  columns={isMapping(key) ? columns : []}
                  path={at}
                  onChange={set}
                />
              </div>
            </fieldset>
          );
        return (
          <OneField
            key={key}
            schema={schema}
            held={held}
            problem={problems.get(at)}
            columns={isColumnField(key, path) ? columns : []}
            onSet={set}
          />
        );
      })}
    </>
  );
}

interface OneFieldProps {
  readonly schema: FieldSchema;
  readonly held: unknown;
  readonly problem: string | undefined;
  readonly columns: readonly string[];
  readonly onSet: (value: unknown) => void;
}

function OneField(props: OneFieldProps): ReactElement {
  const { schema, held, problem, onSet } = props;
  const id = useId();
  if (schema.type === 'boolean')
    return (
      <div className={`field ${s['wide']}`}>
        <label className="row">
          <input
            type="checkbox"
            className={s['tick']}
            checked={held === true}
            onChange={(event) => onSet(event.target.checked)}
          />
          {schema.title}
        </label>
        {schema.description === '' ? null : <span className="hint">{schema.description}</span>}
      </div>
    );
  return (
    <div className="field">
      <label htmlFor={id}>
        {schema.title} {schema.isRequired ? <span className="d">needed</span> : null}
      </label>
      <Control {...props} id={id} />
      {problem === undefined ? null : (
        <span className="bad" id={`${id}-bad`}>
          {problem}
        </span>
      )}
      {schema.description === '' ? null : <span className="hint">{schema.description}</span>}
    </div>
  );
}

function Control({ schema, held, problem, columns, onSet, id }: OneFieldProps & { readonly id: string }): ReactElement {
  const marks = problem === undefined ? {} : { 'aria-invalid': true as const, 'aria-describedby': `${id}-bad` };
  const options = schema.options.length > 0 ? schema.options : columns;
  if (options.length > 0)
    return (
      <select
        id={id}
        className="input"
        {...marks}
        value={isPlain(held) ? String(held) : ''}
        onChange={(event) => onSet(options.find((option) => String(option) === event.target.value))}
      >
        {schema.isRequired && schema.options.length > 0 ? null : (
          <option value="">{schema.options.length > 0 ? 'Default' : 'Not mapped'}</option>
        )}
        {options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    );
  if (schema.type === 'array') return <ListInput id={id} held={held} onSet={onSet} marks={marks} />;
  if (schema.type === 'number' || schema.type === 'integer')
    return (
      <input
        id={id}
        className="input"
        type="number"
        {...marks}
        {...(schema.minimum === null ? {} : { min: schema.minimum })}
        {...(schema.maximum === null ? {} : { max: schema.maximum })}
        step={schema.type === 'integer' ? 1 : 'any'}
        value={typeof held === 'number' ? held : ''}
        onChange={(event) => onSet(event.target.value === '' ? undefined : event.target.valueAsNumber)}
      />
    );
  if (schema.type === 'string')
    return (
      <input
        id={id}
        className="input"
        {...marks}
        value={typeof held === 'string' ? held : ''}
        onChange={(event) => onSet(event.target.value)}
      />
    );
  return <JsonInput id={id} held={held} onSet={onSet} />;
}

function ListInput(props: {
  readonly id: string;
  readonly held: unknown;
  readonly onSet: (value: unknown) => void;
  readonly marks: object;
}): ReactElement {
  const held = Array.isArray(props.held) ? props.held.map(String) : [];
  const [text, setText] = useState(held.join(', '));
  return (
    <input
      id={props.id}
      className="input"
      {...props.marks}
      placeholder="separated by commas"
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        props.onSet(
          event.target.value
            .split(',')
            .map((part) => part.trim())
            .filter((part) => part !== ''),
        );
      }}
    />
  );
}

/** A value no control fits: written as JSON, taken only while it can be read. */
function JsonInput({
  id,
  held,
  onSet,
}: {
  readonly id: string;
  readonly held: unknown;
  readonly onSet: (value: unknown) => void;
}): ReactElement {
  const [text, setText] = useState(held === undefined ? '' : JSON.stringify(held));
  const [isBad, setBad] = useState(false);
  return (
    <>
      <textarea
        id={id}
        className="input mono"
        rows={2}
        aria-invalid={isBad}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          try {
            onSet(event.target.value.trim() === '' ? undefined : (JSON.parse(event.target.value) as unknown));
            setBad(false);
          } catch {
            setBad(true);
          }
        }}
      />
      {isBad ? <span className="bad">This is not JSON yet; the last readable value is kept.</span> : null}
    </>
  );
}

function isMapping(key: string): boolean {
  return /column|mapping|map$/i.test(key);
}

function isColumnField(key: string, path: string): boolean {
  return /column$/i.test(key) || /(^|\.)(columns?|mapping)$/i.test(path);
}

function isPlain(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
