import { egressSchema, egressWords, type Egress } from '../../../shared/domain/egress.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import { table } from '../output/table.ts';
import { plain } from '../output/words.ts';

export const egressList = command({
  name: 'egress list',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'list where http.send may send to; what is not listed is refused',
  kind: 'reads',
  options: {},
  async run({ session, terminal }) {
    const { egress } = await (await session()).ask('settings.show', {});
    const rows = egress.map((entry) => [plain(entry.origin), plain(egressWords(entry))]);
    const text =
      rows.length === 0
        ? 'Nothing is listed, so http.send may send nowhere. Next: lanekeeper egress allow https://api.example.com'
        : table([{ title: 'ORIGIN' }, { title: 'HOW', isFlexible: true }], rows, terminal);
    return { exit: 0, value: egress, text };
  },
});

export const egressAllow = command({
  name: 'egress allow',
  operands: 'ORIGIN',
  takes: { least: 1, most: 1 },
  about: 'list an origin that http.send may send to, or change how it is listed',
  details: `Each request still waits for a decision as the policy says. An action that was approved under other terms is not sent.`,
  kind: 'changes',
  options: {
    private: { type: 'boolean', about: 'it may lead to this machine or a private network; http is for these alone' },
    'key-hours': {
      type: 'string',
      value: 'HOURS',
      about: 'it recognises an idempotency key for so long (default: it does not)',
    },
    'ask-path': {
      type: 'string',
      value: 'PATH',
      about: 'a path with {key} that answers 2xx where an action was carried out and 404 where not',
    },
    authorization: { type: 'string', value: 'SECRET', about: 'the kept secret that is its Authorization header' },
  },
  async run({ operands, options, session }) {
    const hours = options['key-hours'];
    if (hours !== undefined && !/^\d{1,5}$/.test(hours))
      throw new UsageError(`--key-hours ${hours} is no number of hours.`);
    const read = egressSchema.safeParse({
      origin: operands[0],
      isPrivate: options.private,
      keyHours: hours === undefined ? null : Number(hours),
      askPath: options['ask-path'] ?? null,
      authorizationRef: options.authorization ?? null,
    });
    if (!read.success) {
      const [issue] = read.error.issues;
      throw new UsageError(
        `${plain(operands[0] ?? '')}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'cannot be listed'}. Nothing was changed.`,
      );
    }
    const open = await session();
    const { egress } = await open.ask('settings.show', {});
    const others = egress.filter(({ origin }) => origin !== read.data.origin);
    const changed = await open.act('settings.change', { egress: [...others, read.data] });
    return { exit: 0, value: changed.egress, text: `${read.data.origin} is listed: ${egressWords(read.data)}.` };
  },
});

export const egressDeny = command({
  name: 'egress deny',
  operands: 'ORIGIN',
  takes: { least: 1, most: 1 },
  about: 'take an origin off the list; what was approved for it and not sent is not sent any more',
  kind: 'changes',
  options: {},
  async run({ operands: [origin = ''], session }) {
    const open = await session();
    const { egress } = await open.ask('settings.show', {});
    const left: Egress[] = egress.filter((entry) => entry.origin !== origin);
    if (left.length === egress.length)
      throw new LanekeeperError('not-found', `${plain(origin)} is not listed. Nothing was changed.`, {
        hint: `Listed: ${egress.map((entry) => entry.origin).join(', ') || 'nothing'}.`,
      });
    const changed = await open.act('settings.change', { egress: left });
    return { exit: 0, value: changed.egress, text: `${origin} is off the list.` };
  },
});
