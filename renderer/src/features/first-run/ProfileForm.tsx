import { useState } from 'react';
import type { FormEvent, ReactElement } from 'react';
import { personSchema, roles } from '../../../../shared/domain/person.ts';
import type { Role } from '../../../../shared/domain/person.ts';
import { explain } from '../../format/errors.ts';
import { createPerson } from '../../stores/person.ts';
import { Button } from '../../ui/Button.tsx';
import { suggestId } from './suggest-id.ts';
import s from './FirstRun.module.css';

const roleWords: Readonly<Record<Role, string>> = {
  operator: 'starts, cancels and retries runs',
  reviewer: 'decides what may leave',
  auditor: 'reads and verifies, changes nothing',
  admin: 'people and policy, no approvals',
};

/** Makes a local profile: printed name, id and role. */
export function ProfileForm({ onDone }: { readonly onDone: () => void }): ReactElement {
  const [name, setName] = useState('');
  const [typedId, setTypedId] = useState<string | null>(null);
  const [role, setRole] = useState<Role>('reviewer');
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const personId = typedId ?? suggestId(name);

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    const checked = personSchema.safeParse({ personId, printedName: name, role });
    if (!checked.success) {
      setFailure(
        name.trim() === ''
          ? 'Write the name as it should be printed.'
          : 'The id may hold lower-case letters, digits, dots and dashes.',
      );
      return;
    }
    setBusy(true);
    try {
      await createPerson(checked.data);
      onDone();
    } catch (error) {
      const { detail, next } = explain(error);
      setFailure(`${detail} ${next}`);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className={s['form']} onSubmit={(event) => void submit(event)} noValidate>
      <div className={s['pair']}>
        <div className="field">
          <label htmlFor="person-name">Printed name</label>
          <input
            id="person-name"
            className="input"
            value={name}
            maxLength={120}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor="person-id">Id</label>
          <input
            id="person-id"
            className="input mono"
            value={personId}
            maxLength={64}
            autoComplete="off"
            onChange={(event) => setTypedId(event.target.value)}
          />
        </div>
      </div>
      <fieldset className={s['roles']}>
        <legend className="fieldname">Role</legend>
        {roles.map((option) => (
          <label key={option}>
            <input type="radio" name="role" value={option} checked={role === option} onChange={() => setRole(option)} />
            <span className="b">{option}</span>
            <span className="d">{roleWords[option]}</span>
          </label>
        ))}
      </fieldset>
      {failure === null ? null : (
        <p className="bad" role="alert">
          {failure}
        </p>
      )}
      <div>
        <Button type="submit" kind="primary" whyNot={isBusy ? 'The profile is being made.' : undefined}>
          Act as {name.trim() === '' ? 'this person' : name.trim()}
        </Button>
      </div>
    </form>
  );
}
