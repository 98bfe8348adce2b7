/** What the tests use of the emulator `dynalite`, which comes without types. */
declare module 'dynalite' {
  import { Server } from 'http';

  export default function dynalite(options: { readonly createTableMs?: number }): Server;
}
