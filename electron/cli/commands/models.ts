import { dataLabels, modelPurposes, type DataLabel, type ModelPurpose } from '../../../shared/domain/model-call.ts';
import type { CapabilityCard, ModelChain } from '../../../shared/domain/model-endpoint.ts';
import { originOf } from '../../../shared/domain/model-endpoint.ts';
import { LanekeeperError } from '../../../shared/errors.ts';
import type { ListedEndpoint } from '../../../shared/ipc/model-methods.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { command } from '../command.ts';
import { table } from '../output/table.ts';
import { plain } from '../output/words.ts';
import type { Terminal } from '../terminal.ts';

export const modelsList = command({
  name: 'models list',
  operands: '',
  takes: { least: 0, most: 0 },
  about: 'list the endpoints that answer model calls, and who is asked for what',
  kind: 'reads',
  options: {},
  async run({ session, terminal }) {
    const found = await (await session()).ask('model.list', {});
    const { endpoints, chains } = found;
    if (endpoints.length === 0)
      return {
        exit: 0,
        value: found,
        text: 'No endpoint: the embedded engine answers.',
        next: 'Next: lanekeeper models add local --url http://127.0.0.1:11434/v1 --kind compatible --local',
      };
    const rows = endpoints.map((one) => [
      plain(one.endpoint.endpointId),
      plain(one.endpoint.baseUrl),
      one.endpoint.isLocal ? 'local' : 'away',
      stateOf(one),
    ]);
    const head = [
      { title: 'ENDPOINT' },
      { title: 'AT' },
      { title: 'WHERE' },
      { title: 'STATE', isFlexible: true },
    ] as const;
    return { exit: 0, value: found, text: `${table(head, rows, terminal)}\n\n${chainsText(chains, terminal)}` };
  },
});

export const modelsTest = command({
  name: 'models test',
  operands: 'ENDPOINT MODEL',
  takes: { least: 2, most: 2 },
  about: 'ask an endpoint what it can do: a few short questions, which may cost; the answers are kept',
  kind: 'changes',
  options: {},
  async run({ operands: [endpointId = '', model = ''], session, terminal }) {
    const card = await (await session()).act('model.test', { endpointId, model });
    const isReachable = card.checks.some(({ id, isOk }) => id === 'reachable' && isOk);
    return { exit: isReachable ? 0 : 1, value: card, text: cardText(card, terminal) };
  },
});

export const modelsChain = command({
  name: 'models chain',
  operands: 'PURPOSE ENDPOINT=MODEL…',
  takes: { least: 1, most: 11 },
  about: 'say who is asked for a purpose, in which order; without endpoints the chain is taken away',
  details: `Purposes: ${modelPurposes.join(', ')}; one without a chain of its own has that of chat. Last the embedded engine is asked.
Personal and secret text goes to local endpoints alone, whatever a chain says.`,
  kind: 'changes',
  options: {
    label: {
      type: 'string',
      value: 'LABEL',
      multiple: true,
      about: `only for text of this label: ${dataLabels.join(', ')}`,
    },
  },
  async run({ operands: [name = '', ...given], options, session, terminal }) {
    const purpose = oneOf<ModelPurpose>(modelPurposes, name, 'purpose');
    const ofLabels = options.label.map((label) => oneOf<DataLabel>(dataLabels, label, 'label'));
    const links = given.map(readLink);
    const open = await session();
    const { modelChains, modelEndpoints } = await open.ask('settings.show', {});
    const stranger = links.find((link) => !modelEndpoints.some(({ endpointId }) => endpointId === link.endpointId));
    if (stranger !== undefined)
      throw new LanekeeperError(
        'not-found',
        `There is no endpoint "${plain(stranger.endpointId)}". Nothing was changed.`,
        {
          hint: `There are: ${modelEndpoints.map(({ endpointId }) => endpointId).join(', ') || 'none; add one with models add'}.`,
        },
      );
    const labels = ofLabels.toSorted().join();
    const others = modelChains.filter(
      (chain) => chain.purpose !== purpose || chain.ofLabels.toSorted().join() !== labels,
    );
    const chains = links.length === 0 ? others : [...others, { purpose, links, ofLabels }];
    const changed = await open.act('settings.change', { modelChains: chains });
    return { exit: 0, value: changed.modelChains, text: chainsText(changed.modelChains, terminal) };
  },
});

/** What stands in the way of an endpoint, or what it was found able to do. */
export function stateOf({ endpoint, card, isListed, isKeyKept }: ListedEndpoint): string {
  if (!isListed) return `not listed: lanekeeper egress allow ${originOf(endpoint.baseUrl)}`;
  if (isKeyKept === false) return `no key: lanekeeper secrets set ${endpoint.keyRef}`;
  if (card === null) return `not tested: lanekeeper models test ${endpoint.endpointId} MODEL`;
  const [able, unable] = [true, false].map((isOk) =>
    card.checks.filter((one) => one.isOk === isOk).map(({ id }) => id),
  );
  return `${able?.join(', ')}${unable?.length === 0 ? '' : `; not: ${unable?.join(', ')}`}`;
}

function cardText({ api, model, models, checks }: CapabilityCard, terminal: Pick<Terminal, 'width' | 'dim'>): string {
  const rows = checks.map(({ id, isOk, detail }) => [id, isOk ? 'yes' : 'no', plain(detail)]);
  const names = models.length === 0 ? 'It lists no models.' : `It lists: ${models.map(plain).join(', ')}.`;
  const head = [{ title: 'CHECK' }, { title: 'ABLE' }, { title: 'FOUND', isFlexible: true }] as const;
  return `${plain(model)} by ${api}\n${table(head, rows, terminal)}\n${names}`;
}

function chainsText(chains: readonly ModelChain[], terminal: Pick<Terminal, 'width' | 'dim'>): string {
  if (chains.length === 0)
    return 'No chain: the embedded engine answers. Next: lanekeeper models chain chat ENDPOINT=MODEL';
  const rows = chains.map(({ purpose, ofLabels, links }) => [
    purpose,
    ofLabels.join(', ') || 'any',
    [...links.map(({ endpointId, model }) => plain(`${endpointId}=${model}`)), 'embedded'].join(' → '),
  ]);
  return table([{ title: 'PURPOSE' }, { title: 'LABEL' }, { title: 'ASKED', isFlexible: true }], rows, terminal);
}

function readLink(text: string): ModelChain['links'][number] {
  const at = text.indexOf('=');
  const [endpointId, model] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || model === '') throw new UsageError(`${plain(text)} is no ENDPOINT=MODEL, such as local=llama3.1.`);
  return { endpointId, model };
}

export function oneOf<T extends string>(known: readonly T[], given: string, what: string): T {
  const found = known.find((one) => one === given);
  if (found === undefined)
    throw new UsageError(`${plain(given)} is no ${what}.`, { hint: `There are: ${known.join(', ')}.` });
  return found;
}
