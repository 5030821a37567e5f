import { writtenAmount } from '../../../shared/domain/amounts.ts';
import type { Settings } from '../../../shared/domain/workspace.ts';
import { command } from '../command.ts';
import { askingLines } from '../input/asking-settings.ts';
import { settingKeys, settingsFrom } from '../input/settings-input.ts';
import { facts } from '../output/table.ts';
import { plain } from '../output/words.ts';

export const settingsShow = command({
  name: 'settings show',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'show the settings of this workspace',
  kind: 'reads',
  options: {},
  async run({ session }) {
    const settings = await (await session()).ask('settings.show', {});
    return { exit: 0, value: settings, text: settingsText(settings) };
  },
});

export const settingsSet = command({
  name: 'settings set',
  operands: 'KEY=VALUE…',
  takes: { least: 1, most: 20 },
  about: 'change settings; an empty value clears one',
  details: `Keys: ${settingKeys.join(', ')}.
unstatedTokens and unstatedMoney (0.50, of any currency) are what a model call reserves of a budget when it does not say.
latencyBudgetMs (10s) is how long a turn of a conversation may take before it goes on in the background.
routing.manySteps, .fewestTurns, .largeBytes and .sittingMs are where the rule of lanes draws its lines (see conversations lanes).
rejectReasons are what a rejection offers, at most nine, separated by |.
"smtp=" turns sending by mail off: replies are written to the outbox.`,
  kind: 'changes',
  options: {},
  async run({ operands, session }) {
    const open = await session();
    const change = settingsFrom(operands, await open.ask('settings.show', {}));
    const settings = await open.act('settings.change', change);
    return { exit: 0, value: settings, text: settingsText(settings) };
  },
});

function settingsText({ publishFolder, outboxFrom, egress, smtp, timeZone, keepRunsDays, ...call }: Settings): string {
  const unset = 'not set';
  const lines: [string, string][] = [
    ['publishFolder', publishFolder ?? unset],
    ['outboxFrom', outboxFrom === null ? unset : plain(outboxFrom)],
    ['egress', egress.map(({ origin }) => plain(origin)).join(', ') || 'nowhere (see egress list)'],
    ['timeZone', timeZone ?? 'as on this computer'],
    ['unstatedTokens', String(call.unstatedTokens)],
    ['unstatedMoney', writtenAmount('money:EUR', call.unstatedMoney).replace('EUR', '')],
    ['latencyBudgetMs', writtenAmount('wall', call.latencyBudgetMs)],
    ...Object.entries(call.routing).map(([key, value]): [string, string] => [`routing.${key}`, String(value)]),
    ['keepRunsDays', keepRunsDays === null ? 'for ever' : String(keepRunsDays)],
    ['rejectReasons', call.rejectReasons.map(plain).join(' | ')],
    ...askingLines(call),
  ];
  if (smtp === null) return facts([...lines, ['smtp', 'off: replies are written to the outbox']]);
  return facts([
    ...lines,
    ['smtp.host', plain(smtp.host)],
    ['smtp.port', String(smtp.port)],
    ['smtp.secure', String(smtp.secure)],
    ['smtp.from', plain(smtp.from)],
    ['smtp.user', smtp.user === null ? unset : plain(smtp.user)],
    ['smtp.passwordRef', smtp.passwordRef === null ? unset : plain(smtp.passwordRef)],
  ]);
}
