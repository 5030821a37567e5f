import { expect, test } from 'vitest';
import { batchedLine, messagesOf } from '../../../electron/runtime/hosts/message-batches.ts';

function openLine(): { posted: unknown[]; line: ReturnType<typeof batchedLine<unknown>>; turn: () => void } {
  const posted: unknown[] = [];
  const due: (() => void)[] = [];
  const line = batchedLine<unknown>({ postMessage: (message: unknown) => void posted.push(message) }, (flush) =>
    due.push(flush),
  );
  return { posted, line, turn: () => due.splice(0).forEach((flush) => flush()) };
}

test('what is sent in one turn crosses together, in the order in which it was sent', () => {
  const { posted, line, turn } = openLine();
  line.send({ n: 1 });
  line.send({ n: 2, text: 'ä"\ud800' });
  expect(posted).toEqual([]);
  turn();
  line.send({ n: 3 });
  turn();
  expect(posted).toHaveLength(2);
  expect(posted.flatMap((message) => [...messagesOf(message)])).toEqual([
    { n: 1 },
    { n: 2, text: 'ä"\ud800' },
    { n: 3 },
  ]);
});

test('a message that hands a port over keeps its place among the others', () => {
  const { posted, line, turn } = openLine();
  const port = { n: 2 };
  line.send({ n: 1 });
  line.transfer(port, []);
  line.send({ n: 3 });
  turn();
  expect(posted.flatMap((message) => [...messagesOf(message)])).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
});

test('a message JSON cannot carry is refused where it is sent, and takes no other with it', () => {
  const { posted, line, turn } = openLine();
  line.send({ n: 1 });
  expect(() => line.send({ n: 2n })).toThrow(TypeError);
  line.send({ n: 3 });
  turn();
  expect(posted.flatMap((message) => [...messagesOf(message)])).toEqual([{ n: 1 }, { n: 3 }]);
});
