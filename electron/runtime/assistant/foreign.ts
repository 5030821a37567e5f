import { fits } from './words.ts';

/** Orders this console cannot follow, whatever they are about: nothing is deleted, written, sent or bought in words. */
const otherOrders =
  'delete remove erase wipe purge email e-mail mail send forward post schedule rename edit change modify configure add ' +
  'install uninstall create build invite upload translate write compose draft buy order pay transfer refund book reserve ' +
  'sing play draw paint calculate compute convert solve deploy print format remind ignore pretend imagine forget encrypt ' +
  'decrypt hack login disable enable assign message text ping tweet generate upgrade reboot shutdown prove';

/** What people ask chat programs about, and this console knows nothing of. */
const otherMatters =
  'weather rain* sunny temperature poem* poetry haiku joke* riddle* stock* bitcoin crypto* football soccer match game* ' +
  'recipe* cook* dinner lunch breakfast pizza restaurant* movie* film* song* music lyrics flight* hotel* travel* trip ' +
  'president minister king queen capital country election* politic* translat* french german spanish italian english ' +
  'chinese python javascript sql code coding essay novel password* passwords secret* salary birthday horoscope doctor ' +
  'medicin* headache lawyer* lawsuit math multiplied divided squared plus minus times religion god love marry ' +
  'moon mars earth planet* sky ocean history-of philosophy quantum physics chemistry biology geography ' +
  'celebrit* actor singer holiday* vacation christmas euros dollars loan mortgage tax taxes invest* ' +
  'competitor* forecast* predict* wikipedia google facebook twitter instagram youtube netflix instructions prompt';

const orders: ReadonlySet<string> = new Set(otherOrders.split(' '));
const matters: readonly string[] = otherMatters.split(' ');

/** Whether the words ask for what this console neither has nor does; `first` is the first word that is not polite. */
export function isForeign(first: string, free: readonly string[]): boolean {
  return orders.has(first) || free.some((text) => matters.some((matter) => fits(text, matter)));
}
