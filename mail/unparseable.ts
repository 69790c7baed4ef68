/** A mail that cannot be read; its message is the reason. It stays in the mailbox for a person to look at. */
export class Unparseable extends Error {
  override readonly name = 'Unparseable'
}
