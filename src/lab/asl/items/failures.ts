import { StatesError } from '../errors';

/** The data of a Map cannot be read. */
export class ItemReaderFailed extends StatesError {
  constructor(cause: string) { super('States.ItemReaderFailed', cause); }
}

/** The results of a Map cannot be written. */
export class ResultWriterFailed extends StatesError {
  constructor(cause: string) { super('States.ResultWriterFailed', cause); }
}
