import { personSchema, roles } from '../../../shared/domain/person.ts';
import type { Person } from '../../../shared/domain/person.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import { table } from '../output/table.ts';
import { plain } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

export const peopleAdd = command({
  name: 'people add',
  operands: 'ID',
  takes: { least: 1, most: 1 },
  about: 'add a local profile; decisions carry its printed name',
  details: `Roles: reviewer (decides everywhere), operator (runs agents, decides where one person is enough),
admin (looks after settings and people, decides nothing), auditor (reads only).`,
  kind: 'changes',
  options: {
    name: { type: 'string', value: 'NAME', about: 'the printed name (required)' },
    role: { type: 'string', value: 'ROLE', about: `one of ${roles.join(', ')} (default: reviewer)` },
  },
  async run({ operands, options, session }) {
    if (options.name === undefined) throw new UsageError('A profile needs --name "Printed Name".');
    const person = readPerson({ personId: operands[0], printedName: options.name, role: options.role ?? 'reviewer' });
    const created = await (await session()).act('person.create', person);
    const text = `${plain(created.printedName)} (${created.personId}) is a ${created.role} here. Nothing proves who is at the keyboard: decisions say "asserted".`;
    return { exit: 0, value: listed(created), text };
  },
});

export const peopleList = command({
  name: 'people list',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'list the local profiles',
  kind: 'reads',
  options: {},
  async run({ session, terminal }) {
    const { people } = await (await session()).ask('person.list', {});
    const rows = people.map((person) => [person.personId, person.role, plain(person.printedName)]);
    const text =
      people.length === 0
        ? 'No profiles. Next: lanekeeper people add ID --name "Your Name" --role reviewer'
        : table([{ title: 'ID' }, { title: 'ROLE' }, { title: 'NAME', isFlexible: true }], rows, terminal);
    return { exit: 0, value: people.map(listed), text };
  },
});

/** Asks the person at the terminal who they are, once, in a workspace without any profile. */
export async function askProfile(terminal: Terminal): Promise<Person> {
  terminal.say('There is no profile in this workspace yet, and a change needs a person behind it.');
  return terminal.talk(async (ask) => {
    const printedName = await ask('Your printed name: ');
    const proposed = shortId(printedName);
    const personId = (await ask(`A short id for --as [${proposed}]: `)) || proposed;
    const role = (await ask(`Your role, one of ${roles.join(', ')} [reviewer]: `)) || 'reviewer';
    return readPerson({ personId, printedName, role });
  });
}

function shortId(printedName: string): string {
  const id = printedName
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return id.slice(0, 60) || 'me';
}

function readPerson(stated: {
  readonly personId: string | undefined;
  readonly printedName: string;
  readonly role: string;
}): Person {
  const parsed = personSchema.safeParse(stated);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path[0];
  if (field === 'role')
    throw new UsageError(`${stated.role} is not a role.`, { hint: `There are: ${roles.join(', ')}.` });
  if (field === 'printedName') throw new UsageError('The printed name has 1 to 120 characters.');
  throw new UsageError(`${stated.personId} is not an id: ${issue?.message ?? 'it is not valid'}.`);
}

function listed(person: Person): object {
  return { id: person.personId, name: person.printedName, role: person.role };
}
