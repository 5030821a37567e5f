import winkNLP from 'wink-nlp';
import type { Document, ItsHelpers, WinkMethods } from 'wink-nlp';
import model from 'wink-eng-lite-web-model';

/** The annotations the agent uses; every further one costs time on each ticket. */
const PIPE = ['sbd', 'negation', 'sentiment', 'pos', 'ner'];

/**
 * wink-nlp keeps every word it has not met before until its instance is dropped, so a long-lived worker that
 * reads ticket numbers and addresses would grow without end. After this many documents a fresh instance starts
 * (about 60 ms).
 */
const DOCUMENTS_PER_INSTANCE = 20_000;

let instance: WinkMethods | undefined;
let documents = 0;

/** Annotates one text with the embedded English model. Pure: the same text always gives the same annotations. */
export function annotate(text: string): Document {
  if (instance === undefined || documents >= DOCUMENTS_PER_INSTANCE) {
    instance = winkNLP(model, PIPE);
    documents = 0;
  }
  documents += 1;
  return instance.readDoc(text);
}

/** wink-nlp's property readers (`its.pos`, `its.span` and so on) for documents from {@link annotate}. */
export function properties(): ItsHelpers {
  instance ??= winkNLP(model, PIPE);
  return instance.its;
}
