import { create } from 'zustand';
import type { Person } from '../../../shared/domain/person.ts';
import { call } from '../bridge.ts';
import { remember, recall } from './local-memory.ts';
import { refreshWorkspace, useWorkspace } from './workspace.ts';

/** Which local profile this window acts as; asserted, not proven. */
export const usePerson = create<{ personId: string | null }>()(() => ({ personId: recall('person') }));

/** Acts as this profile from now on. */
export function choosePerson(personId: string): void {
  remember('person', personId);
  usePerson.setState({ personId });
}

/** Adds a profile to the workspace and acts as it. */
export async function createPerson(person: Person): Promise<void> {
  const made = await call('person.create', person);
  choosePerson(made.personId);
  await refreshWorkspace();
}

/** The same, asked for once. */
export function actingPerson(): Person | null {
  const { personId } = usePerson.getState();
  return useWorkspace.getState().status?.people.find((person) => person.personId === personId) ?? null;
}

/** The profile this window acts as, when the workspace knows it. */
export function useActingPerson(): Person | null {
  const personId = usePerson((state) => state.personId);
  const people = useWorkspace((state) => state.status?.people);
  return people?.find((person) => person.personId === personId) ?? null;
}

/** The name of a profile as people read it; of who is none here, such as a schedule, what it is known by. */
export function usePrintedName(personId: string): string {
  return useWorkspace(
    ({ status }) => status?.people.find((person) => person.personId === personId)?.printedName ?? personId,
  );
}
